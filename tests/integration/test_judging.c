/* What services ask: is this token good? RFC 9068, 7662, 7009, 6750. */
#include "flow.h"

#include "base/clock.h"

#include <string.h>

START_TEST(a_jwt_has_the_claims_of_rfc_9068)
{
	struct app app = web_app();
	const char *email = person();
	struct answer a = tokens_for(signed_in(email), app, "openid payments:read");
	const char *token = member(a.json, "access_token");
	json_t *head = jwt_part(token, 0), *claims = jwt_part(token, 1);
	ck_assert_str_eq(member(head, "typ"), "at+jwt");
	ck_assert_str_eq(member(head, "alg"), "ES256");
	ck_assert_str_ne(member(head, "kid"), "");
	ck_assert_str_eq(member(claims, "iss"), server->url);
	ck_assert_str_eq(member(claims, "aud"), PAYMENTS);
	ck_assert_str_eq(member(claims, "client_id"), app.id);
	ck_assert_str_eq(member(claims, "scope"), "openid payments:read");
	ck_assert_str_ne(member(claims, "jti"), "");
	ck_assert_str_eq(member(claims, "sub"), member(CLI("user", "show", email), "id"));
	json_int_t iat = json_integer_value(json_object_get(claims, "iat"));
	json_int_t exp = json_integer_value(json_object_get(claims, "exp"));
	json_int_t auth_time = json_integer_value(json_object_get(claims, "auth_time"));
	ck_assert_int_eq(exp - iat, 600);
	ck_assert_int_ge(iat, auth_time);
	ck_assert_int_ge(auth_time, clock_now() - 60);
	ck_assert_str_eq(
	    json_string_value(json_array_get(json_object_get(claims, "amr"), 0)), "pwd");
}
END_TEST

START_TEST(the_jwks_alone_judges_it)
{
	struct app app = web_app();
	struct answer a = client_credentials(app, "payments:read");
	const char *token = member(a.json, "access_token");
	json_t *told = CLI("token", "check", token, "--audience", PAYMENTS);
	ck_assert(json_is_true(json_object_get(told, "valid")));
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"token", "check", token, "--audience", LEDGER, NULL});
	ck_assert_int_ne(status, 0);
	char *changed = (char *)(uintptr_t)text_format("%s", token);
	char *payload = strchr(changed, '.') + 10;
	*payload = *payload == 'A' ? 'B' : 'A';
	cli_run(
	    server, "", &status, (const char *const[]){"token", "check", changed, NULL});
	ck_assert_int_ne(status, 0);
}
END_TEST

START_TEST(a_sealed_token_says_nothing_to_others)
{
	struct app app = web_app(), ledger = resource_server(LEDGER),
		   payments = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "ledger:read");
	const char *token = member(a.json, "access_token");
	ck_assert_int_eq(strncmp(token, "azt_", 4), 0);
	ck_assert_ptr_null(strchr(token, '.'));
	struct answer told = introspect(ledger, token);
	ck_status(&told, 200);
	ck_assert(json_is_true(json_object_get(told.json, "active")));
	ck_assert_str_eq(member(told.json, "scope"), "ledger:read");
	ck_assert_str_eq(member(told.json, "client_id"), app.id);
	ck_assert_str_eq(member(told.json, "aud"), LEDGER);
	ck_assert_str_eq(member(told.json, "iss"), server->url);
	ck_assert_str_eq(member(told.json, "token_type"), "Bearer");
	ck_assert(json_is_integer(json_object_get(told.json, "exp")));
	ck_assert(json_is_integer(json_object_get(told.json, "iat")));
	ck_assert(!is_active(payments, token));
	char *changed = (char *)(uintptr_t)text_format("%s", token);
	for (size_t at = 4; at + 1 < strlen(token); at += 11) {
		char was = changed[at];
		changed[at] = was == 'A' ? 'B' : 'A';
		ck_assert(!is_active(ledger, changed));
		changed[at] = was;
	}
	ck_assert(is_active(ledger, token));
}
END_TEST

