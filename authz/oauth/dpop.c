#include "oauth/dpop.h"

#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/jwt_claims.h"

enum { LONGEST_PROOF = 6000, LONGEST_JTI = 256 };

/* All that jose/ speaks are asymmetric. */
const char dpop_algs[] = "ES256 EdDSA Ed25519 PS256 RS256";

DEFINE_CLEANUP(key, struct jws_key *, jws_key_free);

/* The key in the header, which must be a public one. */
static struct jws_key *
own_key(struct arena *a, struct text jwt, enum jws_alg alg)
{
	struct text header;
	if (!base64url_decode(a, text_part(jwt, 0, text_index(jwt, '.')), &header))
		return NULL;
	CLEANUP(json)
	json_t *members = json_loadb(header.at, header.n, JSON_REJECT_DUPLICATES, NULL);
	return jws_key_from_jwk(alg, json_object_get(members, "jwk"));
}

static struct text
copied_claim(struct arena *a, const json_t *claims, const char *name)
{
	return arena_text(a, jwt_claim(claims, name));
}

static const char *
read_claims(struct arena *a, const json_t *claims, struct dpop_proof *out)
{
	out->jti = copied_claim(a, claims, "jti");
	out->htm = copied_claim(a, claims, "htm");
	out->htu = copied_claim(a, claims, "htu");
	out->ath = copied_claim(a, claims, "ath");
	out->nonce = copied_claim(a, claims, "nonce");
	if (!out->jti.n || !out->htm.n || !out->htu.n ||
	    !jwt_claim_time(claims, "iat", &out->iat))
		return "the DPoP proof needs the claims jti, htm, htu and iat";
	if (out->jti.n > LONGEST_JTI)
		return "the jti of the DPoP proof is longer than 256 characters";
	if (json_object_get(claims, "exp") && !jwt_claim_time(claims, "exp", &out->exp))
		return "the exp of the DPoP proof is no time";
	return NULL;
}

const char *
dpop_proof_read(struct arena *a, struct text jwt, struct dpop_proof *out)
{
	struct jws jws;
	*out = (struct dpop_proof){0};
	if (jwt.n > LONGEST_PROOF || !jws_parse(a, jwt, &jws))
		return "the DPoP header is not a JWS in compact form with an algorithm "
		       "of dpop_signing_alg_values_supported";
	if (!text_eq(jws.typ, TEXT("dpop+jwt")))
		return "the typ of the DPoP proof must be dpop+jwt";
	CLEANUP(key) struct jws_key *key = own_key(a, jwt, jws.alg);
	if (!key)
		return "the jwk in the head of the DPoP proof must be a public key for "
		       "its alg, without private members";
	if (!jws_verify(key, &jws))
		return "the jwk in the DPoP proof does not verify its signature";
	out->alg = jws.alg;
	out->jkt = arena_text(a, jws_key_id(key));
	CLEANUP(json)
	json_t *claims = jwt_claims_read(jws.payload);
	if (!claims)
		return "the payload of the DPoP proof is not a JSON object";
	return read_claims(a, claims, out);
}

const char *
dpop_proof_fault(struct arena *a, const struct dpop_proof *proof, struct text method,
    struct text url, int64_t now)
{
	struct text asked = dpop_url(a, url), proven = dpop_url(a, proof->htu);
	if (!text_eq(proof->htm, method))
		return "the htm of the DPoP proof is not this request's method";
	if (!asked.n || !text_eq(asked, proven))
		return "the htu of the DPoP proof is not this request's URL";
	if (proof->iat < now - DPOP_OLDEST || (proof->exp && proof->exp <= now))
		return "the DPoP proof is too old; make a new one for each request";
	if (proof->iat > now + DPOP_EARLIEST)
		return "the iat of the DPoP proof is in the future; set the clock";
	return NULL;
}
