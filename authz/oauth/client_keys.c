#include "oauth/client_keys.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "live/key_sets.h"
#include "outbound/fetch.h"

#include <stdlib.h>

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	KEYS_MOST = 20, /* of a set; what stands behind them is not looked at */
	LARGEST_SET = 64 * 1024
};

DEFINE_CLEANUP(key, struct jws_key *, jws_key_free);

/* ---- the set ---- */

static json_t *
read_set(struct text jwks)
{
	json_t *set = json_loadb(jwks.at, jwks.n, JSON_REJECT_DUPLICATES, NULL);
	if (json_is_array(json_object_get(set, "keys")))
		return set;
	json_decref(set);
	return NULL;
}

/* Without what nothing needs, so that large sets can be kept too; of a certificate, its
 * hash. */
static struct text
lean(struct arena *a, const json_t *set)
{
	static const char *const members[] = {
	    "kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops"};
	CLEANUP(json) json_t *out = json_pack("{s[]}", "keys");
	json_t *keys = json_object_get(out, "keys"), *jwk;
	size_t i;
	json_array_foreach(json_object_get(set, "keys"), i, jwk)
	{
		/* A key whose private half is public is nobody's. */
		if (jwk_is_private(jwk))
			continue;
		json_t *copy = json_object();
		for (size_t k = 0; k < COUNT_OF(members); k++)
			if (json_object_get(jwk, members[k]))
				json_object_set(
				    copy, members[k], json_object_get(jwk, members[k]));
		struct text x5t = jwk_x5t(a, jwk);
		if (x5t.n)
			json_object_set_new(
			    copy, "x5t#S256", json_stringn(x5t.at, x5t.n));
		json_array_append_new(keys, copy);
	}
	char *line = json_dumps(out, JSON_COMPACT);
	struct text t = arena_text(a, text_of(line));
	free(line);
	return t;
}

/* Asks the app's server; what it had before stays where that fails. */
static void
fetch_set(struct arena *a, const struct client *client, struct key_set *set)
{
	const struct fetch request = {.url = client->metadata.jwks_uri,
	    .accept = TEXT("application/jwk-set+json, application/json"),
	    .max_bytes = LARGEST_SET,
	    .keep_least = MINUTE,
	    .keep_most = HOUR};
	struct fetched answer;
	/* Whoever comes meanwhile makes do with what is there. */
	set->tried_at = clock_now();
	if (set->jwks.n)
		key_set_keep(client->id, client->metadata.jwks_uri, set);
	const char *fault = fetch_run(a, &request, &answer);
	CLEANUP(json)
	json_t *keys = !fault && answer.status == 200 ? read_set(answer.body) : NULL;
	struct text jwks = keys ? lean(a, keys) : NO_TEXT;
	if (keys && jwks.n <= KEY_SET_MOST)
		*set = (struct key_set){.tried_at = set->tried_at,
		    .fresh_until = set->tried_at + answer.lifetime,
		    .stale_until = set->tried_at + DAY,
		    .jwks = jwks};
	key_set_keep(client->id, client->metadata.jwks_uri, set);
}

/* The set to use, and whether a newer one may be asked for. */
static struct key_set
find_set(struct arena *a, const struct client *client, bool *may_be_newer)
{
	struct key_set set = {0};
	int64_t now = clock_now();
	*may_be_newer = false;
	if (client->metadata.jwks.n) {
		set.jwks = client->metadata.jwks;
		return set;
	}
	if (!client->metadata.jwks_uri.n)
		return set;
	bool found = key_set_find(a, client->id, client->metadata.jwks_uri, &set);
	if (set.stale_until <= now)
		set.jwks = NO_TEXT;
	bool may_ask = !found || set.tried_at + MINUTE <= now;
	if (may_ask && set.fresh_until <= now)
		fetch_set(a, client, &set);
	else
		*may_be_newer = may_ask;
	return set;
}

/* ---- the key ---- */

static struct text
kid_of(const json_t *jwk)
{
	const json_t *kid = json_object_get(jwk, "kid");
	return (struct text){json_string_value(kid), json_string_length(kid)};
}

static bool
verifies(const json_t *jwk, const struct jws *jws)
{
	CLEANUP(key) struct jws_key *key = jws_key_from_jwk(jws->alg, jwk);
	return key && jws_verify(key, jws);
}

/* A key without an id may be any; *named tells whether one has the id of the JWS. */
static bool
one_verifies(struct text jwks, const struct jws *jws, bool *named)
{
	CLEANUP(json) json_t *set = read_set(jwks);
	json_t *jwk;
	size_t i;
	*named = false;
	json_array_foreach(json_object_get(set, "keys"), i, jwk)
	{
		struct text kid = kid_of(jwk);
		bool same = jws->kid.n && text_eq(kid, jws->kid);
		if (i == KEYS_MOST)
			break;
		if (jws->kid.n && kid.n && !same)
			continue;
		*named |= same;
		if (verifies(jwk, jws))
			return true;
	}
	return false;
}

/* FAPI 2.0 Security Profile 5.4.1. */
static bool
may_sign_with(const struct client *client, struct text registered, enum jws_alg alg)
{
	if (client->metadata.fapi2 && alg == ALG_RS256)
		return false;
	return !registered.n || jws_alg_said(registered) == alg;
}

enum client_keys_answer
client_keys_verify(
    struct arena *a, const struct client *client, struct text alg, const struct jws *jws)
{
	bool may_be_newer, named;
	if (!may_sign_with(client, alg, jws->alg))
		return CLIENT_KEYS_BAD;
	struct key_set set = find_set(a, client, &may_be_newer);
	if (one_verifies(set.jwks, jws, &named))
		return CLIENT_KEYS_GOOD;
	if (may_be_newer && !named) {
		fetch_set(a, client, &set);
		if (one_verifies(set.jwks, jws, &named))
			return CLIENT_KEYS_GOOD;
	}
	return client->metadata.jwks_uri.n && !set.jwks.n ? CLIENT_KEYS_AWAY
							  : CLIENT_KEYS_BAD;
}

static bool
one_fits(struct text jwks, const struct certificate *c)
{
	CLEANUP(json) json_t *set = read_set(jwks);
	json_t *jwk;
	size_t i;
	json_array_foreach(json_object_get(set, "keys"), i,
	    jwk) if (i < KEYS_MOST && certificate_fits_jwk(c, jwk)) return true;
	return false;
}

bool
client_keys_have(
    struct arena *a, const struct client *client, const struct certificate *c)
{
	bool may_be_newer;
	struct key_set set = find_set(a, client, &may_be_newer);
	if (one_fits(set.jwks, c))
		return true;
	if (!may_be_newer)
		return false;
	fetch_set(a, client, &set);
	return one_fits(set.jwks, c);
}

const char *
client_keys_fault(const struct client *client)
{
	const struct client_metadata *m = &client->metadata;
	CLEANUP(json) json_t *set = NULL;
	json_t *jwk;
	size_t i;
	if (m->jwks.n && m->jwks_uri.n)
		return "app.jwks_twice";
	if (m->jwks_uri.n && fetch_url_fault(m->jwks_uri))
		return "app.jwks_uri";
	if (!m->jwks.n)
		return NULL;
	set = read_set(m->jwks);
	if (!set || json_array_size(json_object_get(set, "keys")) > KEYS_MOST)
		return "app.jwks";
	json_array_foreach(json_object_get(set, "keys"), i, jwk)
	{
		if (!json_is_object(jwk))
			return "app.jwks";
		if (jwk_is_private(jwk))
			return "app.jwks_private";
	}
	return NULL;
}
