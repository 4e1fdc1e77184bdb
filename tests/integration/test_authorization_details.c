/* RFC 9396: rich authorization requests. */
#include "flow.h"

#include <string.h>

#define TYPE "payment_initiation"
#define PAYMENT                                                                          \
	"{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"12.50\",\"currency\":\"EUR\"},"  \
	"\"creditor\":\"Ann's shop\"}"
#define OTHER                                                                            \
	"{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"1.00\",\"currency\":\"EUR\"},"   \
	"\"creditor\":\"Bo\"}"

static struct app
paying_app(void)
{
	int status;
	struct app app = web_app();
	cli_run(server, "", &status,
	    (const char *const[]){"detail-type", "add", PAYMENTS, TYPE, "--title",
		"Pay {amount.value} {amount.currency} to {creditor}", "--field",
		"amount.value:string:required", "--field",
		"amount.currency:string:required", "--field", "creditor:string:required",
		"--field", "urgent:boolean", NULL});
	CLI("client", "set", app.id, "--metadata",
	    "{\"authorization_details_types\":[\"" TYPE "\"]}");
	return app;
}

static const char *
with_details(const char *json)
{
	return text_format("&%s", FORM("authorization_details", json));
}

static struct answer
token_of(struct app app, const char *form)
{
	return ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = form);
}

static struct answer
redeemed(struct app app, const char *url)
{
	return token_of(
	    app, FORM("grant_type", "authorization_code", "code", query_of(url, "code"),
		     "redirect_uri", CALLBACK, "code_verifier", VERIFIER));
}

START_TEST(a_payment_is_shown_in_words_and_stands_in_the_token)
{
	struct app app = paying_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "openid", with_details("[" PAYMENT "]")));
	follow(b);
	ck_contains(b->page.body, "Pay 12.50 EUR to Ann&#39;s shop");
	const char *url = decide(b, "allow", "openid");
	struct answer a = redeemed(app, url);
	ck_status(&a, 200);
	ck_assert_str_eq(
	    json_line(json_object_get(a.json, "authorization_details")), "[" PAYMENT "]");
	ck_assert_str_eq(member(a.json, "scope"), "openid");
	struct answer seen =
	    ASK(.path = "/oauth2/introspect", .user = api.id, .password = api.secret,
		.form = FORM("token", member(a.json, "access_token")));
	ck_assert_str_eq(json_line(json_object_get(seen.json, "authorization_details")),
	    "[" PAYMENT "]");
	/* A refresh keeps it. */
	a = token_of(app, FORM("grant_type", "refresh_token", "refresh_token",
			      member(a.json, "refresh_token")));
	ck_status(&a, 200);
	ck_assert(json_object_get(a.json, "authorization_details"));
}
END_TEST

START_TEST(each_time_the_person_is_asked_anew)
{
	struct app app = paying_app();
	struct browser *b = signed_in(person());
	allow(b, app, "openid", with_details("[" PAYMENT "]"));
	visit(b, authorize_path(app, "openid", with_details("[" PAYMENT "]")));
	follow(b);
	ck_contains(b->page.body, "Pay 12.50 EUR");
	visit(b, authorize_path(app, "openid",
		     text_format("%s&prompt=none", with_details("[" PAYMENT "]"))));
	ck_contains(header_of(&b->page, "Location"), "consent_required");
	/* Without them the consent is remembered. */
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_contains(header_of(&b->page, "Location"), "code=");
}
END_TEST

START_TEST(a_token_request_may_name_fewer_never_others)
{
	struct app app = paying_app();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "", with_details("[" PAYMENT "," OTHER "]"));
	struct answer a = redeemed(app, url);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "");
	const char *refresh = member(a.json, "refresh_token");
	a = token_of(app, FORM("grant_type", "refresh_token", "refresh_token", refresh,
			      "authorization_details", "[" OTHER "]"));
	ck_status(&a, 200);
	ck_assert_str_eq(
	    json_line(json_object_get(a.json, "authorization_details")), "[" OTHER "]");
	a = token_of(
	    app, FORM("grant_type", "refresh_token", "refresh_token",
		     member(a.json, "refresh_token"), "authorization_details",
		     "[{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"999\",\"currency\":"
		     "\"EUR\"},\"creditor\":\"Bo\"}]"));
	ck_error(&a, 400, "invalid_authorization_details");
}
END_TEST

START_TEST(what_its_type_does_not_know_is_refused)
{
	static const char *const bad[] = {"x", "{}", "[]", "[1]", "[{}]",
	    "[{\"type\":\"unknown\"}]", "[{\"type\":\"" TYPE "\"}]",
	    "[{\"type\":\"" TYPE "\",\"amount\":{\"value\":1,\"currency\":\"EUR\"},"
	    "\"creditor\":\"B\"}]",
	    "[{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"1\",\"currency\":\"EUR\","
	    "\"more\":\"x\"},\"creditor\":\"B\"}]",
	    "[{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"},"
	    "\"creditor\":\"a\\u202eb\"}]",
	    "[{\"type\":\"" TYPE "\",\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"},"
	    "\"creditor\":\"B\",\"locations\":[\"" LEDGER "\"]}]"};
	struct app app = paying_app();
	struct browser *b = browser_new(server);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		visit(b, authorize_path(app, "openid", with_details(bad[i])));
		const char *to = header_of(&b->page, "Location");
		ck_assert_msg(to && strstr(to, "error=invalid_authorization_details"),
		    "%s: %s", bad[i], to ? to : "a page");
	}
	/* An app that is not registered for the type. */
	struct app other = web_app();
	visit(b, authorize_path(other, "openid", with_details("[" PAYMENT "]")));
	ck_contains(
	    header_of(&b->page, "Location"), "error=invalid_authorization_details");
	/* For another resource than the one that the request is for. */
	visit(b, authorize_path(app, "ledger:read",
		     text_format("%s&%s", with_details("[" PAYMENT "]"),
			 FORM("resource", LEDGER))));
	ck_contains(
	    header_of(&b->page, "Location"), "error=invalid_authorization_details");
}
END_TEST

START_TEST(an_app_gets_details_for_itself)
{
	struct app app = paying_app();
	struct answer a = token_of(app, FORM("grant_type", "client_credentials",
					    "authorization_details", "[" PAYMENT "]"));
	ck_status(&a, 200);
	ck_assert_str_eq(
	    json_line(json_object_get(a.json, "authorization_details")), "[" PAYMENT "]");
	ck_assert_str_eq(member(a.json, "scope"), "");
	a = token_of(web_app(), FORM("grant_type", "client_credentials",
				    "authorization_details", "[" PAYMENT "]"));
	ck_error(&a, 400, "invalid_authorization_details");
	struct answer m = ASK(.path = "/.well-known/oauth-authorization-server");
	ck_contains(
	    json_line(json_object_get(m.json, "authorization_details_types_supported")),
	    TYPE);
}
END_TEST

static Suite *
authorization_details(void)
{
	return SUITE_OF("authorization details", 60,
	    a_payment_is_shown_in_words_and_stands_in_the_token,
	    each_time_the_person_is_asked_anew,
	    a_token_request_may_name_fewer_never_others,
	    what_its_type_does_not_know_is_refused, an_app_gets_details_for_itself);
}
SUITE(authorization_details);
