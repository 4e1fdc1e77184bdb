#include "live/key_renewal.h"

#include "base/clock.h"
#include "base/log.h"
#include "jose/keyring.h"
#include "settings/settings.h"

enum { LONGEST_TOKEN = 86400 /* seconds */ };

enum store_status
live_key_rotate(struct db *db, struct arena *a, enum jws_alg alg, int64_t wait,
    int64_t only_if_older_than, struct text *kid)
{
	struct jws_key *key = jws_key_generate(alg);
	int64_t now = clock_now();
	if (!key || !jws_key_proven_by_libjwt(key)) {
		log_error("signing_key_not_made", LT("alg", jws_alg_name(alg)));
		jws_key_free(key);
		return STORE_FAILED;
	}
	*kid = arena_text(a, jws_key_id(key));
	struct signing_key row = {.kid = *kid,
	    .alg = jws_alg_name(alg),
	    .sealed_private = seal(a, FOR_PRIVATE_KEYS, *kid, jws_key_export(a, key)),
	    .published_at = now,
	    .active_at = now + wait};
	jws_key_free(key);
	enum store_status status =
	    signing_key_add(db, a, &row, LONGEST_TOKEN, only_if_older_than);
	if (status == STORE_OK)
		log_info("signing_key_made", LT("kid", *kid), LT("alg", row.alg),
		    LN("active_at", row.active_at));
	return status;
}

/* When the key that signs now began to; 0: there is none. */
static int64_t
signs_since(
    const struct signing_key *rows, size_t n, struct text alg, int64_t now, bool *next)
{
	int64_t since = 0;
	*next = false;
	for (size_t i = 0; i < n; i++) {
		if (!text_eq(rows[i].alg, alg))
			continue;
		*next |= rows[i].active_at > now;
		bool signs = rows[i].active_at <= now &&
			     (!rows[i].retired_at || rows[i].retired_at > now);
		if (signs && rows[i].active_at > since)
			since = rows[i].active_at;
	}
	return since;
}

static bool
renew(struct db *db, struct arena *a, const struct signing_key *rows, size_t n,
    enum jws_alg alg)
{
	const struct settings *s = settings();
	int64_t now = clock_now(), wait = s->keys.publish_before;
	struct text kid;
	bool next;
	int64_t since = signs_since(rows, n, jws_alg_name(alg), now, &next);
	if (since && (next || now < since + s->keys.rotate_after - wait))
		return true;
	enum store_status status =
	    live_key_rotate(db, a, alg, since ? wait : 0, since ? since : 1, &kid);
	return status == STORE_OK || status == STORE_CONFLICT;
}

bool
keys_renew(struct db *db, const enum jws_alg *algs, size_t n)
{
	struct signing_key *rows;
	size_t count;
	struct arena *a = arena_new();
	bool good = signing_keys_list(db, a, &rows, &count) == STORE_OK;
	for (size_t i = 0; good && i < n; i++)
		good = renew(db, a, rows, count, algs[i]);
	arena_free(a);
	return good;
}
