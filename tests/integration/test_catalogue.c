/* Developers look for APIs, and ask for their scopes. */
#include "flow.h"

#include <string.h>

static struct app
register_app(struct browser *b)
{
	apis_exist();
	visit(b, "/developer/apps/new");
	submit(b, "/developer/apps/new", FORM("name", "Caller", "kind", "service"));
	ck_status(&b->page, 201);
	const char *id = strstr(b->page.body, "id=\"client_id\">") + 15;
	const char *secret = strstr(b->page.body, "id=\"client_secret\">") + 19;
	return (struct app){text_format("%.*s", (int)strcspn(id, "<"), id),
	    text_format("%.*s", (int)strcspn(secret, "<"), secret)};
}

/* The way from the list to an API's page. */
static const char *
path_of(struct browser *b, const char *name)
{
	visit(b, "/developer/catalogue");
	const char *at = strstr(b->page.body, text_format("\">%s</a>", name));
	ck_assert_msg(at != NULL, "no %s in the catalogue", name);
	while (strncmp(at, "href=\"", 6) != 0)
		at--;
	at += 6;
	return text_format("%.*s", (int)strcspn(at, "\""), at);
}

static const char *
of_app(const char *path, struct app app)
{
	return text_format("%s?app=%s", path, app.id);
}

START_TEST(an_api_is_found_by_its_name_and_by_what_its_scopes_are_called)
{
	struct browser *dev = signed_in(person());
	apis_exist();
	static const char *const words[] = {
	    "payMENTS", "payments%3Awrite", "api.example.com"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		visit(dev, text_format("/developer/catalogue?q=%s", words[i]));
		ck_contains(dev->page.body, PAYMENTS);
	}
	visit(dev, "/developer/catalogue?q=nothing%25_%27");
	ck_status(&dev->page, 200);
	ck_lacks(dev->page.body, PAYMENTS);
	visit(dev, "/developer/catalogue?q=%3Cscript%3Ealert(1)");
	ck_lacks(dev->page.body, "<script>alert");
}
END_TEST

START_TEST(open_scopes_are_had_at_once_and_others_asked_for_with_a_reason)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev);
	const char *path = path_of(dev, "Payments");
	visit(dev, of_app(path, app));
	ck_lacks(dev->page.body, "this app has it");
	submit(dev, path, FORM("app", app.id, "scope", "payments:read"));
	ck_status(&dev->page, 303);
	follow(dev);
	ck_contains(dev->page.body, "this app has it");
	struct answer a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	submit(dev, path, FORM("app", app.id, "scope", "payments:write"));
	ck_status(&dev->page, 422);
	ck_contains(dev->page.body, "id=\"reason-error\"");
	submit(dev, path,
	    FORM("app", app.id, "scope", "payments:write", "reason", "To pay bills."));
	ck_status(&dev->page, 303);
	visit(dev, of_app(path, app));
	ck_contains(dev->page.body, "waiting for review");
	a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
	/* Asking never takes away what the app has. */
	a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	visit(dev, text_format("/developer/apps/%s/scopes", app.id));
	ck_contains(dev->page.body, "waiting for review");
}
END_TEST

START_TEST(a_refused_scope_is_not_asked_for_again_by_hand)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev);
	const char *path = path_of(dev, "Payments");
	CLI("client", "set", app.id, "--refuse-scope", "payments:read");
	submit(dev, path, FORM("app", app.id, "scope", "payments:read"));
	visit(dev, of_app(path, app));
	ck_contains(dev->page.body, "refused");
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(a_scope_is_asked_for_on_the_page_of_its_own_api_only)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev);
	visit(dev, "/developer/catalogue/authz");
	submit(dev, "/developer/catalogue/authz",
	    FORM("app", app.id, "scope", "payments:read", "scope", "admin", "reason",
		"Mine."));
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
	visit(dev, of_app("/developer/catalogue/authz", app));
	ck_lacks(dev->page.body, "waiting for review");
	ck_lacks(dev->page.body, "this app has it");
	submit(dev, "/developer/catalogue/authz", FORM("app", app.id));
	ck_status(&dev->page, 422);
}
END_TEST

START_TEST(other_developers_apps_can_not_be_looked_at_or_asked_for)
{
	struct browser *dev = signed_in(person()), *other = signed_in(person());
	struct app app = register_app(dev);
	const char *path = path_of(other, "Payments");
	visit(other, of_app(path, app));
	ck_status(&other->page, 404);
	visit(other, path);
	ck_lacks(other->page.body, app.id);
	submit(other, path, FORM("app", app.id, "scope", "payments:read"));
	ck_status(&other->page, 404);
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
	visit(other, "/developer/catalogue/0190a0b0-0000-7000-8000-000000000000");
	ck_status(&other->page, 404);
	a = ASK(.path = path);
	ck_status(&a, 303);
	a = ASK(.path = path, .form = FORM("app", app.id, "scope", "payments:read"),
	    .browser = dev->curl);
	ck_status(&a, 403);
}
END_TEST

START_TEST(a_name_stays_a_word_in_the_shell_it_is_pasted_into)
{
	struct browser *dev = signed_in(person());
	apis_exist();
	CLI("resource", "add", "https://api.example.com/it's$(id)", "--name",
	    "Shell <b>trap</b>");
	const char *path = path_of(dev, "Shell &lt;b&gt;trap&lt;/b&gt;");
	visit(dev, path);
	ck_contains(dev->page.body,
	    "&#39;https://api.example.com/it&#39;\\&#39;&#39;s$(id)&#39;");
	ck_lacks(dev->page.body, "<b>trap");
	CLI("resource", "remove", "https://api.example.com/it's$(id)");
	visit(dev, path);
	ck_status(&dev->page, 404);
}
END_TEST

static Suite *
catalogue(void)
{
	return SUITE_OF("catalogue", 60,
	    an_api_is_found_by_its_name_and_by_what_its_scopes_are_called,
	    open_scopes_are_had_at_once_and_others_asked_for_with_a_reason,
	    a_refused_scope_is_not_asked_for_again_by_hand,
	    a_scope_is_asked_for_on_the_page_of_its_own_api_only,
	    other_developers_apps_can_not_be_looked_at_or_asked_for,
	    a_name_stays_a_word_in_the_shell_it_is_pasted_into);
}
SUITE(catalogue);
