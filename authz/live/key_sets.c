#include "live/key_sets.h"

#include "base/pack.h"
#include "jose/digest.h"

/* A few thousand sets; the cache's own locks guard it. */
enum { BYTES = 8 * 1024 * 1024 };
static struct cache *cache;

void
key_sets_start(void)
{
	cache = cache_new(BYTES);
}

void
key_sets_stop(void)
{
	cache_free(cache);
	cache = NULL;
}

static void
make_key(struct arena *a, struct uuid client_id, struct text uri,
    unsigned char hash[SHA256_SIZE])
{
	struct builder b = builder_new(a, 256);
	pack_uuid(&b, client_id);
	pack_text(&b, uri);
	sha256(builder_text(&b), hash);
}

bool
key_set_find(struct arena *a, struct uuid client_id, struct text uri, struct key_set *out)
{
	unsigned char key[SHA256_SIZE];
	struct text value;
	uint64_t stamp;
	make_key(a, client_id, uri, key);
	if (!cache_get(cache, key, a, &value, &stamp))
		return false;
	struct unpack u = {value, false};
	out->tried_at = unpack_number(&u);
	out->fresh_until = unpack_number(&u);
	out->stale_until = unpack_number(&u);
	out->jwks = unpack_text(&u);
	return unpack_done(&u);
}

void
key_set_keep(struct uuid client_id, struct text uri, const struct key_set *set)
{
	unsigned char key[SHA256_SIZE];
	struct arena *a = arena_new();
	struct builder b = builder_new(a, set->jwks.n + 64);
	make_key(a, client_id, uri, key);
	pack_number(&b, set->tried_at);
	pack_number(&b, set->fresh_until);
	pack_number(&b, set->stale_until);
	pack_text(&b, set->jwks);
	cache_put(cache, key, builder_text(&b), 0);
	arena_free(a);
}
