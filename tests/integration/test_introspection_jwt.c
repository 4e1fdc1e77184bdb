/* RFC 9701: introspection answers that are signed. */
#include "flow.h"

#include "jose/jws.h"

#include <string.h>

#define JWT_TYPE "application/token-introspection+jwt"

static struct answer
introspect_signed(struct app api, const char *token, const char *accept)
{
	return ASK(.path = "/oauth2/introspect", .user = api.id, .password = api.secret,
	    .form = FORM("token", token), .header = {accept});
}

/* The claims, after the signature was verified with the key of the JWKS. */
static json_t *
verified(const struct answer *a, const char *alg)
{
	struct jws jws;
	struct answer jwks = ASK(.path = "/oauth2/jwks");
	const json_t *keys = json_object_get(jwks.json, "keys");
	struct text token = text_of(a->body);
	ck_assert(jws_parse(arena, token, &jws));
	ck_assert_str_eq(arena_cstr(arena, jws.typ), "token-introspection+jwt");
	ck_assert_str_eq(arena_cstr(arena, jws_alg_name(jws.alg)), alg);
	for (size_t i = 0; i < json_array_size(keys); i++) {
		const json_t *jwk = json_array_get(keys, i);
		if (!text_eq(text_of(member(jwk, "kid")), jws.kid))
			continue;
		struct jws_key *key = jws_key_from_jwk(jws.alg, jwk);
		ck_assert(jws_verify(key, &jws));
		jws_key_free(key);
		return keep_json(json_loadb(jws.payload.at, jws.payload.n, 0, NULL));
	}
	ck_abort_msg("the kid is not in the JWKS");
	return NULL;
}

START_TEST(an_answer_is_signed_for_who_asks_so)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = client_credentials(app, "payments:read");
	const char *token = member(t.json, "access_token");
	struct answer a =
	    introspect_signed(api, token, "Accept: application/json;q=0.5, " JWT_TYPE);
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Content-Type"), JWT_TYPE);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	json_t *claims = verified(&a, "RS256");
	ck_assert_str_eq(member(claims, "iss"), server->url);
	ck_assert_str_eq(member(claims, "aud"), api.id);
	ck_assert(json_is_integer(json_object_get(claims, "iat")));
	ck_assert(!json_object_get(claims, "sub") && !json_object_get(claims, "exp"));
	json_t *inner = json_object_get(claims, "token_introspection");
	ck_assert(json_is_true(json_object_get(inner, "active")));
	ck_assert_str_eq(member(inner, "aud"), PAYMENTS);
	/* Plain JSON for who does not. */
	a = introspect_signed(api, token, "Accept: application/json");
	ck_assert(json_is_true(json_object_get(a.json, "active")));
}
END_TEST

START_TEST(a_dead_token_is_inactive_in_a_signed_answer_too)
{
	struct app api = resource_server(LEDGER), app = web_app();
	CLI("client", "set", api.id, "--metadata",
	    "{\"introspection_signed_response_alg\":\"ES256\"}");
	struct answer t = client_credentials(app, "payments:read");
	struct answer a =
	    introspect_signed(api, member(t.json, "access_token"), "Accept: " JWT_TYPE);
	json_t *claims = verified(&a, "ES256");
	ck_assert_str_eq(json_line(json_object_get(claims, "token_introspection")),
	    "{\"active\":false}");
	/* Who may not introspect learns it plainly. */
	a = introspect_signed(app, "x", "Accept: " JWT_TYPE);
	ck_error(&a, 400, "unauthorized_client");
}
END_TEST

static Suite *
introspection_jwt(void)
{
	return SUITE_OF("signed introspection", 60, an_answer_is_signed_for_who_asks_so,
	    a_dead_token_is_inactive_in_a_signed_answer_too);
}
SUITE(introspection_jwt);
