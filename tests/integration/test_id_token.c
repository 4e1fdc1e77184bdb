/* ID tokens (OpenID Connect Core 2, 3.1.3.6), as an app judges them. */
#include "flow.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "jose/digest.h"
#include "jose/jws.h"

#include <string.h>

static const char *
half_hash(const char *alg, const char *token)
{
	unsigned char hash[SHA512_SIZE];
	bool long_one = strcmp(alg, "EdDSA") == 0;
	if (long_one)
		sha512(text_of(token), hash);
	else
		sha256(text_of(token), hash);
	return arena_cstr(arena, base64url_encode(arena, hash, long_one ? 32 : 16));
}

START_TEST(an_id_token_has_its_claims)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	const char *url = allow(b, app, "openid payments:read", "&nonce=n-0S6");
	struct answer a = redeem(app, query_of(url, "code"));
	const char *token = member(a.json, "id_token");
	json_t *claims = verified_jwt(token, "RS256");
	ck_assert_str_eq(member(jwt_part(token, 0), "typ"), "JWT");
	ck_assert_str_eq(member(claims, "iss"), server->url);
	ck_assert_str_eq(member(claims, "aud"), app.id);
	ck_assert_str_eq(member(claims, "nonce"), "n-0S6");
	ck_assert_str_eq(member(claims, "sub"), member(CLI("user", "show", email), "id"));
	json_int_t auth_time = json_integer_value(json_object_get(claims, "auth_time"));
	ck_assert_int_ge(auth_time, clock_now() - 60);
	ck_assert_int_le(auth_time, clock_now());
	ck_assert_int_gt(json_integer_value(json_object_get(claims, "exp")), clock_now());
	ck_assert_str_eq(member(claims, "at_hash"),
	    half_hash("RS256", member(a.json, "access_token")));
	ck_assert_str_eq(json_line(json_object_get(claims, "amr")), "[\"pwd\"]");
	/* No nonce asked, none given. */
	url = allow(b, app, "openid payments:read", "");
	a = redeem(app, query_of(url, "code"));
	claims = jwt_part(member(a.json, "id_token"), 1);
	ck_assert_ptr_null(json_object_get(claims, "nonce"));
}
END_TEST

START_TEST(a_refreshed_id_token_tells_of_the_same_sign_in)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "openid", "&nonce=once");
	struct answer a = redeem(app, query_of(url, "code"));
	json_t *before = jwt_part(member(a.json, "id_token"), 1);
	a = refresh(app, member(a.json, "refresh_token"));
	ck_status(&a, 200);
	json_t *after = verified_jwt(member(a.json, "id_token"), "RS256");
	static const char *const same[] = {"iss", "sub", "aud", "auth_time", "sid"};
	for (size_t i = 0; i < COUNT_OF(same); i++)
		ck_assert_str_eq(json_line(json_object_get(after, same[i])),
		    json_line(json_object_get(before, same[i])));
	/* The nonce answered the request that brought it, and no other. */
	ck_assert_str_eq(member(before, "nonce"), "once");
	ck_assert_ptr_null(json_object_get(after, "nonce"));
	ck_assert_str_eq(
	    member(after, "at_hash"), half_hash("RS256", member(a.json, "access_token")));
}
END_TEST

START_TEST(an_app_gets_the_algorithm_that_it_registered)
{
	static const char *const algs[] = {"RS256", "ES256", "PS256", "EdDSA"};
	struct browser *b = signed_in(person());
	struct answer metadata = ASK(.path = "/.well-known/openid-configuration");
	const char *offered = json_line(
	    json_object_get(metadata.json, "id_token_signing_alg_values_supported"));
	for (size_t i = 0; i < COUNT_OF(algs); i++) {
		struct app app = app_saying(
		    text_format("{\"id_token_signed_response_alg\":\"%s\"}", algs[i]));
		struct answer a = tokens_for(b, app, "openid payments:read");
		json_t *claims = verified_jwt(member(a.json, "id_token"), algs[i]);
		ck_assert_str_eq(member(claims, "at_hash"),
		    half_hash(algs[i], member(a.json, "access_token")));
		ck_contains(offered, text_format("\"%s\"", algs[i]));
	}
}
END_TEST

START_TEST(no_app_gets_an_algorithm_that_proves_nothing)
{
	static const char *const refused[] = {"none", "HS256", "RS1", ""};
	int status;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		const char *said =
		    text_format("{\"id_token_signed_response_alg\":\"%s\"}", refused[i]);
		cli_run(server, "", &status,
		    (const char *const[]){"client", "add", "--name", "x",
			"--redirect-uri", CALLBACK, "--metadata", said, NULL});
		/* The empty one is none at all. */
		ck_assert_int_eq(status, *refused[i] ? 1 : 0);
	}
}
END_TEST

static const char *
sid_of(struct answer tokens)
{
	const char *sid = member(jwt_part(member(tokens.json, "id_token"), 1), "sid");
	ck_assert_uint_ge(strlen(sid), 20);
	return sid;
}

START_TEST(sid_is_one_for_a_session_and_an_app)
{
	struct app one = web_app(), other = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	const char *sid = sid_of(tokens_for(b, one, "openid"));
	ck_assert_str_eq(sid_of(tokens_for(b, one, "openid payments:read")), sid);
	ck_assert_str_ne(sid_of(tokens_for(b, other, "openid")), sid);
	ck_assert_str_ne(sid_of(tokens_for(signed_in(email), one, "openid")), sid);
}
END_TEST

START_TEST(without_openid_there_is_no_id_token)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	ck_assert_ptr_null(json_object_get(a.json, "id_token"));
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(a.json, "access_token"));
	ck_error(&a, 403, "insufficient_scope");
}
END_TEST

static Suite *
id_tokens(void)
{
	return SUITE_OF("ID tokens", 60, an_id_token_has_its_claims,
	    a_refreshed_id_token_tells_of_the_same_sign_in,
	    an_app_gets_the_algorithm_that_it_registered,
	    no_app_gets_an_algorithm_that_proves_nothing,
	    sid_is_one_for_a_session_and_an_app, without_openid_there_is_no_id_token);
}
SUITE(id_tokens);
