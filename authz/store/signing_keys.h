#ifndef AUTHZ_STORE_SIGNING_KEYS_H
#define AUTHZ_STORE_SIGNING_KEYS_H

#include "store/db.h"

struct signing_key {
	struct text kid, alg, sealed_private;
	int64_t published_at, active_at, retired_at, gone_at; /* seconds; 0: not set */
};

/* "next": does not sign yet; "active"; "retired": is published until its last token has
 * expired; "gone" then. */
const char *signing_key_state(const struct signing_key *k, int64_t now);
/* All that are not gone, newest active_at first. */
enum store_status signing_keys_list(
    struct db *db, struct arena *a, struct signing_key **out, size_t *n);
/* For people: those, then the newest that are gone; all without their private half. */
enum store_status signing_keys_shown(
    struct db *db, struct arena *a, struct signing_key **out, size_t *n);
/*
 * Adds `k` as the successor of the algorithm's current key, which retires at k->active_at
 * and is gone `longest_token` seconds later. One transaction, under a lock: when
 * `only_if_older_than` is not 0 and a key of this algorithm with a later active_at
 * exists, nothing is added and the answer is STORE_CONFLICT (another node was first).
 */
enum store_status signing_key_add(struct db *db, struct arena *a,
    const struct signing_key *k, int64_t longest_token, int64_t only_if_older_than);

#endif
