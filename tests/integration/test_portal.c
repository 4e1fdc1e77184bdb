/* Developers register and run their apps by themselves. */
#include "flow.h"
#include "sql.h"

#include <string.h>

static const char *
element(const struct answer *page, const char *id)
{
	const char *at = strstr(page->body, text_format("id=\"%s\"", id));
	if (!at)
		return NULL;
	at = strchr(at, '>') + 1;
	return arena_cstr(arena, (struct text){at, strcspn(at, "<")});
}

static struct app
register_app(struct browser *b, const char *kind, const char *redirect_uri)
{
	apis_exist();
	visit(b, "/developer/apps/new");
	submit(b, "/developer/apps/new",
	    FORM("name", "My <app>", "kind", kind, "redirect_uri", redirect_uri,
		"homepage", "https://app.example/", "description", "Does things."));
	ck_status(&b->page, 201);
	return (struct app){
	    element(&b->page, "client_id"), element(&b->page, "client_secret")};
}

static struct answer *
post(struct browser *b, struct app app, const char *what, const char *form)
{
	const char *page = text_format("/developer/apps/%s", app.id);
	visit(b, page);
	return submit(b, text_format("%s%s", page, what), form);
}

START_TEST(an_app_registered_in_the_browser_works)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	ck_assert_ptr_nonnull(app.secret);
	ck_lacks(dev->page.body, "My <app>");
	ck_contains(dev->page.body, "My &lt;app&gt;");
	post(dev, app, "/scopes", FORM("scope", "openid", "scope", "payments:read"));
	ck_status(&dev->page, 303);
	struct answer t = tokens_for(signed_in(person()), app, "openid payments:read");
	ck_assert_str_ne(member(t.json, "id_token"), "");
	/* The secret is shown once. */
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_lacks(dev->page.body, app.secret);
	visit(dev, "/developer");
	ck_contains(dev->page.body, app.id);
	ck_lacks(dev->page.body, app.secret);
}
END_TEST

START_TEST(every_kind_gets_what_suits_it)
{
	struct browser *dev = signed_in(person());
	ck_assert_ptr_null(register_app(dev, "browser", CALLBACK).secret);
	ck_assert_ptr_null(register_app(dev, "native", "com.example.app:/cb").secret);
	struct app service = register_app(dev, "service", "");
	ck_assert_ptr_nonnull(service.secret);
	post(dev, service, "/scopes", FORM("scope", "payments:read"));
	struct answer a = client_credentials(service, "payments:read");
	ck_status(&a, 200);
}
END_TEST

START_TEST(faults_stand_beside_their_fields_and_nothing_is_lost)
{
	struct browser *dev = signed_in(person());
	static const struct {
		const char *name, *kind, *uri, *homepage, *at;
	} bad[] = {{"", "web", CALLBACK, "", "name-error"},
	    {"App", "web", "", "", "redirect_uri-error"},
	    {"App", "web", "http://app.example/cb", "", "redirect_uri-error"},
	    {"App", "web", "https://app.example/cb#x", "", "redirect_uri-error"},
	    {"App", "web", "https://*.example/cb", "", "redirect_uri-error"},
	    {"App", "web", "https://u@app.example/cb", "", "redirect_uri-error"},
	    {"App", "web", "javascript:alert(1)", "", "redirect_uri-error"},
	    {"App", "native", "javascript:alert(1)", "", "redirect_uri-error"},
	    {"App", "native", "myapp:/cb", "", "redirect_uri-error"},
	    {"App", "web", "com.example.app:/cb", "", "redirect_uri-error"},
	    {"App", "web", CALLBACK, "javascript:alert(1)", "homepage-error"},
	    {"App", "web", CALLBACK, "nothing", "homepage-error"},
	    {"App", "web", CALLBACK, "https://bank.example@evil.example/",
		"homepage-error"},
	    {"App", "web", CALLBACK, "https://evil.example\\@bank.example/",
		"homepage-error"},
	    {"App", "web", CALLBACK, "http://localhost.evil.example/", "homepage-error"},
	    {"App", "toaster", CALLBACK, "", "kind-error"},
	    {"App", "resource_server", CALLBACK, "", "kind-error"}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		visit(dev, "/developer/apps/new");
		submit(dev, "/developer/apps/new",
		    FORM("name", bad[i].name, "kind", bad[i].kind, "redirect_uri",
			bad[i].uri, "homepage", bad[i].homepage, "description",
			"Keep me"));
		ck_status(&dev->page, 422);
		ck_assert_msg(element(&dev->page, bad[i].at) != NULL, "no %s for %s %s",
		    bad[i].at, bad[i].kind, bad[i].uri);
		ck_contains(dev->page.body, "Keep me");
	}
	visit(dev, "/developer");
	ck_lacks(dev->page.body, "/developer/apps/01");
}
END_TEST

