/* RFC 8707: one grant for several resources, and tokens for some of them. */
#include "flow.h"

#include <string.h>

#define REPORTS "https://api.example.com/reports"
#define BOTH                                                                             \
	"&resource=https%3A%2F%2Fapi.example.com%2Fpayments&resource=https%3A%2F%2Fapi." \
	"example.com%2Freports"

static void
reports_exist(void)
{
	int status;
	apis_exist();
	if (cli_run(server, "", &status,
		(const char *const[]){"resource", "show", REPORTS, NULL}) &&
	    status == 0)
		return;
	CLI("resource", "add", REPORTS, "--name", "Reports");
	CLI("scope", "add", REPORTS, "reports:read");
}

static struct app
app_of_both(void)
{
	struct app app = web_app();
	reports_exist();
	CLI("client", "set", app.id, "--scope", "reports:read");
	return app;
}

static struct answer
token(struct app app, const char *form)
{
	return ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = form);
}

static struct answer
redeem_for(struct app app, const char *url, const char *more)
{
	return token(app,
	    text_format("%s%s",
		FORM("grant_type", "authorization_code", "code", query_of(url, "code"),
		    "redirect_uri", CALLBACK, "code_verifier", VERIFIER),
		more));
}

static json_t *
introspected(const char *resource, const struct answer *a)
{
	struct app api = resource_server(resource);
	struct answer seen =
	    ASK(.path = "/oauth2/introspect", .user = api.id, .password = api.secret,
		.form = FORM("token", member(a->json, "access_token")));
	return seen.json;
}

START_TEST(a_token_is_for_one_of_the_resources_unless_more_are_asked_for)
{
	struct app app = app_of_both();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "openid payments:read reports:read", BOTH);
	struct answer a = redeem_for(app, url, "");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	ck_assert_str_eq(member(introspected(PAYMENTS, &a), "aud"), PAYMENTS);
	ck_assert(json_is_false(json_object_get(introspected(REPORTS, &a), "active")));
	const char *refresh = member(a.json, "refresh_token");
	/* The other one, and what it does not cover is not in it. */
	a = token(app, FORM("grant_type", "refresh_token", "refresh_token", refresh,
			   "resource", REPORTS));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid reports:read");
	ck_assert_str_eq(member(introspected(REPORTS, &a), "aud"), REPORTS);
	ck_assert(json_is_false(json_object_get(introspected(PAYMENTS, &a), "active")));
	/* Both at once. */
	a = token(app, FORM("grant_type", "refresh_token", "refresh_token",
			   member(a.json, "refresh_token"), "resource", PAYMENTS,
			   "resource", REPORTS));
	ck_status(&a, 200);
	ck_assert_str_eq(json_line(json_object_get(introspected(REPORTS, &a), "aud")),
	    "[\"" PAYMENTS "\",\"" REPORTS "\"]");
	ck_assert(json_is_true(json_object_get(introspected(PAYMENTS, &a), "active")));
}
END_TEST

START_TEST(a_code_is_redeemed_for_the_resource_that_is_named)
{
	struct app app = app_of_both();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "payments:read reports:read", BOTH);
	/* One that was not granted costs nothing. */
	struct answer a =
	    redeem_for(app, url, text_format("&%s", FORM("resource", LEDGER)));
	ck_error(&a, 400, "invalid_target");
	a = redeem_for(app, url, text_format("&%s", FORM("resource", REPORTS)));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "reports:read");
	const char *refresh = member(a.json, "refresh_token");
	a = token(app, FORM("grant_type", "refresh_token", "refresh_token", refresh,
			   "resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
	a = token(app, FORM("grant_type", "refresh_token", "refresh_token", refresh));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
}
END_TEST

START_TEST(resources_of_different_formats_have_no_token_in_common)
{
	struct app app = app_of_both();
	struct answer a = token(app, FORM("grant_type", "client_credentials", "scope",
					 "payments:read reports:read"));
	ck_error(&a, 400, "invalid_target");
	a = token(app,
	    FORM("grant_type", "client_credentials", "scope",
		"payments:read reports:read", "resource", PAYMENTS, "resource", REPORTS));
	ck_status(&a, 200);
	ck_assert(json_is_array(json_object_get(introspected(REPORTS, &a), "aud")));
	a = token(app,
	    FORM("grant_type", "client_credentials", "scope", "payments:read ledger:read",
		"resource", PAYMENTS, "resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
	a = token(app, FORM("grant_type", "client_credentials", "scope", "payments:read",
			   "resource", PAYMENTS, "resource", "https://nowhere.example"));
	ck_error(&a, 400, "invalid_target");
}
END_TEST

static Suite *
resources(void)
{
	return SUITE_OF("resources", 60,
	    a_token_is_for_one_of_the_resources_unless_more_are_asked_for,
	    a_code_is_redeemed_for_the_resource_that_is_named,
	    resources_of_different_formats_have_no_token_in_common);
}
SUITE(resources);
