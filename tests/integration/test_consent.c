/* People decide what an app may do, and take it back. */
#include "flow.h"

START_TEST(scopes_can_be_unticked_and_are_remembered)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "openid payments:read payments:write", ""));
	ck_assert_ptr_null(follow(b));
	ck_contains(b->page.body, "See payments");
	ck_contains(b->page.body, "Make payments");
	const char *url = decide(b, "allow", "openid payments:read");
	struct answer a = redeem(app, query_of(url, "code"));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	/* What was allowed is not asked again; more is. */
	visit(b, authorize_path(app, "payments:read openid", ""));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(b, authorize_path(app, "openid payments:read payments:write", ""));
	ck_assert_ptr_null(follow(b));
}
END_TEST

START_TEST(saying_no_goes_back_to_the_app)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	follow(b);
	const char *url = decide(b, "deny", "payments:read");
	ck_assert_str_eq(query_of(url, "error"), "access_denied");
	ck_assert_str_eq(query_of(url, "state"), "s 1&");
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	/* Unticking all is no, too. */
	visit(b, authorize_path(app, "payments:read", ""));
	follow(b);
	ck_assert_str_eq(query_of(decide(b, "allow", ""), "error"), "access_denied");
}
END_TEST

START_TEST(consent_can_not_be_widened_or_moved_to_someone_else)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	follow(b);
	const char *ticket = input_of(&b->page, "ticket");
	/* Scopes that were not asked for are not given. */
	const char *url = decide(b, "allow", "payments:read payments:write");
	struct answer a = redeem(app, query_of(url, "code"));
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	/* Another person who sends the ticket decides for themselves alone. */
	struct browser *other = signed_in(person());
	visit(other, text_format("/consent?%s", FORM("ticket", ticket)));
	ck_status(&other->page, 200);
	visit(other, "/consent?ticket=forged");
	ck_status(&other->page, 400);
	submit(other, "/consent", FORM("ticket", "forged", "decision", "allow"));
	ck_status(&other->page, 400);
	submit(other, "/consent", FORM("ticket", ticket, "decision", "maybe"));
	ck_status(&other->page, 400);
}
END_TEST

START_TEST(where_the_answer_goes_is_not_told_in_anothers_name)
{
	struct app app =
	    APP("--public", "--redirect-uri", "com.evil.app://bank.example/cb", "--grant",
		"authorization_code", "--scope", "payments:read");
	struct browser *b = signed_in(person());
	visit(b, text_format("/oauth2/authorize?%s",
		     FORM("response_type", "code", "client_id", app.id, "scope",
			 "payments:read", "code_challenge", CHALLENGE,
			 "code_challenge_method", "S256")));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "go back to com.evil.app.");
	ck_lacks(b->page.body, "bank.example");
}
END_TEST

START_TEST(an_app_keeps_hold_of_the_popup_that_it_opened)
{
	struct app app = web_app();
	struct browser *b = browser_new(server);
	visit(b, authorize_path(app, "payments:read", ""));
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_null(header_of(&b->page, "Cross-Origin-Opener-Policy"));
	sign_in(b, person());
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(input_of(&b->page, "ticket"));
	ck_assert_ptr_null(header_of(&b->page, "Cross-Origin-Opener-Policy"));
}
END_TEST

START_TEST(public_apps_always_ask)
{
	struct app spa = APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--scope", "payments:read");
	struct browser *b = signed_in(person());
	allow(b, spa, "payments:read", "");
	visit(b, authorize_path(spa, "payments:read", ""));
	ck_assert_ptr_null(follow(b));
	ck_contains(b->page.body, "decision");
	visit(b, authorize_path(spa, "payments:read", "&prompt=none"));
	ck_assert_str_eq(query_of(follow(b), "error"), "consent_required");
}
END_TEST

START_TEST(the_platforms_own_apps_do_not_ask)
{
	struct app own = APP("--trusted", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--grant", "refresh_token", "--scope", "payments:read");
	struct browser *b = signed_in(person());
	visit(b, authorize_path(own, "payments:read", ""));
	const char *code = query_of(follow(b), "code");
	ck_assert_ptr_nonnull(code);
	struct answer a = redeem(own, code);
	ck_status(&a, 200);
}
END_TEST

START_TEST(withdrawing_ends_everything_at_once)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	const char *pending = code_of(b, app, "payments:read");
	ck_assert(is_active(api, member(t.json, "access_token")));
	visit(b, "/account");
	ck_contains(b->page.body, "Test app");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_status(&b->page, 303);
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer a = refresh(app, member(t.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	/* A code that was on its way is dead too. */
	a = redeem(app, pending);
	ck_error(&a, 400, "invalid_grant");
	follow(b);
	ck_lacks(b->page.body, "Test app");
	visit(b, authorize_path(app, "payments:read", ""));
	ck_assert_ptr_null(follow(b));
}
END_TEST

START_TEST(one_person_can_not_end_anothers)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(person()), app, "payments:read");
	struct browser *other = signed_in(person());
	submit(other, text_format("/account/apps/%s/end", app.id), "");
	ck_assert(is_active(api, member(t.json, "access_token")));
}
END_TEST

static Suite *
consent(void)
{
	return SUITE_OF("consent", 120, scopes_can_be_unticked_and_are_remembered,
	    an_app_keeps_hold_of_the_popup_that_it_opened, saying_no_goes_back_to_the_app,
	    consent_can_not_be_widened_or_moved_to_someone_else,
	    where_the_answer_goes_is_not_told_in_anothers_name, public_apps_always_ask,
	    the_platforms_own_apps_do_not_ask, withdrawing_ends_everything_at_once,
	    one_person_can_not_end_anothers);
}
SUITE(consent);