START_TEST(redirect_uris_come_and_go)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	post(dev, app, "/redirect-uris", FORM("redirect_uri", "https://two.example/cb"));
	ck_status(&dev->page, 303);
	post(dev, app, "/redirect-uris", FORM("redirect_uri", "https://two.example/cb"));
	ck_status(&dev->page, 422);
	post(dev, app, "/redirect-uris", FORM("redirect_uri", "ftp://two.example/cb"));
	ck_status(&dev->page, 422);
	ck_contains(dev->page.body, "ftp://two.example/cb");
	post(dev, app, "/redirect-uris/remove", FORM("redirect_uri", CALLBACK));
	ck_status(&dev->page, 303);
	/* A code can't be sent nowhere: the last one stays. */
	post(dev, app, "/redirect-uris/remove",
	    FORM("redirect_uri", "https://two.example/cb"));
	ck_status(&dev->page, 422);
	struct answer a = ASK(.path = authorize_path(app, "", ""));
	ck_status(&a, 400);
}
END_TEST

START_TEST(changes_are_audited_with_what_was_before_and_no_secret)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	post(dev, app, "/settings",
	    FORM("client_name", "Other name", "client_uri", "https://app.example/",
		"description", "Does things."));
	ck_status(&dev->page, 303);
	post(dev, app, "/scopes", FORM("scope", "openid"));
	ck_status(&dev->page, 303);
	post(dev, app, "/delete", FORM("confirmation", "Other name"));
	ck_status(&dev->page, 303);
	const char *events = json_line(CLI("audit", "list", "--client", app.id));
	ck_contains(events, "\"details\":{\"after\":{\"client_name\":\"Other name\"},"
			    "\"before\":{\"client_name\":\"My <app>\"}}");
	ck_contains(events, "\"details\":{\"after\":{\"scopes\":{\"openid\":"
			    "\"approved\"}},\"before\":{\"scopes\":{}}}");
	ck_contains(events,
	    "\"details\":{\"after\":{\"deleted\":true},\"before\":{\"deleted\":"
	    "false}}");
	ck_lacks(events, app.secret);
}
END_TEST

START_TEST(a_refused_scope_can_not_be_taken_by_ticking_it_anew)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "service", "");
	post(dev, app, "/scopes", FORM("scope", "payments:read"));
	CLI("client", "set", app.id, "--refuse-scope", "payments:read");
	post(dev, app, "/scopes", FORM("scope", "ledger:read"));
	post(dev, app, "/scopes", FORM("scope", "ledger:read", "scope", "payments:read"));
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
	a = client_credentials(app, "ledger:read");
	ck_status(&a, 200);
}
END_TEST

