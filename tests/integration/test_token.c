/* The token endpoint: codes, and the app for itself (RFC 6749 4.1.3, 4.4, RFC 9700). */
#include "at_once.h"

#include <string.h>

static struct answer
redeem_with(struct app app, const char *code, const char *uri, const char *verifier)
{
	const char *form = FORM("grant_type", "authorization_code", "code", code);
	if (uri)
		form = text_format("%s&%s", form, FORM("redirect_uri", uri));
	if (verifier)
		form = text_format("%s&%s", form, FORM("code_verifier", verifier));
	return ASK(.path = "/oauth2/token", .form = form, .user = app.id,
	    .password = app.secret);
}

START_TEST(grant_types_are_told_apart)
{
	struct app app = web_app();
	struct app code_only = APP("--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--scope", "payments:read");
	struct answer a = ASK(.path = "/oauth2/token", .form = "scope=payments%3Aread",
	    .user = app.id, .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token",
	    .form = "grant_type=password&username=a&password=b", .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "unsupported_grant_type");
	a = client_credentials(code_only, "payments:read");
	ck_error(&a, 400, "unauthorized_client");
	a = refresh(code_only, "azr_x");
	ck_error(&a, 400, "unauthorized_client");
	/* Parameters in the query don't count. */
	a = ASK(.path = "/oauth2/token?grant_type=client_credentials",
	    .form = "scope=openid", .user = app.id, .password = app.secret);
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(the_answer_has_what_the_standard_asks)
{
	struct app app = web_app();
	struct answer a = tokens_for(signed_in(person()), app, "openid payments:read");
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	ck_assert_str_eq(header_of(&a, "Pragma"), "no-cache");
	ck_contains(header_of(&a, "Content-Type"), "application/json");
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
	ck_assert(json_is_integer(json_object_get(a.json, "expires_in")));
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 600);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	ck_assert_str_ne(member(a.json, "refresh_token"), "");
	ck_assert_str_ne(member(a.json, "id_token"), "");
}
END_TEST

START_TEST(a_code_is_bound_to_app_uri_and_verifier)
{
	struct app app = web_app(), other = web_app();
	struct browser *b = signed_in(person());
	const char *code = code_of(b, app, "payments:read");
	struct answer a = redeem(other, code);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, CALLBACK, NULL);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, CALLBACK, CHALLENGE);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, CALLBACK, "short");
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, CALLBACK "/", VERIFIER);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, NULL, VERIFIER);
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", VERIFIER, "resource", LEDGER),
	    .user = app.id, .password = app.secret);
	ck_error(&a, 400, "invalid_target");
	/* None of those burnt it. */
	a = redeem(app, code);
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_redirect_uri_left_out_stays_left_out)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, text_format("/oauth2/authorize?%s",
		     FORM("response_type", "code", "client_id", app.id, "scope",
			 "payments:read", "code_challenge", CHALLENGE,
			 "code_challenge_method", "S256")));
	ck_assert_ptr_null(follow(b));
	const char *code = query_of(decide(b, "allow", "payments:read"), "code");
	struct answer a = redeem_with(app, code, CALLBACK, VERIFIER);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_with(app, code, NULL, VERIFIER);
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_replayed_code_ends_all_that_came_of_it)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	const char *code = code_of(b, app, "payments:read");
	struct answer first = redeem(app, code);
	ck_status(&first, 200);
	const char *token = member(first.json, "access_token");
	ck_assert(is_active(api, token));
	struct answer a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	ck_assert(!is_active(api, token));
	a = refresh(app, member(first.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	/* And it stays so. */
	a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	ck_assert(!is_active(api, token));
}
END_TEST

START_TEST(codes_that_are_not_ours_are_refused)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *code = code_of(b, app, "payments:read");
	char *changed = (char *)(uintptr_t)text_format("%s", code);
	size_t n = strlen(changed);
	for (size_t at = 0; at < n; at += n / 7) {
		char was = changed[at];
		changed[at] = was == 'A' ? 'B' : 'A';
		struct answer a = redeem(app, changed);
		ck_error(&a, 400, "invalid_grant");
		changed[at] = was;
	}
	static const char *const bad[] = {
	    "x", "....", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	for (size_t i = 0; i < 4; i++) {
		struct answer a = redeem(app, bad[i]);
		ck_error(&a, 400, "invalid_grant");
	}
	/* A ticket of the consent page is sealed for another use. */
	visit(b, authorize_path(app, "payments:read", "&prompt=consent"));
	follow(b);
	struct answer a = redeem(app, input_of(&b->page, "ticket"));
	ck_error(&a, 400, "invalid_grant");
	a = redeem(app, "");
	ck_error(&a, 400, "invalid_request");
	a = redeem(app, code);
	ck_status(&a, 200);
}
END_TEST

START_TEST(of_many_redemptions_at_once_one_wins_and_nothing_of_it_lives)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	const char *code = code_of(b, app, "payments:read");
	struct answer answers[8];
	const struct answer *winner = NULL;
	post_at_once(app, "/oauth2/token",
	    FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", VERIFIER),
	    8, answers);
	for (size_t i = 0; i < 8; i++) {
		if (answers[i].status != 200) {
			ck_status(&answers[i], 400);
			continue;
		}
		ck_assert_ptr_null(winner);
		winner = &answers[i];
	}
	ck_assert_ptr_nonnull(winner);
	ck_assert(!is_active(api, member(winner->json, "access_token")));
}
END_TEST

START_TEST(the_app_for_itself_gets_an_access_token_and_no_more)
{
	struct app app = web_app();
	struct answer a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	ck_assert_ptr_null(json_object_get(a.json, "refresh_token"));
	ck_assert_ptr_null(json_object_get(a.json, "id_token"));
	json_t *claims = jwt_part(member(a.json, "access_token"), 1);
	ck_assert_str_eq(member(claims, "sub"), app.id);
	ck_assert_str_eq(member(claims, "client_id"), app.id);
	ck_assert_ptr_null(json_object_get(claims, "auth_time"));
	static const char *const bad[] = {"openid", "profile", "email", "offline_access",
	    "payments:read openid", "nothing:here", "payments:read\"", "a\x01"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = client_credentials(app, bad[i]);
		ck_error(&a, 400, "invalid_scope");
	}
	a = client_credentials(app, "payments:read ledger:read");
	ck_error(&a, 400, "invalid_target");
	/* Without a scope: all it has of the one resource that it names. */
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "client_credentials", "resource", PAYMENTS),
	    .user = app.id, .password = app.secret);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read payments:write");
}
END_TEST

static Suite *
token(void)
{
	return SUITE_OF("token endpoint", 60, grant_types_are_told_apart,
	    the_answer_has_what_the_standard_asks,
	    a_code_is_bound_to_app_uri_and_verifier,
	    a_redirect_uri_left_out_stays_left_out,
	    a_replayed_code_ends_all_that_came_of_it, codes_that_are_not_ours_are_refused,
	    of_many_redemptions_at_once_one_wins_and_nothing_of_it_lives,
	    the_app_for_itself_gets_an_access_token_and_no_more);
}
SUITE(token);
