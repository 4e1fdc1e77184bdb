/* The opened keyring, for this room only. */
#ifndef AUTHZ_JOSE_KEYRING_ENTRIES_H
#define AUTHZ_JOSE_KEYRING_ENTRIES_H

#include "jose/digest.h"
#include "jose/keyring.h"

enum { KEYRING_MOST = 64 };

struct keyring_entry {
	uint32_t id;
	unsigned char keys[PURPOSES][SHA256_SIZE];
};

struct keyring {
	size_t n;
	struct keyring_entry entries[KEYRING_MOST];
};

const struct keyring_entry *keyring_newest(void);
/* NULL when there is none of that id. */
const struct keyring_entry *keyring_entry(uint32_t id);

#endif