START_TEST(open_scopes_are_had_at_once_others_after_a_review)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "service", "");
	post(dev, app, "/scopes",
	    FORM(
		"scope", "payments:read", "scope", "payments:write", "scope", "no:such"));
	ck_status(&dev->page, 303);
	struct answer a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
	CLI("client", "set", app.id, "--scope", "payments:write");
	a = client_credentials(app, "payments:write");
	ck_status(&a, 200);
	/* Unticked is given back. */
	post(dev, app, "/scopes", FORM("scope", "payments:write"));
	a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(the_secret_is_rotated_with_the_old_one_good_until_removed)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "service", "");
	post(dev, app, "/scopes", FORM("scope", "payments:read"));
	post(dev, app, "/secrets", "");
	struct app renewed = {app.id, element(&dev->page, "client_secret")};
	ck_assert_ptr_nonnull(renewed.secret);
	struct answer a = client_credentials(app, "");
	ck_status(&a, 200);
	a = client_credentials(renewed, "");
	ck_status(&a, 200);
	post(dev, app, "/secrets", "");
	ck_assert_int_ge(dev->page.status, 400);
	visit(dev, text_format("/developer/apps/%s/credentials", app.id));
	const char *at = strstr(dev->page.body, "/secrets/") + strlen("/secrets/");
	const char *first = text_format("%.36s", at);
	const char *second = text_format("%.36s", strstr(at, "/secrets/") + 9);
	submit(
	    dev, text_format("/developer/apps/%s/secrets/%s/remove", app.id, first), "");
	ck_status(&dev->page, 303);
	a = client_credentials(app, "");
	ck_error(&a, 401, "invalid_client");
	a = client_credentials(renewed, "");
	ck_status(&a, 200);
	/* The last one stays: the app would be locked out. */
	post(dev, app, text_format("/secrets/%s/remove", second), "");
	ck_assert_int_ge(dev->page.status, 400);
	a = client_credentials(renewed, "");
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_name_is_something_that_is_seen)
{
	static const char *const bad[] = {"\u200b", "\u3000\u3000", "\u200d", "\u3164",
	    "Go\u200bogle", "Go\u2060ogle", "\u202egoog", "Goo\u00adgle", "\u200fGoogle",
	    "Google\U000e0041"};
	static const char *const good[] = {"\u0645\u06cc\u200c\u062e",
	    "\U0001f468\u200d\U0001f469", "\u2764\ufe0f", "\u8fbb\U000e0100 \u5e97"};
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		post(dev, app, "/settings", FORM("client_name", bad[i]));
		ck_status(&dev->page, 422);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		post(dev, app, "/settings", FORM("client_name", good[i]));
		ck_status(&dev->page, 303);
	}
}
END_TEST

START_TEST(details_change_and_hostile_words_stay_words)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	const char *hostile = "\"><script>alert(1)</script>{{csrf}}";
	post(dev, app, "/settings",
	    FORM("client_name", hostile, "description", hostile, "client_uri",
		"https://app.example/", "policy_uri", "https://app.example/p", "tos_uri",
		""));
	ck_status(&dev->page, 303);
	follow(dev);
	ck_lacks(dev->page.body, "<script>alert");
	ck_contains(dev->page.body, "{{csrf}}");
	post(dev, app, "/settings",
	    FORM("client_name", "Fine", "client_uri", "javascript:alert(1)",
		"description", ""));
	ck_status(&dev->page, 422);
	/* A description of many bytes is told, not cut. */
	char *words = arena_alloc(arena, 3 * 1100 + 1);
	for (int i = 0; i < 1100; i++)
		memcpy(words + 3 * i, "\u5f20", 3);
	post(dev, app, "/settings",
	    FORM("client_name", "Fine", "client_uri", "", "description", words));
	ck_status(&dev->page, 422);
	words[3 * 1000] = '\0';
	post(dev, app, "/settings",
	    FORM("client_name", "Fine", "client_uri", "", "description", words));
	ck_status(&dev->page, 303);
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, words);
	/* The person who is asked sees them as words, too. */
	post(dev, app, "/settings",
	    FORM("client_name", hostile, "client_uri", "", "description", hostile));
	post(dev, app, "/scopes", FORM("scope", "payments:read"));
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	follow(b);
	ck_contains(b->page.body, "decision");
	ck_lacks(b->page.body, "<script>alert");
}
END_TEST

START_TEST(an_app_is_deleted_with_all_it_was_given)
{
	struct app api = resource_server(PAYMENTS);
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	post(dev, app, "/scopes", FORM("scope", "payments:read"));
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	post(dev, app, "/delete", FORM("confirmation", "Other"));
	ck_status(&dev->page, 422);
	post(dev, app, "/delete", FORM("confirmation", "My <app>"));
	ck_status(&dev->page, 303);
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer a = refresh(app, member(t.json, "refresh_token"));
	ck_error(&a, 401, "invalid_client");
	visit(b, authorize_path(app, "payments:read", ""));
	ck_status(&b->page, 400);
	/* Nothing of it is there any more but the way back. */
	static const char *const pages[] = {"", "/team", "/usage", "/webhooks"};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		visit(dev, text_format("/developer/apps/%s%s", app.id, pages[i]));
		ck_status(&dev->page, 410);
		ck_contains(dev->page.body, "/restore");
	}
	submit(dev, text_format("/developer/apps/%s/secrets", app.id), "");
	ck_status(&dev->page, 410);
}
END_TEST

