/* The pages of a person's own account: what they show, what they end, and for whom. */
#include "flow.h"

#include <string.h>

/* What the first `prefix`…/end on the page leads to, after `from`. */
static const char *
action_after(const struct browser *b, const char *from, const char *prefix)
{
	const char *at = strstr(b->page.body, from);
	ck_assert_msg(at != NULL, "no %s in: %s", from, b->page.body);
	at = strstr(at, prefix);
	ck_assert_msg(at != NULL, "no %s in: %s", prefix, b->page.body);
	return text_format("%.*s", (int)strcspn(at, "\""), at);
}

/* Signed in by a browser that says this of itself. */
static struct browser *
signed_in_by(const char *email, const char *user_agent)
{
	struct browser *b = browser_new(server);
	curl_easy_setopt(b->curl, CURLOPT_USERAGENT, user_agent);
	visit(b, "/login");
	sign_in(b, email);
	return b;
}

static bool
is_signed_in(struct browser *b)
{
	visit(b, "/account");
	return b->page.status == 200;
}

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define IPHONE                                                                           \
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "   \
	"(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"

START_TEST(a_session_is_ended_from_another_device_with_its_apps)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct browser *lost = signed_in_by(email, IPHONE);
	struct browser *b = signed_in_by(email, FIREFOX);
	struct answer t = tokens_for(lost, app, "payments:read");
	struct answer own = tokens_for(b, app, "payments:read");
	visit(b, "/account/sessions");
	ck_contains(b->page.body, "Firefox on Linux");
	ck_contains(b->page.body, "Safari on iPhone");
	ck_contains(b->page.body, "This one");
	const char *end = action_after(b, "Safari on iPhone", "/account/sessions/");
	ck_status(submit(b, end, ""), 303);
	ck_assert(!is_signed_in(lost));
	ck_assert(!is_active(api, member(t.json, "access_token")));
	ck_assert(is_active(api, member(own.json, "access_token")));
	visit(b, "/account/sessions?ended=1");
	ck_lacks(b->page.body, "iPhone");
	/* Twice is not an error. */
	ck_status(submit(b, end, ""), 303);
	ck_assert(is_signed_in(b));
}
END_TEST

START_TEST(signing_out_everywhere_else_spares_this_browser_alone)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct browser *one = signed_in(email), *two = signed_in(email);
	struct browser *b = signed_in(email), *stranger = signed_in(person());
	/* One that took the place of another in its browser. */
	struct answer before = tokens_for(one, app, "payments:read");
	visit(one, "/login");
	sign_in(one, email);
	struct answer own = tokens_for(b, app, "payments:read");
	struct answer away = tokens_for(two, app, "payments:read offline_access");
	visit(b, "/account/sessions");
	ck_status(submit(b, "/account/sessions/end-others", ""), 303);
	ck_assert(!is_signed_in(one));
	ck_assert(!is_signed_in(two));
	ck_assert(is_signed_in(b));
	ck_assert(is_signed_in(stranger));
	ck_assert(!is_active(api, member(before.json, "access_token")));
	ck_assert(is_active(api, member(own.json, "access_token")));
	ck_assert(is_active(api, member(away.json, "access_token")));
	visit(b, "/account/sessions");
	ck_lacks(b->page.body, "/account/sessions/end-others");
}
END_TEST

START_TEST(nobody_ends_the_session_of_another)
{
	struct browser *victim = signed_in(person()), *b = signed_in(person());
	visit(victim, "/account/sessions");
	const char *end = action_after(victim, "This one", "/account/sessions/");
	visit(b, "/account/sessions");
	ck_lacks(b->page.body, end);
	ck_status(submit(b, end, ""), 303);
	ck_assert(is_signed_in(victim));
	visit(b, "/account/sessions");
	ck_status(submit(b, "/account/sessions/x/end", ""), 404);
}
END_TEST

START_TEST(ending_the_own_session_is_signing_out)
{
	struct browser *b = signed_in(person());
	visit(b, "/account/sessions");
	submit(b, action_after(b, "This one", "/account/sessions/"), "");
	ck_assert_str_eq(header_of(&b->page, "Location"), "/login");
	ck_assert(!is_signed_in(b));
}
END_TEST

