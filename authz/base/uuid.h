/* UUIDs (RFC 9562), 16 bytes in network order. */
#ifndef AUTHZ_BASE_UUID_H
#define AUTHZ_BASE_UUID_H

#include "base/arena.h"

struct uuid {
	unsigned char bytes[16];
};

#define NO_UUID ((struct uuid){{0}})

/* A new one of version 7: in time order, so that indexes grow at one end. */
struct uuid uuid_new(void);
/* The canonical 36 lower-case characters. */
struct text uuid_text(struct arena *a, struct uuid id);
/* From the canonical form (RFC 9562 4), case ignored; false when it isn't one. */
bool uuid_parse(struct text t, struct uuid *out);
bool uuid_eq(struct uuid a, struct uuid b);
/* Spreads them over a table, whatever made them. */
uint64_t uuid_hash(struct uuid id);
/* True for the nil UUID, which stands for "none". */
bool uuid_is_nil(struct uuid id);

#endif