START_TEST(a_deleted_app_comes_back_as_it_was_within_two_weeks)
{
	struct app api = resource_server(PAYMENTS);
	struct browser *dev = signed_in(person()), *other = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	post(dev, app, "/scopes", FORM("scope", "payments:read"));
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	const char *restore = text_format("/developer/apps/%s/restore", app.id);
	/* Nothing to restore yet. */
	post(dev, app, "/restore", "");
	ck_status(&dev->page, 404);
	post(dev, app, "/delete", FORM("confirmation", "My <app>"));
	visit(other, "/developer/apps/new");
	submit(other, restore, "");
	ck_status(&other->page, 404);
	visit(dev, text_format("/developer/apps/%s", app.id));
	submit(dev, restore, "");
	ck_status(&dev->page, 303);
	/* What it had stays dead; it asks nobody again for what they allowed. */
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer a = refresh(app, member(t.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	visit(b, authorize_path(app, "payments:read", ""));
	ck_status(&b->page, 303);
	ck_contains(header_of(&b->page, "Location"), "code=");
	const char *events = json_line(CLI("audit", "list", "--client", app.id));
	ck_contains(events, "\"app_restored\"");
	/* Too late. */
	post(dev, app, "/delete", FORM("confirmation", "My <app>"));
	sql(server,
	    text_format(
		"UPDATE apps SET deleted_at = now() - interval '15 days' WHERE id = '%s'",
		app.id));
	visit(dev, text_format("/developer/apps/%s", app.id));
	submit(dev, restore, "");
	ck_status(&dev->page, 404);
}
END_TEST

START_TEST(other_developers_apps_do_not_exist)
{
	struct browser *dev = signed_in(person()), *other = signed_in(person());
	struct app app = register_app(dev, "web", CALLBACK);
	const char *secret = strstr(dev->page.body, "/secrets/");
	static const char *const posts[] = {"/settings", "/advanced", "/authentication",
	    "/redirect-uris", "/redirect-uris/remove", "/scopes", "/secrets", "/delete"};
	visit(other, text_format("/developer/apps/%s", app.id));
	ck_status(&other->page, 404);
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		visit(other, "/developer/apps/new");
		submit(other, text_format("/developer/apps/%s%s", app.id, posts[i]),
		    FORM("name", "Mine", "confirmation", "My <app>", "redirect_uri",
			"https://evil.example/", "scope", "payments:read"));
		ck_status(&other->page, 404);
	}
	ck_assert_ptr_null(secret); /* one secret alone has no button to remove it */
	/* The platform's own, made by an operator, are nobody's. */
	struct app own = web_app();
	visit(other, text_format("/developer/apps/%s", own.id));
	ck_status(&other->page, 404);
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, "My &lt;app&gt;");
}
END_TEST

START_TEST(the_portal_is_for_who_is_signed_in)
{
	static const char *const pages[] = {
	    "/developer", "/developer/apps/new", "/developer/apps/x", "/account"};
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct answer a = ASK(.path = pages[i]);
		ck_status(&a, 303);
		ck_contains(header_of(&a, "Location"), "/login?return_to=");
	}
	struct answer a = ASK(.path = "/developer/apps/new", .form = "name=x");
	ck_status(&a, 303);
}
END_TEST

static Suite *
portal(void)
{
	return SUITE_OF("portal", 60, an_app_registered_in_the_browser_works,
	    every_kind_gets_what_suits_it,
	    faults_stand_beside_their_fields_and_nothing_is_lost,
	    redirect_uris_come_and_go,
	    changes_are_audited_with_what_was_before_and_no_secret,
	    a_refused_scope_can_not_be_taken_by_ticking_it_anew,
	    open_scopes_are_had_at_once_others_after_a_review,
	    the_secret_is_rotated_with_the_old_one_good_until_removed,
	    a_name_is_something_that_is_seen, details_change_and_hostile_words_stay_words,
	    an_app_is_deleted_with_all_it_was_given,
	    a_deleted_app_comes_back_as_it_was_within_two_weeks,
	    other_developers_apps_do_not_exist, the_portal_is_for_who_is_signed_in);
}
SUITE(portal);