START_TEST(what_a_browser_says_of_itself_is_only_shown)
{
	struct browser *b = signed_in_by(person(), "<script>alert(1)</script>\"'");
	visit(b, "/account/sessions");
	ck_contains(b->page.body, "An unknown browser");
	ck_contains(b->page.body, "&lt;script&gt;alert(1)");
	ck_lacks(b->page.body, "<script>alert");
}
END_TEST

START_TEST(single_permissions_are_taken_back)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	struct answer more = tokens_for(b, app, "openid payments:read payments:write");
	struct answer less = tokens_for(b, app, "openid payments:read");
	const char *page = text_format("/account/apps/%s", app.id);
	visit(b, page);
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "See payments");
	ck_contains(b->page.body, "Make payments");
	ck_contains(b->page.body, "Last used");
	submit(b, text_format("%s/scopes", page), FORM("scope", "payments:read"));
	ck_status(&b->page, 303);
	ck_assert(!is_active(api, member(more.json, "access_token")));
	ck_assert(is_active(api, member(less.json, "access_token")));
	struct answer a = refresh(app, member(more.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	follow(b);
	ck_lacks(b->page.body, "Make payments");
	/* A form of before, or a made-up one, adds nothing. */
	submit(b, text_format("%s/scopes", page),
	    FORM("scope", "payments:write", "scope", "payments:read", "scope", "email"));
	visit(b, page);
	ck_lacks(b->page.body, "Make payments");
	ck_lacks(b->page.body, "e-mail address");
	/* It asks again for what was taken. */
	visit(b, authorize_path(app, "openid payments:read payments:write", ""));
	ck_assert_ptr_null(follow(b));
}
END_TEST

START_TEST(taking_the_last_permission_ends_the_app)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	const char *page = text_format("/account/apps/%s", app.id);
	visit(b, page);
	submit(b, text_format("%s/scopes", page), "");
	ck_assert_str_eq(header_of(&b->page, "Location"), "/account?ended=1");
	ck_assert(!is_active(api, member(t.json, "access_token")));
	ck_status(visit(b, page), 404);
}
END_TEST

START_TEST(an_app_that_another_allowed_is_not_there)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(person()), app, "payments:read");
	struct browser *b = signed_in(person());
	visit(b, "/account");
	const char *page = text_format("/account/apps/%s", app.id);
	submit(b, text_format("%s/scopes", page), "");
	ck_status(&b->page, 404);
	ck_status(visit(b, page), 404);
	ck_status(visit(b, "/account/apps/x"), 404);
	ck_assert(is_active(api, member(t.json, "access_token")));
}
END_TEST

START_TEST(names_of_apps_are_only_shown)
{
	struct app app = web_app();
	CLI("client", "set", app.id, "--name", "<script>alert(1)</script>");
	struct browser *b = signed_in(person());
	allow(b, app, "payments:read", "");
	const char *const pages[] = {
	    "/account", "/account/history", text_format("/account/apps/%s", app.id)};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		visit(b, pages[i]);
		ck_contains(b->page.body, "&lt;script&gt;alert(1)");
		ck_lacks(b->page.body, "<script>alert");
	}
}
END_TEST

START_TEST(the_history_tells_what_happened)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = browser_new(server);
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", "not this one"));
	visit(b, "/login");
	sign_in(b, email);
	struct answer t = tokens_for(b, app, "payments:read");
	struct answer next = refresh(app, member(t.json, "refresh_token"));
	refresh(app, member(next.json, "refresh_token"));
	refresh(app, member(t.json, "refresh_token"));
	struct browser *other = signed_in(email);
	visit(other, "/account");
	submit(other, "/logout", "");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	visit(b, "/account/history");
	/* The newest first. */
	static const char *const words[] = {"You ended the access of an app",
	    "Signed out", "Signed in", "An old token was used again",
	    "You allowed an app", "Signed in", "wrong password"};
	const char *at = b->page.body;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		at = strstr(at, words[i]);
		ck_assert_msg(at != NULL, "no %s in: %s", words[i], b->page.body);
	}
	visit(other, "/login");
	struct browser *stranger = signed_in(person());
	visit(stranger, "/account/history");
	ck_lacks(stranger->page.body, "You allowed an app");
}
END_TEST

