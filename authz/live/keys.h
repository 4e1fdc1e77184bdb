/*
 * The signing keys that this node knows: the rows of signing_keys, opened and parsed
 * once. Readers take no lock; the table is read again when a change of it is heard
 * (coherence.h). Times in the rows decide which key signs, so that all
 * nodes switch together.
 */
#ifndef AUTHZ_LIVE_KEYS_H
#define AUTHZ_LIVE_KEYS_H

#include "jose/jws.h"
#include "store/signing_keys.h"

/* Makes the first keys for settings()' algorithms (access_alg, id_alg) when there are
 * none, each proven by libjwt before it is published, and reads all. False after logging.
 */
bool live_keys_start(struct db *db);
/* Reads them again; keeps the old ones when the database is away. Called when a change is
 * heard. False when they could not be read. */
bool live_keys_refresh(struct db *db);
/* Makes what is missing of every algorithm, and successors for keys that are older than
 * [keys] rotate_after (one node wins): a chore, since an RSA key takes its time. */
bool live_keys_renew(struct db *db);
void live_keys_stop(void);

/* The key that signs now with `alg`; NULL when there is none. Valid until the process
 * ends or for 60 seconds at least after it was replaced. */
const struct jws_key *live_signing_key(enum jws_alg alg);
/* What signs for an app that asked for the algorithm `name` (empty: [tokens] id_alg): its
 * ID tokens, userinfo, logout tokens and whatever else is signed as it registered. The
 * first key of an algorithm is made here if need be. STORE_DEFER when `db` is NULL (on a
 * loop) and that, or a slow signature, is due; STORE_AWAY, STORE_FAILED. */
enum store_status live_signing_key_for(
    struct db *db, struct text name, const struct jws_key **out);
/* The published key `kid`. Same validity. One that is not in memory may be new: then the
 * table is read again, at most once a second; STORE_DEFER when `db` is NULL (on a loop),
 * STORE_AWAY when the database is. STORE_NONE: nobody has published it. */
enum store_status live_verification_key(
    struct db *db, struct text kid, const struct jws_key **out);
/* Algorithms that a key signs with now. */
size_t live_signing_algs(enum jws_alg out[8]);
/* The JWKS document (RFC 7517 5) as it is now, in `a`; `version` changes when it does. */
struct text live_jwks(struct arena *a, struct text *version);

/* Adds a key for `alg` that becomes active after `wait` seconds (0: at once), proven by
 * libjwt first. `kid` is set. For the CLI and for rotation. */
enum store_status live_key_rotate(struct db *db, struct arena *a, enum jws_alg alg,
    int64_t wait, int64_t only_if_older_than, struct text *kid);

#endif
