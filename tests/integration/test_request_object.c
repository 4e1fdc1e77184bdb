/* Authorization requests that the app has signed (RFC 9101, OIDC Core 6.1). */
#include "signer.h"

#include "base/clock.h"

#include <string.h>

static struct app
signing_app(const struct jws_key *key, const char *more)
{
	return APP("--redirect-uri", CALLBACK, "--grant", "authorization_code", "--scope",
	    "openid", "--scope", "payments:read", "--metadata",
	    text_format("{\"jwks\":%s%s}", jwks_of(key), more));
}

/* What the request says, to be changed by the test. */
static json_t *
claims_for(struct app app)
{
	json_int_t now = (json_int_t)clock_now();
	return json_pack("{ss ss sI sI ss ss ss ss ss ss ss}", "iss", app.id, "aud",
	    server->url, "exp", now + 300, "nbf", now, "client_id", app.id,
	    "response_type", "code", "redirect_uri", CALLBACK, "scope", "payments:read",
	    "state", "signed", "code_challenge", CHALLENGE, "code_challenge_method",
	    "S256");
}

static const char *
object_of(const struct jws_key *key, json_t *claims)
{
	return signed_jwt(key, json_pack("{ss}", "typ", "oauth-authz-req+jwt"), claims);
}

static const char *
path_with(struct app app, const char *object, const char *more)
{
	return text_format("/oauth2/authorize?%s%s",
	    FORM("client_id", app.id, "redirect_uri", CALLBACK, "response_type", "code",
		"request", object),
	    more);
}

static const char *
error_of(struct app app, const char *object)
{
	struct browser *b = browser_new(server);
	visit(b, path_with(app, object, ""));
	const char *url = follow(b);
	ck_assert_msg(url != NULL, "a page: %s", b->page.body);
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	const char *error = query_of(url, "error");
	return error ? error : "";
}

START_TEST(a_signed_request_leads_to_a_code)
{
	static const enum jws_alg algs[] = {ALG_ES256, ALG_PS256, ALG_EDDSA, ALG_RS256};
	struct browser *b = signed_in(person());
	for (size_t i = 0; i < 4; i++) {
		struct jws_key *key = signer(algs[i]);
		struct app app = signing_app(key, "");
		visit(b, path_with(app, object_of(key, claims_for(app)),
			     "&state=unsigned&scope=openid&prompt=none"));
		ck_assert_ptr_null(follow(b));
		const char *url = decide(b, "allow", "payments:read");
		ck_assert_str_eq(query_of(url, "state"), "signed");
		struct answer a = redeem(app, query_of(url, "code"));
		ck_status(&a, 200);
		ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	}
}
END_TEST

START_TEST(numbers_and_lists_in_the_object_are_parameters)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = signing_app(key, "");
	json_t *claims = claims_for(app);
	json_object_set_new(claims, "max_age", json_integer(0));
	json_object_set_new(claims, "resource", json_pack("[s]", PAYMENTS));
	struct browser *b = signed_in(person());
	visit(b, path_with(app, object_of(key, claims), ""));
	ck_assert_ptr_null(follow(b));
	/* max_age 0: the password again. */
	ck_assert_ptr_nonnull(strstr(b->page.body, "name=\"password\""));
	claims = claims_for(app);
	json_object_set_new(claims, "resource", json_pack("[s]", LEDGER));
	ck_assert_str_eq(error_of(app, object_of(key, claims)), "invalid_scope");
}
END_TEST

