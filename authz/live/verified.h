/*
 * Access tokens that this node has verified, by their hash: what they say, ready for the
 * next time. A hit costs no cryptography beyond the hash, and no look at the marks unless
 * one came since the last.
 */
#ifndef AUTHZ_LIVE_VERIFIED_H
#define AUTHZ_LIVE_VERIFIED_H

#include "live/cache.h"
#include "store/marks.h"

struct verified {
	unsigned char key[CACHE_KEY]; /* of the token's hash */
	int64_t era;		      /* verified_find's, for verified_keep */
	int64_t expires_at;
	struct token_facts facts;
	struct text value; /* the caller's bytes */
};

/*
 * A token that was verified before, has not expired, and is alive: true, and `out` has
 * what was kept of it, in `a`. Else false with out->key set, for verified_keep().
 */
bool verified_find(struct arena *a, struct text token, struct verified *out);
/* Keeps a token that was found alive in a check that began at `epoch` (marks_epoch). */
void verified_keep(struct arena *a, const struct verified *v, uint64_t epoch);

/* Alive by the marks in memory while the node is coherent, else by the database's;
 * STORE_DEFER when that is needed and `db` is NULL (on a loop). */
enum store_status live_token_alive(
    struct db *db, struct arena *a, const struct token_facts *f, bool *alive);

/* For coherence.c. */
void verified_start(size_t bytes);
void verified_forget_all(void);
void verified_stop(void);
/* How much of its memory is in use. */
int64_t verified_bytes(void);

#endif
