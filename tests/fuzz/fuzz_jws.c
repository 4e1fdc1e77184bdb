/*
 * Signed tokens under the public keys of RFC 7515 and RFC 8037. Their private halves are
 * not here: what verifies is one of the RFCs' own tokens, to the last character.
 */
#include "fuzz.h"
#include "jose/jws.h"

#define EC_JWK                                                                           \
	"{\"kty\":\"EC\",\"crv\":\"P-256\","                                             \
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                         \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"
#define RSA_JWK                                                                          \
	"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":"                                         \
	"\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"            \
	"Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b3"           \
	"2690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQ"          \
	"OS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7a"          \
	"GhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp"          \
	"oQ\"}"
#define OKP_JWK                                                                          \
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\","                                          \
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"

static const struct {
	enum jws_alg alg;
	const char *jwk;
	struct text header, payload; /* of the one token that there is */
} known[] = {
    {ALG_ES256, EC_JWK, TEXT_INIT("eyJhbGciOiJFUzI1NiJ9"),
	TEXT_INIT("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
		  "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ")},
    {ALG_RS256, RSA_JWK, TEXT_INIT("eyJhbGciOiJSUzI1NiJ9"),
	TEXT_INIT("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
		  "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ")},
    {ALG_PS256, RSA_JWK, TEXT_INIT(""), TEXT_INIT("")},
    {ALG_EDDSA, OKP_JWK, TEXT_INIT("eyJhbGciOiJFZERTQSJ9"),
	TEXT_INIT("RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")},
};

static struct jws_key *keys[COUNT_OF(known)];

static struct jws_key *
key_of(enum jws_alg alg, struct text text)
{
	json_t *jwk = json_loadb(text.at, text.n, 0, NULL);
	struct jws_key *key = jws_key_from_jwk(alg, jwk);
	json_decref(jwk);
	return key;
}

static void
only_the_known_tokens_verify(struct arena *a, struct text token, const struct jws *jws)
{
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!keys[i])
			keys[i] = key_of(known[i].alg, text_of(known[i].jwk));
		HOLDS(keys[i]);
		if (!jws_verify(keys[i], jws))
			continue;
		struct text input = arena_printf(a, "%.*s.%.*s",
		    TEXT_ARG(known[i].header), TEXT_ARG(known[i].payload));
		HOLDS(text_eq(jws->signing_input, input));
		json_t *jwk = jws_key_jwk(keys[i]);
		HOLDS(jws_verify_by_libjwt(a, jwk, token, jws) != LIBJWT_BAD);
		json_decref(jwk);
	}
}

/* A token has one spelling: put together again from its parts, it is the same. */
static void
the_parts_make_the_token(struct arena *a, struct text token, const struct jws *jws)
{
	struct text payload = base64url_encode(a, jws->payload.at, jws->payload.n);
	struct text signature = base64url_encode(a, jws->signature.at, jws->signature.n);
	HOLDS(text_ends(jws->signing_input, payload));
	HOLDS(text_eq(token, arena_printf(a, "%.*s.%.*s", TEXT_ARG(jws->signing_input),
				 TEXT_ARG(signature))));
	HOLDS(jws->alg != ALG_NONE);
}

static void
a_key_keeps_its_name(struct text input)
{
	for (int alg = ALG_NONE; alg <= ALG_EDDSA; alg++) {
		struct jws_key *key = key_of((enum jws_alg)alg, input), *again;
		if (!key)
			continue;
		json_t *jwk = jws_key_jwk(key);
		HOLDS(jwk && !json_object_get(jwk, "d"));
		HOLDS((again = jws_key_from_jwk((enum jws_alg)alg, jwk)));
		HOLDS(text_eq(jws_key_id(key), jws_key_id(again)));
		json_decref(jwk);
		jws_key_free(key);
		jws_key_free(again);
	}
}

void
fuzz(struct arena *a, struct text input)
{
	struct jws jws;
	if (text_starts(input, TEXT("{")))
		a_key_keeps_its_name(input);
	if (!jws_parse(a, input, &jws))
		return;
	the_parts_make_the_token(a, input, &jws);
	only_the_known_tokens_verify(a, input, &jws);
}
