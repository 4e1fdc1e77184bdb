/* Signed answers of the authorization endpoint (JARM). */
#include "signer.h"

#include "base/clock.h"

#include <string.h>

/* Verifies with the server's published keys; gives the claims. */
static json_t *
opened(const char *jwt, const char *alg)
{
	struct answer jwks = ASK(.path = "/oauth2/jwks");
	json_t *keys = json_object_get(jwks.json, "keys"), *jwk;
	struct jws jws;
	size_t i;
	ck_assert_str_eq(member(jwt_part(jwt, 0), "alg"), alg);
	ck_assert(jws_parse(arena, text_of(jwt), &jws));
	json_array_foreach(keys, i, jwk)
	{
		if (strcmp(member(jwk, "kid"), member(jwt_part(jwt, 0), "kid")) != 0)
			continue;
		struct jws_key *key = jws_key_from_jwk(jws_alg_of(text_of(alg)), jwk);
		ck_assert_ptr_nonnull(key);
		bool good = jws_verify(key, &jws);
		jws_key_free(key);
		ck_assert(good);
		return jwt_part(jwt, 1);
	}
	ck_abort_msg("the key is not published: %s", jwt);
}

static void
ck_claims(json_t *claims, struct app app)
{
	json_int_t left =
	    json_integer_value(json_object_get(claims, "exp")) - (json_int_t)clock_now();
	ck_assert_str_eq(member(claims, "iss"), server->url);
	ck_assert_str_eq(member(claims, "aud"), app.id);
	ck_assert_int_ge(left, 500);
	ck_assert_int_le(left, 600);
	ck_assert_str_eq(member(claims, "state"), "s 1&");
}

/* Nothing but the JWT stands in the URL. */
static const char *
response_of(const char *url)
{
	ck_assert_ptr_nonnull(url);
	ck_assert_ptr_null(strchr(url, '&'));
	ck_assert_ptr_null(strchr(url, '#'));
	const char *response = query_of(url, "response");
	ck_assert_ptr_nonnull(response);
	return response;
}

START_TEST(the_answer_comes_signed)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	static const char *const modes[] = {
	    "&response_mode=jwt", "&response_mode=query.jwt"};
	for (size_t i = 0; i < 2; i++) {
		const char *url = allow(b, app, "openid payments:read", modes[i]);
		json_t *claims = opened(response_of(url), "RS256");
		ck_claims(claims, app);
		struct answer a = redeem(app, member(claims, "code"));
		ck_status(&a, 200);
	}
}
END_TEST

START_TEST(errors_come_signed_too)
{
	struct app app = web_app();
	struct browser *b = browser_new(server);
	static const char *const more[] = {"&prompt=none", "&prompt=none%20login",
	    "&request=x", "&request_uri=https%3A%2F%2Fa.example"};
	static const char *const errors[] = {"login_required", "invalid_request",
	    "invalid_request_object", "request_uri_not_supported"};
	for (size_t i = 0; i < 4; i++) {
		visit(b, authorize_path(app, "openid",
			     text_format("&response_mode=jwt%s", more[i])));
		json_t *claims = opened(response_of(follow(b)), "RS256");
		ck_claims(claims, app);
		ck_assert_str_eq(member(claims, "error"), errors[i]);
		ck_assert_str_ne(member(claims, "error_description"), "");
	}
	b = signed_in(person());
	visit(b, authorize_path(app, "openid", "&response_mode=jwt"));
	follow(b);
	json_t *claims = opened(response_of(decide(b, "deny", "")), "RS256");
	ck_assert_str_eq(member(claims, "error"), "access_denied");
}
END_TEST

START_TEST(the_app_chooses_the_algorithm)
{
	struct browser *b = signed_in(person());
	static const char *const algs[] = {"ES256", "PS256", "EdDSA", "RS256"};
	for (size_t i = 0; i < 4; i++) {
		struct app app =
		    APP("--redirect-uri", CALLBACK, "--scope", "openid", "--metadata",
			text_format(
			    "{\"authorization_signed_response_alg\":\"%s\"}", algs[i]));
		const char *url = allow(b, app, "openid", "&response_mode=jwt");
		ck_claims(opened(response_of(url), algs[i]), app);
	}
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"client", "add", "--name", "x", "--redirect-uri",
		CALLBACK, "--metadata",
		"{\"authorization_signed_response_alg\":\"none\"}", NULL});
	ck_assert_int_ne(status, 0);
}
END_TEST

START_TEST(a_form_can_carry_it)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "openid", "&response_mode=form_post.jwt"));
	follow(b);
	decide(b, "allow", "openid");
	ck_status(&b->page, 200);
	ck_assert_ptr_null(input_of(&b->page, "code"));
	ck_assert_ptr_null(input_of(&b->page, "state"));
	json_t *claims = opened(input_of(&b->page, "response"), "RS256");
	ck_claims(claims, app);
	ck_assert_str_ne(member(claims, "code"), "");
}
END_TEST

START_TEST(a_code_never_goes_into_a_fragment)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	static const char *const bad[] = {"fragment", "fragment.jwt", "JWT", "query.JWT"};
	for (size_t i = 0; i < 4; i++) {
		visit(b, authorize_path(
			     app, "openid", text_format("&response_mode=%s", bad[i])));
		ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
	}
	struct answer a = ASK(.path = "/.well-known/openid-configuration");
	ck_assert_str_eq(json_line(json_object_get(a.json, "response_modes_supported")),
	    "[\"query\",\"form_post\",\"jwt\",\"query.jwt\",\"form_post.jwt\"]");
	ck_assert_ptr_nonnull(
	    json_object_get(a.json, "authorization_signing_alg_values_supported"));
}
END_TEST

static Suite *
jarm(void)
{
	return SUITE_OF("signed responses", 120, the_answer_comes_signed,
	    errors_come_signed_too, the_app_chooses_the_algorithm, a_form_can_carry_it,
	    a_code_never_goes_into_a_fragment);
}
SUITE(jarm);
