/* Pushed authorization requests (RFC 9126). */
#include "signer.h"

#include <string.h>
#include <unistd.h>

#define URN "urn:ietf:params:oauth:request_uri:"

static struct app
public_app(void)
{
	return APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--scope", "openid", "--scope", "payments:read");
}

START_TEST(a_pushed_request_leads_to_a_code)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	ck_status(&a, 201);
	ck_assert_int_eq(strncmp(member(a.json, "request_uri"), URN, strlen(URN)), 0);
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 60);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	visit(b, pushed_path(app, &a));
	ck_assert_ptr_null(follow(b));
	const char *url = decide(b, "allow", "payments:read");
	ck_assert_str_eq(query_of(url, "state"), "s 1&");
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	a = redeem(app, query_of(url, "code"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_public_app_may_push_too)
{
	struct app app = public_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "openid", ""));
	visit(b, pushed_path(app, &a));
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "openid"), "code"));
}
END_TEST

START_TEST(the_pages_that_follow_can_be_loaded_again)
{
	struct app app = web_app();
	struct browser *b = browser_new(server);
	const char *email = person();
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	visit(b, pushed_path(app, &a));
	const char *ticket = header_of(&b->page, "Location");
	ck_assert_ptr_nonnull(ticket);
	ck_assert_ptr_null(follow(b));
	ck_contains(b->page.body, "Test app");
	/* The login page, twice. */
	visit(b, ticket);
	ck_assert_ptr_null(follow(b));
	sign_in(b, email);
	ck_assert_ptr_null(follow(b));
	visit(b, ticket);
	ck_status(&b->page, 200);
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "payments:read"), "code"));
}
END_TEST

START_TEST(a_request_uri_is_good_once_and_for_its_app)
{
	struct app app = web_app(), other = web_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	const char *mine = pushed_path(app, &a), *theirs = pushed_path(other, &a);
	visit(b, theirs);
	ck_status(&b->page, 400);
	visit(b, mine);
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "payments:read"), "code"));
	visit(b, mine);
	ck_status(&b->page, 400);
	ck_assert_ptr_null(header_of(&b->page, "Location"));
	visit(b, text_format("/oauth2/authorize?%s",
		     FORM("client_id", app.id, "request_uri", URN "made-up")));
	ck_status(&b->page, 400);
	visit(b, text_format("/oauth2/authorize?%s",
		     FORM("request_uri", member(a.json, "request_uri"))));
	ck_status(&b->page, 400);
}
END_TEST

START_TEST(a_request_uri_may_be_loaded_again_before_it_is_answered)
{
	struct app app = web_app();
	struct browser *b = browser_new(server), *left = browser_new(server);
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	const char *path = pushed_path(app, &a);
	visit(left, path);
	ck_assert_ptr_null(follow(left));
	visit(b, path);
	ck_assert_ptr_null(follow(b));
	sign_in(b, person());
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "payments:read"), "code"));
	/* Who opened it too, and was slower, gets no second code. */
	sign_in(left, person());
	ck_assert_ptr_null(follow(left));
	ck_assert_ptr_null(decide(left, "allow", "payments:read"));
	ck_status(&left->page, 400);
}
END_TEST

START_TEST(a_request_that_was_denied_is_answered)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	const char *path = pushed_path(app, &a);
	visit(b, path);
	const char *ticket = header_of(&b->page, "Location");
	ck_assert_ptr_null(follow(b));
	ck_assert_str_eq(query_of(decide(b, "deny", ""), "error"), "access_denied");
	visit(b, path);
	ck_status(&b->page, 400);
	visit(b, ticket);
	ck_assert_ptr_null(decide(b, "allow", "payments:read"));
	ck_status(&b->page, 400);
}
END_TEST

START_TEST(a_request_comes_by_value_or_by_reference)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	visit(b, text_format("%s&request=e30.e30.e30", pushed_path(app, &a)));
	ck_status(&b->page, 400);
	ck_contains(b->page.body, "not both");
}
END_TEST

START_TEST(what_comes_beside_the_request_uri_is_ignored)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	visit(b, text_format("%s&%s", pushed_path(app, &a),
		     FORM("scope", "openid payments:write", "redirect_uri",
			 "https://evil.example/", "state", "other", "prompt", "none")));
	ck_assert_ptr_null(follow(b));
	ck_lacks(b->page.body, "payments:write");
	const char *url = decide(b, "allow", "payments:read");
	ck_assert_int_eq(strncmp(url, CALLBACK, strlen(CALLBACK)), 0);
	ck_assert_str_eq(query_of(url, "state"), "s 1&");
}
END_TEST