START_TEST(introspection_tells_only_the_api_it_is_for)
{
	struct app app = web_app(), api = resource_server(PAYMENTS),
		   other = resource_server(LEDGER);
	struct answer a = client_credentials(app, "payments:read");
	const char *token = member(a.json, "access_token");
	ck_assert(is_active(api, token));
	ck_assert(!is_active(other, token));
	struct answer told = introspect(app, token);
	ck_error(&told, 400, "unauthorized_client");
	told = introspect((struct app){api.id, "wrong"}, token);
	ck_error(&told, 401, "invalid_client");
	told = ASK(.path = "/oauth2/introspect", .form = FORM("token", token));
	ck_error(&told, 401, "invalid_client");
	told = ASK(.path = "/oauth2/introspect", .form = FORM("token", ""),
	    .user = api.id, .password = api.secret);
	ck_error(&told, 400, "invalid_request");
	/* The hint may be wrong, or unknown. */
	told = ASK(.path = "/oauth2/introspect",
	    .form = FORM("token", token, "token_type_hint", "refresh_token"),
	    .user = api.id, .password = api.secret);
	ck_assert(json_is_true(json_object_get(told.json, "active")));
}
END_TEST

START_TEST(whatever_is_no_token_is_inactive)
{
	struct app api = resource_server(PAYMENTS), app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "openid payments:read");
	const char *id_token = member(a.json, "id_token");
	const char *token = member(a.json, "access_token");
	const char *payload = strchr(token, '.');
	const char *const bad[] = {"x", "a.b.c", "..", ".", "azt_", "azt_AAAA",
	    "azr_AAAA", id_token, text_format("%s.", token), text_format(" %s", token),
	    text_format("%.*s.", (int)(strrchr(token, '.') - token), token),
	    /* alg none, and a symmetric one, with the right claims */
	    text_format("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0%.*s.",
		(int)(strrchr(payload, '.') - payload), payload),
	    text_format("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9%s", payload)};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!is_active(api, bad[i]), "%s", bad[i]);
	ck_assert(is_active(api, token));
}
END_TEST

START_TEST(a_refresh_token_is_introspected_without_a_type)
{
	struct app app = web_app(), api = resource_server(PAYMENTS),
		   other = resource_server(LEDGER);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *token = member(a.json, "refresh_token");
	struct answer told = introspect(api, token);
	ck_assert(json_is_true(json_object_get(told.json, "active")));
	ck_assert_ptr_null(json_object_get(told.json, "token_type"));
	ck_assert(!is_active(other, token));
	a = refresh(app, token);
	ck_assert(!is_active(api, token));
	ck_assert(is_active(api, member(a.json, "refresh_token")));
}
END_TEST

START_TEST(revocation_ends_what_is_the_apps_own)
{
	struct app app = web_app(), other = web_app(), api = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	const char *token = member(a.json, "access_token");
	struct answer r = revoke_token(other, token);
	ck_status(&r, 200);
	ck_assert(is_active(api, token));
	r = revoke_token(other, member(a.json, "refresh_token"));
	ck_status(&r, 200);
	ck_assert(is_active(api, token));
	r = revoke_token(app, token);
	ck_status(&r, 200);
	ck_assert_str_eq(header_of(&r, "Cache-Control"), "no-store");
	ck_assert(!is_active(api, token));
	/* The family goes on. */
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	ck_status(&next, 200);
	ck_assert(is_active(api, member(next.json, "access_token")));
	r = revoke_token(app, member(next.json, "refresh_token"));
	ck_status(&r, 200);
	ck_assert(!is_active(api, member(next.json, "access_token")));
	next = refresh(app, member(next.json, "refresh_token"));
	ck_error(&next, 400, "invalid_grant");
}
END_TEST

