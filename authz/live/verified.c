#include "live/verified.h"

#include "base/clock.h"
#include "base/pack.h"
#include "jose/digest.h"
#include "live/coherence.h"
#include "live/marks.h"

#include <stdatomic.h>

static struct cache *cache;
/* What was kept in an earlier era is not believed. */
static atomic_llong era;

void
verified_start(size_t bytes)
{
	cache = cache_new(bytes);
}

void
verified_stop(void)
{
	cache_free(cache);
	cache = NULL;
}

int64_t
verified_bytes(void)
{
	return cache ? (int64_t)cache_used(cache) : 0;
}

void
verified_forget_all(void)
{
	era++;
}

static bool
unpack_verified(struct text packed, struct verified *out)
{
	struct unpack u = {packed, false};
	if (unpack_number(&u) != out->era)
		return false;
	out->expires_at = unpack_number(&u);
	out->facts.issued_at = unpack_number(&u);
	out->facts.family = unpack_uuid(&u);
	out->facts.user_id = unpack_uuid(&u);
	out->facts.client_id = unpack_uuid(&u);
	out->facts.jti = unpack_text(&u);
	out->value = u.rest;
	return !u.broken;
}

bool
verified_find(struct arena *a, struct text token, struct verified *out)
{
	unsigned char hash[SHA256_SIZE];
	struct text packed;
	uint64_t stamp, epoch = marks_epoch();
	out->era = atomic_load_explicit(&era, memory_order_acquire);
	sha256(token, hash);
	memcpy(out->key, hash, CACHE_KEY);
	if (!live_coherent() || !cache_get(cache, out->key, a, &packed, &stamp) ||
	    !unpack_verified(packed, out) || out->expires_at <= clock_now())
		return false;
	if (stamp == epoch)
		return true;
	if (!marks_allow(&out->facts))
		return false;
	cache_restamp(cache, out->key, epoch);
	return true;
}

void
verified_keep(struct arena *a, const struct verified *v, uint64_t epoch)
{
	struct builder b = builder_new(a, v->value.n + 256);
	pack_number(&b, v->era);
	pack_number(&b, v->expires_at);
	pack_number(&b, v->facts.issued_at);
	pack_uuid(&b, v->facts.family);
	pack_uuid(&b, v->facts.user_id);
	pack_uuid(&b, v->facts.client_id);
	pack_text(&b, v->facts.jti);
	build_text(&b, v->value);
	cache_put(cache, v->key, builder_text(&b), epoch);
}

enum store_status
live_token_alive(struct db *db, struct arena *a, const struct token_facts *f, bool *alive)
{
	if (!live_coherent())
		return db ? token_alive(db, a, f, alive) : STORE_DEFER;
	*alive = marks_allow(f);
	return STORE_OK;
}