START_TEST(faults_are_told_at_once)
{
	struct app app = web_app();
	const char *good = authorize_form(app, "payments:read", "");
	const struct {
		const char *form, *error;
	} bad[] = {
	    {text_format("%s&request_uri=" URN "x", good), "invalid_request"},
	    {text_format("%s&request_uri=https%%3A%%2F%%2Fa.example%%2F", good),
		"invalid_request"},
	    {text_format("%s&state=again", good), "invalid_request"},
	    {text_format("%s&redirect_uri=again", good), "invalid_request"},
	    {text_format("%s&prompt=none%%20login", good), "invalid_request"},
	    {text_format("%s&response_mode=fragment", good), "invalid_request"},
	    {text_format("%s&dpop_jkt=x", good), "invalid_request"},
	    {text_format("%s&id_token_hint=x", good), "invalid_request"},
	    {text_format("%s&resource=https%%3A%%2F%%2Fno.example", good),
		"invalid_target"},
	    {authorize_form(app, "nothing:here", ""), "invalid_scope"},
	    {FORM("response_type", "code", "client_id", app.id, "redirect_uri", CALLBACK,
		 "scope", "payments:read"),
		"invalid_request"},
	    {FORM("response_type", "token", "client_id", app.id, "redirect_uri", CALLBACK,
		 "code_challenge", CHALLENGE, "code_challenge_method", "S256"),
		"unsupported_response_type"},
	    {FORM("response_type", "code", "client_id", app.id, "redirect_uri",
		 "https://evil.example/", "code_challenge", CHALLENGE,
		 "code_challenge_method", "S256"),
		"invalid_request"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = push(app, bad[i].form);
		ck_error(&a, 400, bad[i].error);
	}
	struct app service = APP(
	    "--kind", "service", "--scope", "payments:read", "--redirect-uri", CALLBACK);
	struct answer a = push(service, authorize_form(service, "payments:read", ""));
	ck_error(&a, 400, "unauthorized_client");
}
END_TEST

START_TEST(who_pushes_must_prove_who_it_is)
{
	struct app app = web_app(), other = web_app();
	const char *form = authorize_form(app, "payments:read", "");
	struct answer a = ASK(.path = "/oauth2/par", .form = form);
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/par", .form = form, .user = app.id, .password = "wrong");
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/par", .form = form, .user = other.id,
	    .password = other.secret);
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/par");
	ck_status(&a, 405);
	a = ASK(.path = "/oauth2/par", .body = "{}", .type = "application/json");
	ck_error(&a, 400, "invalid_request");
	a = ASK(.method = "OPTIONS", .path = "/oauth2/par",
	    .header = {"Origin: https://app.example"});
	ck_assert_ptr_nonnull(header_of(&a, "Access-Control-Allow-Headers"));
}
END_TEST

START_TEST(an_app_may_be_held_to_pushing)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--scope", "payments:read", "--metadata",
	    "{\"require_pushed_authorization_requests\":true}");
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	const char *url = follow(b);
	ck_assert_str_eq(query_of(url, "error"), "invalid_request");
	struct answer a = push(app, authorize_form(app, "payments:read", ""));
	visit(b, pushed_path(app, &a));
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "payments:read"), "code"));
}
END_TEST

START_TEST(a_proof_that_comes_along_binds_the_code)
{
	struct app app = public_app();
	struct browser *b = signed_in(person());
	struct jws_key *key = signer(ALG_ES256), *other = signer(ALG_ES256);
	const char *form = authorize_form(app, "openid", "");
#define PROOF(key)                                                                       \
	text_format("DPoP: %s", dpop_proof((key), (struct proof){.htu = "/oauth2/par"}))
	struct answer a =
	    ASK(.path = "/oauth2/par", .form = form, .header = {PROOF(key)});
	visit(b, pushed_path(app, &a));
	follow(b);
	const char *code = query_of(decide(b, "allow", "openid"), "code");
	a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", VERIFIER, "client_id", app.id),
	    .header = {dpop_header(key)});
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	a = ASK(.path = "/oauth2/par", .form = form, .header = {dpop_header(key)});
	ck_error(&a, 400, "invalid_dpop_proof");
	a = ASK(.path = "/oauth2/par",
	    .form =
		text_format("%s&dpop_jkt=%s", form, arena_cstr(arena, jws_key_id(other))),
	    .header = {PROOF(key)});
	ck_error(&a, 400, "invalid_dpop_proof");
}
END_TEST

START_TEST(a_pushed_request_does_not_wait_for_ever)
{
	struct process p;
	int status;
	process_start(&p, (const char *const[]){"AUTHZ_TOKENS_PUSHED_REQUEST_LIFETIME=5",
			      "AUTHZ_TOKENS_REQUIRE_PUSHED_REQUESTS=true", NULL});
	json_t *made = cli_run(&p, "", &status,
	    (const char *const[]){"client", "add", "--name", "App", "--public",
		"--redirect-uri", CALLBACK, NULL});
	struct app app = {member(made, "client_id"), NULL};
	struct answer a =
	    ASK(.to = &p, .path = "/oauth2/par", .form = authorize_form(app, "", ""));
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 5);
	const char *path = pushed_path(app, &a);
	sleep(6);
	struct browser *b = browser_new(&p);
	visit(b, path);
	ck_status(&b->page, 400);
	/* There everybody must push. */
	visit(b, authorize_path(app, "", ""));
	ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
	a = ASK(.to = &p, .path = "/.well-known/openid-configuration");
	ck_assert(json_is_true(
	    json_object_get(a.json, "require_pushed_authorization_requests")));
	ck_contains(
	    member(a.json, "pushed_authorization_request_endpoint"), "/oauth2/par");
	process_drop(&p);
}
END_TEST

static Suite *
par(void)
{
	return SUITE_OF("pushed authorization requests", 120,
	    a_pushed_request_leads_to_a_code, a_public_app_may_push_too,
	    the_pages_that_follow_can_be_loaded_again,
	    a_request_uri_is_good_once_and_for_its_app,
	    a_request_uri_may_be_loaded_again_before_it_is_answered,
	    a_request_that_was_denied_is_answered,
	    a_request_comes_by_value_or_by_reference,
	    what_comes_beside_the_request_uri_is_ignored, faults_are_told_at_once,
	    who_pushes_must_prove_who_it_is, an_app_may_be_held_to_pushing,
	    a_proof_that_comes_along_binds_the_code,
	    a_pushed_request_does_not_wait_for_ever);
}
SUITE(par);