START_TEST(revocation_of_the_unknown_is_fine)
{
	struct app app = web_app();
	static const char *const unknown[] = {"x", "a.b.c", "azt_x", "azr_x"};
	for (size_t i = 0; i < 4; i++) {
		struct answer a = revoke_token(app, unknown[i]);
		ck_status(&a, 200);
	}
	struct answer a = ASK(.path = "/oauth2/revoke",
	    .form = FORM("token", "x", "token_type_hint", "made_up"), .user = app.id,
	    .password = app.secret);
	ck_status(&a, 200);
	a = ASK(.path = "/oauth2/revoke", .form = FORM("token", ""), .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/revoke", .form = FORM("token", "x"));
	ck_error(&a, 401, "invalid_client");
	struct app spa = APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--scope", "payments:read");
	a = revoke_token(spa, "x");
	ck_status(&a, 200);
}
END_TEST

START_TEST(an_older_refresh_token_revokes_its_family_too)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	struct answer r = revoke_token(app, member(a.json, "refresh_token"));
	ck_status(&r, 200);
	ck_assert(!is_active(api, member(next.json, "access_token")));
}
END_TEST

START_TEST(check_answers_gateways)
{
	struct app app = web_app();
	const char *email = person();
	struct answer t = tokens_for(signed_in(email), app, "openid payments:read");
	const char *token = member(t.json, "access_token");
	struct answer a = ASK(.path = "/oauth2/check", .bearer = token);
	ck_status(&a, 200);
	ck_assert_uint_eq(a.size, 0);
	ck_assert_str_eq(
	    header_of(&a, "X-Auth-Subject"), member(CLI("user", "show", email), "id"));
	ck_assert_str_eq(header_of(&a, "X-Auth-Client"), app.id);
	ck_assert_str_eq(header_of(&a, "X-Auth-Scope"), "openid payments:read");
	a = ASK(.path = "/oauth2/check?scope=payments%3Aread&resource=https%3A%2F%2F"
			"api.example.com%2Fpayments",
	    .bearer = token);
	ck_status(&a, 200);
	a = ASK(.path = "/oauth2/check?scope=payments%3Aread+payments%3Awrite",
	    .bearer = token);
	ck_error(&a, 403, "insufficient_scope");
	ck_contains(
	    header_of(&a, "WWW-Authenticate"), "scope=\"payments:read payments:write\"");
	ck_contains(header_of(&a, "WWW-Authenticate"), "error=\"insufficient_scope\"");
	a = ASK(.path = "/oauth2/check?resource=https%3A%2F%2Fapi.example.com%2Fledger",
	    .bearer = token);
	ck_error(&a, 401, "invalid_token");
	revoke_token(app, token);
	a = ASK(.path = "/oauth2/check", .bearer = token);
	ck_error(&a, 401, "invalid_token");
	ck_contains(header_of(&a, "WWW-Authenticate"), "error=\"invalid_token\"");
}
END_TEST

START_TEST(check_asks_for_a_token)
{
	struct answer a = ASK(.path = "/oauth2/check");
	ck_status(&a, 401);
	ck_assert_str_eq(header_of(&a, "WWW-Authenticate"), "Bearer realm=\"authz\"");
	a = ASK(.path = "/oauth2/check", .header = {"Authorization: Basic YTpi"});
	ck_status(&a, 401);
	a = ASK(.path = "/oauth2/check", .bearer = "a b");
	ck_error(&a, 401, "invalid_token");
	a = ASK(.path = "/oauth2/check",
	    .header = {"Authorization: Bearer a", "Authorization: Bearer b"});
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/check?access_token=abc");
	ck_status(&a, 401);
	a = ASK(.path = "/oauth2/check?scope=a%22b", .bearer = "x");
	ck_assert_int_ge(a.status, 400);
}
END_TEST

static Suite *
judging(void)
{
	return SUITE_OF("judging tokens", 60, a_jwt_has_the_claims_of_rfc_9068,
	    the_jwks_alone_judges_it, a_sealed_token_says_nothing_to_others,
	    introspection_tells_only_the_api_it_is_for, whatever_is_no_token_is_inactive,
	    a_refresh_token_is_introspected_without_a_type,
	    revocation_ends_what_is_the_apps_own, revocation_of_the_unknown_is_fine,
	    an_older_refresh_token_revokes_its_family_too, check_answers_gateways,
	    check_asks_for_a_token);
}
SUITE(judging);
