/* The second pair of eyes. Nothing here makes a token that leaves us. */
#include "base/log.h"
#include "jose/jws_key.h"

#include <jwt.h>

#include <stdlib.h>

DEFINE_CLEANUP(jwt, jwt_t *, jwt_free);

/* What this libjwt knows of ours: EdDSA never came to 1.x. PS256 did in name, but 1.17
 * (in Debian 13) refuses every such token, its own not excepted. */
static bool
libjwt_knows(enum jws_alg alg)
{
	return alg != ALG_PS256 && jwt_str_alg(jws_alg_name(alg).at) != JWT_ALG_INVAL;
}

static enum libjwt_verdict
judge(struct arena *a, enum jws_alg alg, EVP_PKEY *pkey, struct text token)
{
	if (!libjwt_knows(alg))
		return LIBJWT_UNABLE;
	struct text pem = jws_key_pem(a, pkey, false);
	CLEANUP(jwt) jwt_t *jwt = NULL;
	if (!pem.n || jwt_decode(&jwt, arena_cstr(a, token),
			  (const unsigned char *)pem.at, (int)pem.n) != 0)
		return LIBJWT_BAD;
	/* libjwt takes the algorithm from the token: it must be the key's own. */
	return jwt_get_alg(jwt) == jwt_str_alg(jws_alg_name(alg).at) ? LIBJWT_GOOD
								     : LIBJWT_BAD;
}

bool
jws_key_proven_by_libjwt(const struct jws_key *key)
{
	struct arena *a = arena_new();
	struct text token =
	    jws_sign(a, key, NO_TEXT, TEXT("{\"sub\":\"proof\",\"n\":1}"));
	enum libjwt_verdict verdict =
	    token.n ? judge(a, key->alg, key->pkey, token) : LIBJWT_BAD;
	arena_free(a);
	if (verdict == LIBJWT_BAD)
		log_error("key_not_proven", LT("kid", jws_key_id(key)),
		    LT("alg", jws_alg_name(key->alg)));
	return verdict != LIBJWT_BAD;
}

#ifdef LIBJWT_WANTS_TYP_JWT
static const bool any_typ = false;
#else
static const bool any_typ = true;
#endif

enum libjwt_verdict
jws_verify_by_libjwt(
    struct arena *a, const json_t *jwk, struct text token, const struct jws *jws)
{
	/* libjwt before 1.11 refuses every typ but JWT, which RFC 9068 2.1 rules out. */
	if (!any_typ && jws->typ.n && !text_eq_nocase(jws->typ, TEXT("JWT")))
		return LIBJWT_UNABLE;
	struct jws_key *key = jws_key_from_jwk(jws->alg, jwk);
	if (!key)
		return LIBJWT_BAD;
	enum libjwt_verdict verdict = judge(a, jws->alg, key->pkey, token);
	jws_key_free(key);
	return verdict;
}
