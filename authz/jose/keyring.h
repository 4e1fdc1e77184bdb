/*
 * The keyring: a file (0600) of entries `id base64url(32 bytes)`, one a line, newest
 * first. Everything symmetric is derived from it (HKDF), and it is never in the database.
 * The first entry makes, all of them open; so keys change by adding a line on top.
 */
#ifndef AUTHZ_JOSE_KEYRING_H
#define AUTHZ_JOSE_KEYRING_H

#include "base/arena.h"

/* What a derived key is for; each its own HKDF info. */
enum purpose {
	FOR_CODES,
	FOR_ACCESS_TOKENS,
	FOR_REFRESH_TOKENS,
	FOR_TICKETS, /* authorization requests between pages */
	FOR_COOKIES,
	FOR_CSRF,
	FOR_PRIVATE_KEYS,
	FOR_LOGIN_THROTTLE,
	FOR_DELIVERIES, /* mails and requests that wait to be sent */
	FOR_MAILED_LINKS,
	FOR_CLIENT_SECRETS, /* of apps that sign with them */
	FOR_DPOP_NONCES,
	FOR_PENDING_GRANTS, /* device codes and their kin */
	FOR_KEPT_ANSWERS,   /* of POSTs that may come again */
	FOR_WEBHOOK_SECRETS,
	PURPOSES
};

/*
 * Loads the keyring for everybody: from `inline_ring` when not empty, else from `file`,
 * which is made with one fresh entry (atomically, fsynced, 0600) when it does not exist
 * and `make` is set. Refuses a file that others can read. NULL on success, or why not
 * (without secrets), in `a`. Call once before threads start.
 */
const char *keyring_load(
    struct arena *a, struct text inline_ring, const char *file, bool make);
/* Wipes it. */
void keyring_forget(void);

/*
 * AES-256-GCM under the derived key of `purpose`: key id (4) | nonce (12) | ciphertext |
 * tag (16), base64url. `context` is authenticated, not kept (may be empty).
 */
struct text seal(
    struct arena *a, enum purpose purpose, struct text context, struct text plain);
/* False for anything that seal() did not make for this purpose and context. */
bool seal_open(struct arena *a, enum purpose purpose, struct text context,
    struct text sealed, struct text *plain);

enum { MAC_SIZE = 32 };
/* HMAC-SHA-256 under the newest entry's derived key; `key_id` tells which it was. */
void keyring_mac(enum purpose purpose, struct text data, uint32_t *key_id,
    unsigned char out[MAC_SIZE]);
/* Checks in constant time, under the entry `key_id` as it came with the data; false also
 * when there is no such entry, or no entry could have that id. */
bool keyring_mac_check(
    enum purpose purpose, int64_t key_id, struct text data, struct text mac);

#endif
