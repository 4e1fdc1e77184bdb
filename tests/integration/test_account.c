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

START_TEST(no_form_of_the_account_works_from_elsewhere)
{
	static const char *const forms[] = {"/account/sessions/end-others",
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
	    no_form_of_the_account_works_from_elsewhere);
}
SUITE(account);