START_TEST(the_history_goes_on_page_by_page)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	for (int i = 0; i < 15; i++) {
		tokens_for(b, app, "payments:read");
		visit(b, "/account");
		submit(b, text_format("/account/apps/%s/end", app.id), "");
	}
	size_t seen = 0, pages = 0;
	const char *path = "/account/history";
	for (; path && pages < 9; pages++) {
		visit(b, path);
		ck_status(&b->page, 200);
		for (const char *at = b->page.body; (at = strstr(at, "<tr><td>")); at++)
			seen++;
		path = strstr(b->page.body, "/account/history?before=")
			   ? action_after(b, "<table", "/account/history?before=")
			   : NULL;
	}
	ck_assert_uint_eq(pages, 2);
	/* With the account's beginning and the sign-in. */
	ck_assert_uint_eq(seen, 32);
	static const char *const wrong[] = {"x", "1", "1.x", "99999999999999999999.",
	    "-1.018f0000-0000-7000-8000-000000000000"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_status(
		    visit(b, text_format("/account/history?before=%s", wrong[i])), 400);
}
END_TEST

START_TEST(the_profile_is_changed_and_told_to_apps)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid profile");
	visit(b, "/account/profile");
	ck_contains(b->page.body, "Verified since");
	submit(b, "/account/profile",
	    FORM("name", "Ada <b>Lovelace</b>", "locale", "zh", "nickname",
		"\"><script>x", "birthdate", "1815-12-10", "phone_number_verified",
		"true"));
	ck_status(&b->page, 303);
	follow(b);
	ck_contains(b->page.body, "1815-12-10");
	ck_contains(b->page.body, "Ada &lt;b&gt;Lovelace");
	ck_lacks(b->page.body, "<script>x");
	ck_lacks(b->page.body, "<b>Lovelace");
	struct answer a =
	    ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_assert_str_eq(member(a.json, "name"), "Ada <b>Lovelace</b>");
	ck_assert_str_eq(member(a.json, "locale"), "zh");
	ck_assert_str_eq(member(a.json, "birthdate"), "1815-12-10");
	submit(b, "/account/profile", FORM("name", "Ada"));
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_assert_ptr_null(json_object_get(a.json, "birthdate"));
}
END_TEST

START_TEST(a_profile_that_can_not_be_is_refused_and_kept_as_typed)
{
	static const char *const wrong[][2] = {{"birthdate", "yesterday"},
	    {"website", "javascript:alert(1)"}, {"locale", "xx"}};
	struct browser *b = signed_in(person());
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		visit(b, "/account/profile");
		submit(b, "/account/profile",
		    FORM("name", "Typed", wrong[i][0], wrong[i][1]));
		ck_status(&b->page, 422);
		ck_contains(b->page.body, "Typed");
		ck_contains(b->page.body, wrong[i][1]);
		visit(b, "/account/profile");
		ck_lacks(b->page.body, "Typed");
	}
}
END_TEST

START_TEST(a_changed_number_is_no_longer_verified)
{
	const char *email = person();
	struct app app = app_saying("{}");
	CLI("user", "set", email, "--claims",
	    "{\"phone_number\":\"+1 555\",\"phone_number_verified\":true}");
	struct browser *b = signed_in(email);
	struct answer t = tokens_for(b, app, "openid phone");
	visit(b, "/account/profile");
	submit(b, "/account/profile", FORM("phone_number", "+1 555", "nickname", "a"));
	struct answer a =
	    ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_assert(json_is_true(json_object_get(a.json, "phone_number_verified")));
	visit(b, "/account/profile");
	submit(b, "/account/profile", FORM("phone_number", "+1 666"));
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_assert_str_eq(member(a.json, "phone_number"), "+1 666");
	ck_assert(!json_is_true(json_object_get(a.json, "phone_number_verified")));
}
END_TEST

