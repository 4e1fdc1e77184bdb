#include "signer.h"

#include "base/clock.h"
#include "base/uuid.h"
#include "jose/digest.h"

static void
free_key(void *key)
{
	jws_key_free(key);
}

struct jws_key *
signer(enum jws_alg alg)
{
	struct jws_key *key = jws_key_generate(alg);
	ck_assert_ptr_nonnull(key);
	keep(free_key, key);
	return key;
}

const char *
jwks_of(const struct jws_key *key)
{
	return json_line(keep_json(json_pack("{s[o]}", "keys", jws_key_jwk(key))));
}

const char *
signed_jwt(const struct jws_key *key, json_t *header, json_t *claims)
{
	if (!json_object_get(header, "alg"))
		json_object_set_new(
		    header, "alg", json_string(jws_alg_name(jws_key_alg(key)).at));
	struct text jwt = jws_sign_as(arena, key, text_of(json_line(keep_json(header))),
	    text_of(json_line(keep_json(claims))));
	ck_assert_uint_ne(jwt.n, 0);
	return arena_cstr(arena, jwt);
}

const char *
dpop_proof(const struct jws_key *key, struct proof how)
{
	const struct process *to = how.to ? how.to : server;
	const char *htu = how.htu ? how.htu : "/oauth2/token";
	if (htu[0] == '/')
		htu = text_format("%s%s", to->url, htu);
	const char *jti =
	    how.jti ? how.jti : arena_cstr(arena, uuid_text(arena, uuid_new()));
	json_t *claims =
	    json_pack("{ss ss ss sI}", "jti", jti, "htm", how.htm ? how.htm : "POST",
		"htu", htu, "iat", (json_int_t)(clock_now() - how.age));
	if (how.nonce)
		json_object_set_new(claims, "nonce", json_string(how.nonce));
	if (how.token)
		json_object_set_new(claims, "ath",
		    json_string(
			arena_cstr(arena, sha256_base64url(arena, text_of(how.token)))));
	return signed_jwt(key,
	    json_pack("{ss so}", "typ", how.typ ? how.typ : "dpop+jwt", "jwk",
		jws_key_jwk(key)),
	    claims);
}

const char *
dpop_header(const struct jws_key *key)
{
	return text_format("DPoP: %s", dpop_proof(key, (struct proof){0}));
}
