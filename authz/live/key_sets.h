/*
 * Key sets that were fetched from apps' jwks_uri, in this node's memory. They are not of
 * the database, so coherence has no say: how long one is good its server tells, within
 * the bounds of whoever fetched it.
 */
#ifndef AUTHZ_LIVE_KEY_SETS_H
#define AUTHZ_LIVE_KEY_SETS_H

#include "base/arena.h"
#include "base/uuid.h"
#include "live/cache.h"

struct key_set {
	int64_t tried_at;    /* when it was last asked for, whatever came of it */
	int64_t fresh_until; /* seconds */
	int64_t stale_until; /* while it can't be fetched anew, it is better than none */
	struct text jwks;    /* JSON; empty when it could not be fetched */
};

/* False when there is none; else a copy in `a`. An app that changes its URI has another
 * set. */
bool key_set_find(
    struct arena *a, struct uuid client_id, struct text uri, struct key_set *out);
/* Its JWKS must not be longer than KEY_SET_MOST. */
enum { KEY_SET_MOST = CACHE_VALUE_MOST - 64 };
void key_set_keep(struct uuid client_id, struct text uri, const struct key_set *set);

/* For coherence.c. */
void key_sets_start(void);
void key_sets_stop(void);

#endif
