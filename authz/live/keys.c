#include "live/keys.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "jose/keyring.h"
#include "live/key_renewal.h"
#include "live/retired.h"
#include "settings/settings.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
	KEYS_MOST = 64,
	SEARCH_EVERY = 1000000 /* microseconds */
};

struct live_key {
	struct jws_key *key;
	char *jwk; /* as the JWKS has it */
	int64_t active_at, retired_at, gone_at;
};

/* Never changes once published. */
struct snapshot {
	size_t n;
	struct live_key keys[KEYS_MOST];
};

/* Readers load `current` and take no lock. `writing` guards everything else. */
static _Atomic(struct snapshot *) current;
static struct retired_list retired;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

static void
snapshot_free(void *snapshot)
{
	struct snapshot *s = snapshot;
	for (size_t i = 0; s && i < s->n; i++) {
		jws_key_free(s->keys[i].key);
		free(s->keys[i].jwk);
	}
	free(s);
}

static void
publish(struct snapshot *fresh)
{
	struct snapshot *old = current;
	current = fresh;
	retire(&retired, old, snapshot_free);
}

static struct jws_key *
open_key(struct arena *a, const struct signing_key *row)
{
	struct text der;
	struct jws_key *key = NULL;
	if (seal_open(a, FOR_PRIVATE_KEYS, row->kid, row->sealed_private, &der))
		key = jws_key_import(jws_alg_of(row->alg), der);
	if (key && !text_eq(jws_key_id(key), row->kid)) {
		jws_key_free(key);
		key = NULL;
	}
	if (!key)
		log_error("signing_key_unreadable", LT("kid", row->kid),
		    LC("why", "this keyring did not seal it"));
	return key;
}

static char *
jwk_of(const struct jws_key *key)
{
	json_t *jwk = jws_key_jwk(key);
	char *dumped = json_dumps(jwk, JSON_COMPACT);
	json_decref(jwk);
	if (!dumped)
		abort();
	return dumped;
}

static bool
same_rows(const struct snapshot *s, const struct signing_key *rows, size_t n)
{
	if (!s || s->n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!text_eq(jws_key_id(s->keys[i].key), rows[i].kid) ||
		    s->keys[i].active_at != rows[i].active_at ||
		    s->keys[i].retired_at != rows[i].retired_at ||
		    s->keys[i].gone_at != rows[i].gone_at)
			return false;
	return true;
}

/* False when the database is away or no key could be opened. */
static bool
read_keys(struct db *db, struct arena *a)
{
	struct signing_key *rows;
	size_t n;
	if (signing_keys_list(db, a, &rows, &n) != STORE_OK)
		return false;
	if (n > KEYS_MOST)
		n = KEYS_MOST;
	if (same_rows(current, rows, n))
		return true;
	struct snapshot *fresh = calloc(1, sizeof(*fresh));
	if (!fresh)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct jws_key *key = open_key(a, &rows[i]);
		if (key)
			fresh->keys[fresh->n++] = (struct live_key){key, jwk_of(key),
			    rows[i].active_at, rows[i].retired_at, rows[i].gone_at};
	}
	publish(fresh);
	return fresh->n == n;
}

static const struct live_key *
active_key(const struct snapshot *s, enum jws_alg alg, int64_t now)
{
	for (size_t i = 0; s && i < s->n; i++) {
		const struct live_key *k = &s->keys[i];
		if (jws_key_alg(k->key) == alg && k->active_at <= now &&
		    (!k->retired_at || k->retired_at > now))
			return k;
	}
	return NULL;
}

bool
live_keys_refresh(struct db *db)
{
	struct arena *a = arena_new();
	pthread_mutex_lock(&writing);
	bool good = read_keys(db, a);
	pthread_mutex_unlock(&writing);
	arena_free(a);
	return good;
}

bool
live_keys_start(struct db *db)
{
	enum jws_alg used[] = {jws_alg_of(settings()->tokens.access_alg),
	    jws_alg_of(settings()->tokens.id_alg)};
	return keys_renew(db, used, COUNT_OF(used)) && live_keys_refresh(db);
}

bool
live_keys_renew(struct db *db)
{
	enum jws_alg all[8];
	return keys_renew(db, all, jws_algs(all)) && live_keys_refresh(db);
}

void
live_keys_stop(void)
{
	pthread_mutex_lock(&writing);
	snapshot_free(current);
	current = NULL;
	retired_free(&retired);
	pthread_mutex_unlock(&writing);
}

const struct jws_key *
live_signing_key(enum jws_alg alg)
{
	const struct live_key *k = active_key(current, alg, clock_now());
	return k ? k->key : NULL;
}

enum store_status
live_signing_key_for(struct db *db, struct text name, const struct jws_key **out)
{
	enum jws_alg alg = jws_alg_of(name.n ? name : settings()->tokens.id_alg);
	*out = live_signing_key(alg);
	if (!db && (!*out || jws_alg_is_slow(alg)))
		return STORE_DEFER;
	if (*out)
		return STORE_OK;
	if (alg == ALG_NONE)
		return STORE_FAILED;
	if (!keys_renew(db, &alg, 1) || !live_keys_refresh(db))
		return STORE_AWAY;
	*out = live_signing_key(alg);
	return *out ? STORE_OK : STORE_FAILED;
}

static const struct jws_key *
published_key(struct text kid)
{
	const struct snapshot *s = current;
	int64_t now = clock_now();
	for (size_t i = 0; s && i < s->n; i++)
		if (text_eq(jws_key_id(s->keys[i].key), kid) &&
		    (!s->keys[i].gone_at || s->keys[i].gone_at > now))
			return s->keys[i].key;
	return NULL;
}

enum store_status
live_verification_key(struct db *db, struct text kid, const struct jws_key **out)
{
	static _Atomic int64_t searched_at; /* clock_monotonic_us */
	int64_t now = clock_monotonic_us(), before = searched_at;
	*out = published_key(kid);
	if (*out)
		return STORE_OK;
	if (!db)
		return STORE_DEFER;
	if (now - before < SEARCH_EVERY ||
	    !atomic_compare_exchange_strong(&searched_at, &before, now))
		return STORE_NONE;
	if (!live_keys_refresh(db))
		return STORE_AWAY;
	*out = published_key(kid);
	return *out ? STORE_OK : STORE_NONE;
}

size_t
live_signing_algs(enum jws_alg out[8])
{
	enum jws_alg all[8];
	size_t n = 0, most = jws_algs(all);
	for (size_t i = 0; i < most; i++)
		if (live_signing_key(all[i]))
			out[n++] = all[i];
	return n;
}

struct text
live_jwks(struct arena *a, struct text *version)
{
	const struct snapshot *s = current;
	struct builder set = builder_new(a, 4096), kids = builder_new(a, 256);
	int64_t now = clock_now();
	build_text(&set, TEXT("{\"keys\":["));
	for (size_t i = 0; s && i < s->n; i++) {
		if (s->keys[i].gone_at && s->keys[i].gone_at <= now)
			continue;
		if (kids.n)
			build_char(&set, ',');
		build_text(&set, text_of(s->keys[i].jwk));
		build_text(&kids, jws_key_id(s->keys[i].key));
	}
	build_text(&set, TEXT("]}"));
	*version = builder_text(&kids);
	return builder_text(&set);
}