START_TEST(an_object_must_be_this_apps_for_this_server_and_now)
{
	struct jws_key *key = signer(ALG_ES256), *other = signer(ALG_ES256);
	struct app app = signing_app(key, "");
	json_int_t now = (json_int_t)clock_now();
	const struct {
		const char *name;
		json_t *value; /* NULL: taken away */
	} bad[] = {{"iss", json_string("somebody")}, {"iss", NULL},
	    {"aud", json_string("https://other.example")}, {"aud", NULL},
	    {"client_id", json_string("somebody")}, {"client_id", NULL},
	    {"exp", json_integer(now - 60)}, {"exp", json_string("soon")},
	    {"nbf", json_integer(now + 120)}, {"iat", json_integer(now + 120)},
	    {"sub", json_string(app.id)}, {"request", json_string("x")},
	    {"request_uri", json_string("https://a.example")}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_t *claims = claims_for(app);
		if (bad[i].value)
			json_object_set_new(claims, bad[i].name, bad[i].value);
		else
			json_object_del(claims, bad[i].name);
		ck_assert_str_eq(
		    error_of(app, object_of(key, claims)), "invalid_request_object");
	}
	const char *const others[] = {object_of(other, claims_for(app)), "x", "a.b.c",
	    signed_jwt(key, json_pack("{ss}", "typ", "at+jwt"), claims_for(app)),
	    signed_jwt(key, json_pack("{ss}", "typ", "dpop+jwt"), claims_for(app)),
	    signed_jwt(key, json_pack("{ss}", "alg", "none"), claims_for(app)),
	    signed_jwt(key, json_pack("{ss}", "alg", "HS256"), claims_for(app))};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_str_eq(error_of(app, others[i]), "invalid_request_object");
	/* Two audiences and typ JWT are fine; what it says can still be wrong. */
	json_t *claims = claims_for(app);
	json_object_set_new(
	    claims, "aud", json_pack("[ss]", server->url, "https://other.example"));
	json_object_set_new(claims, "prompt", json_string("none"));
	ck_assert_str_eq(
	    error_of(app, signed_jwt(key, json_pack("{ss}", "typ", "JWT"), claims)),
	    "login_required");
	claims = claims_for(app);
	json_object_del(claims, "code_challenge");
	ck_assert_str_eq(error_of(app, object_of(key, claims)), "invalid_request");
}
END_TEST

START_TEST(the_redirect_uri_of_the_object_is_checked)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = signing_app(key, "");
	json_t *claims = claims_for(app);
	json_object_set_new(
	    claims, "redirect_uri", json_string("https://evil.example/cb"));
	struct browser *b = browser_new(server);
	visit(b, path_with(app, object_of(key, claims), ""));
	ck_status(&b->page, 400);
	ck_assert_ptr_null(header_of(&b->page, "Location"));
}
END_TEST

START_TEST(the_registered_algorithm_is_the_only_one)
{
	struct jws_key *key = signer(ALG_PS256);
	struct app app = signing_app(key, ",\"request_object_signing_alg\":\"ES256\"");
	ck_assert_str_eq(
	    error_of(app, object_of(key, claims_for(app))), "invalid_request_object");
	app = signing_app(key, ",\"request_object_signing_alg\":\"PS256\"");
	json_t *claims = claims_for(app);
	json_object_set_new(claims, "prompt", json_string("none"));
	ck_assert_str_eq(error_of(app, object_of(key, claims)), "login_required");
}
END_TEST

START_TEST(an_app_may_be_held_to_signing)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = signing_app(key, ",\"require_signed_request_object\":true");
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	ck_error(&a, 400, "invalid_request");
	a = push(
	    app, FORM("client_id", app.id, "request", object_of(key, claims_for(app))));
	ck_status(&a, 201);
	visit(b, pushed_path(app, &a));
	ck_assert_ptr_null(follow(b));
	ck_assert_str_eq(
	    query_of(decide(b, "allow", "payments:read"), "state"), "signed");
}
END_TEST

START_TEST(an_object_can_be_pushed_but_not_beside_a_reference)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = signing_app(key, ""), other = signing_app(key, "");
	const char *object = object_of(key, claims_for(app));
	struct answer a = push(other, FORM("request", object));
	ck_error(&a, 400, "invalid_request_object");
	json_t *claims = claims_for(app);
	json_object_set_new(claims, "scope", json_string("nothing:here"));
	a = push(app, FORM("request", object_of(key, claims)));
	ck_error(&a, 400, "invalid_scope");
	struct browser *b = browser_new(server);
	visit(
	    b, path_with(app, object, "&request_uri=https%3A%2F%2Fapp.example%2Fobject"));
	ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
	visit(b, text_format("%s&request_uri=https%%3A%%2F%%2Fapp.example%%2Fobject",
		     authorize_path(app, "payments:read", "")));
	ck_assert_str_eq(query_of(follow(b), "error"), "request_uri_not_supported");
	visit(b, path_with(app, object, "&request=again"));
	ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
	a = ASK(.path = "/.well-known/openid-configuration");
	ck_assert(json_is_true(json_object_get(a.json, "request_parameter_supported")));
	ck_assert_ptr_nonnull(
	    json_object_get(a.json, "request_object_signing_alg_values_supported"));
}
END_TEST

static Suite *
request_object(void)
{
	return SUITE_OF("request objects", 120, a_signed_request_leads_to_a_code,
	    numbers_and_lists_in_the_object_are_parameters,
	    an_object_must_be_this_apps_for_this_server_and_now,
	    the_redirect_uri_of_the_object_is_checked,
	    the_registered_algorithm_is_the_only_one, an_app_may_be_held_to_signing,
	    an_object_can_be_pushed_but_not_beside_a_reference);
}
SUITE(request_object);
