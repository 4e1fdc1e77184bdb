/*
 * A bounded table of byte strings: at a key of 16 bytes a value with a stamp. It never
 * uses more memory than it was given; what was put first goes first. A put or get locks
 * one of many stripes for the time of a copy. What is kept is opaque, and the stamp says
 * to the caller whether it may still be believed.
 */
#ifndef AUTHZ_LIVE_CACHE_H
#define AUTHZ_LIVE_CACHE_H

#include "base/arena.h"

enum { CACHE_KEY = 16, CACHE_VALUE_MOST = 16 * 1024 };

struct cache;

/* `bytes` of memory, touched only as it fills; kept out of core dumps. Ends the process
 * when they can't be reserved. */
struct cache *cache_new(size_t bytes);
/* Wipes it. */
void cache_free(struct cache *c);

/* False when there is none; else a copy in `a`, with its stamp. */
bool cache_get(struct cache *c, const unsigned char key[CACHE_KEY], struct arena *a,
    struct text *value, uint64_t *stamp);
/* Replaces what the key had; a value longer than CACHE_VALUE_MOST is not kept. */
void cache_put(struct cache *c, const unsigned char key[CACHE_KEY], struct text value,
    uint64_t stamp);
/* Bytes taken by what was put, the oldest of which may be due to go. */
size_t cache_used(struct cache *c);
/* A new stamp for what is there. */
void cache_restamp(struct cache *c, const unsigned char key[CACHE_KEY], uint64_t stamp);

#endif