START_TEST(the_download_has_all_of_one_person_and_of_nobody_else)
{
	struct app app = web_app();
	const char *email = person(), *stranger = person();
	struct browser *b = signed_in_by(email, FIREFOX);
	tokens_for(signed_in(stranger), app, "openid");
	tokens_for(b, app, "openid payments:read");
	visit(b, "/account/data/export");
	ck_status(&b->page, 200);
	ck_contains(header_of(&b->page, "Content-Disposition"), "attachment");
	ck_contains(header_of(&b->page, "Cache-Control"), "no-store");
	const json_t *all = b->page.json;
	ck_assert_str_eq(member(json_object_get(all, "profile"), "email"), email);
	ck_assert_uint_eq(json_array_size(json_object_get(all, "sessions")), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(all, "allowed_apps")), 1);
	ck_assert_uint_ge(json_array_size(json_object_get(all, "history")), 2);
	ck_contains(b->page.body, "Firefox/128.0");
	ck_contains(b->page.body, "payments:read");
	ck_lacks(b->page.body, stranger);
	ck_lacks(b->page.body, "argon2");
}
END_TEST

START_TEST(deleting_the_account_ends_all_of_it)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct browser *b = signed_in(email), *other = signed_in(email);
	struct answer t = tokens_for(b, app, "openid payments:read offline_access");
	visit(b, "/account/data");
	submit(b, "/account/data/delete",
	    FORM("confirmation", email, "password", "not this one"));
	ck_status(&b->page, 422);
	submit(b, "/account/data/delete",
	    FORM("confirmation", "other@example.com", "password", PASSWORD));
	ck_status(&b->page, 422);
	ck_assert(is_active(api, member(t.json, "access_token")));
	submit(
	    b, "/account/data/delete", FORM("confirmation", email, "password", PASSWORD));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "Your account is deleted");
	ck_assert(!is_signed_in(b));
	ck_assert(!is_signed_in(other));
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer a = refresh(app, member(t.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", PASSWORD));
	ck_status(&b->page, 401);
}
END_TEST

START_TEST(who_owns_an_app_can_not_delete_the_account)
{
	const char *email = person();
	struct app app = APP("--owner", email, "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--scope", "payments:read");
	struct browser *b = signed_in(email);
	visit(b, "/account/data");
	ck_contains(b->page.body, "only owner of these teams");
	/* By a form of before. */
	visit(b, "/account");
	submit(
	    b, "/account/data/delete", FORM("confirmation", email, "password", PASSWORD));
	ck_status(&b->page, 422);
	ck_assert(is_signed_in(b));
	CLI("client", "remove", app.id);
	visit(b, "/account/data");
	submit(
	    b, "/account/data/delete", FORM("confirmation", email, "password", PASSWORD));
	ck_status(&b->page, 200);
	ck_assert(!is_signed_in(b));
}
END_TEST

START_TEST(no_form_of_the_account_works_from_elsewhere)
{
	static const char *const forms[] = {"/account/profile", "/account/data/delete",
	    "/account/apps/018f0000-0000-7000-8000-000000000000/scopes",
	    "/account/sessions/end-others",
	    "/account/sessions/018f0000-0000-7000-8000-000000000000/end"};
	struct browser *b = signed_in(person());
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct answer a =
		    ASK(.browser = b->curl, .path = forms[i], .form = FORM("csrf", "x"));
		ck_status(&a, 403);
		a = ASK(.path = forms[i], .form = FORM("csrf", "x"));
		ck_status(&a, 303);
		ck_contains(header_of(&a, "Location"), "/login?");
	}
}
END_TEST

static Suite *
account(void)
{
	return SUITE_OF("account", 90,
	    a_session_is_ended_from_another_device_with_its_apps,
	    signing_out_everywhere_else_spares_this_browser_alone,
	    nobody_ends_the_session_of_another, ending_the_own_session_is_signing_out,
	    what_a_browser_says_of_itself_is_only_shown,
	    single_permissions_are_taken_back, taking_the_last_permission_ends_the_app,
	    an_app_that_another_allowed_is_not_there, names_of_apps_are_only_shown,
	    the_history_tells_what_happened, the_history_goes_on_page_by_page,
	    the_profile_is_changed_and_told_to_apps,
	    a_profile_that_can_not_be_is_refused_and_kept_as_typed,
	    a_changed_number_is_no_longer_verified,
	    the_download_has_all_of_one_person_and_of_nobody_else,
	    deleting_the_account_ends_all_of_it,
	    who_owns_an_app_can_not_delete_the_account,
	    no_form_of_the_account_works_from_elsewhere);
}
SUITE(account);
