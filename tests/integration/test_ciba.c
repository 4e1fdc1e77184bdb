/* OpenID CIBA: a server names a person, who is asked at the account page. */
#include "flow.h"

#include "base/cleanup.h"

#include <string.h>
#include <unistd.h>

#define CIBA "urn:openid:params:grant-type:ciba"

static struct app
call_centre(void)
{
	return APP("--kind", "service", "--grant", CIBA, "--grant", "refresh_token",
	    "--scope", "openid", "--scope", "profile", "--scope", "offline_access",
	    "--scope", "payments:read", "--metadata",
	    "{\"backchannel_token_delivery_mode\":\"poll\"}");
}

static struct answer
ask_person(struct app app, const char *form)
{
	return ASK(.path = "/oauth2/bc-authorize", .form = form, .user = app.id,
	    .password = app.secret);
}

static struct answer
asked(struct app app, const char *email)
{
	struct answer a =
	    ask_person(app, FORM("scope", "openid payments:read", "login_hint", email,
				"binding_message", "Blue <42>"));
	ck_status(&a, 200);
	return a;
}

static struct answer
poll(struct app app, const struct answer *request)
{
	return ASK(.path = "/oauth2/token",
	    .form = FORM(
		"grant_type", CIBA, "auth_req_id", member(request->json, "auth_req_id")),
	    .user = app.id, .password = app.secret);
}

/* Where the first card of the account page leads. */
static const char *
card_of(struct browser *b)
{
	visit(b, "/account");
	const char *at = strstr(b->page.body, "/account/requests/");
	return at ? arena_cstr(arena, (struct text){at, strcspn(at, "\"")}) : NULL;
}

static void
answer_card(struct browser *b, const char *decision, const char *scope)
{
	const char *path = card_of(b);
	ck_assert_msg(path != NULL, "nothing is asked: %s", b->page.body);
	submit(b, path, FORM("decision", decision, "scope", scope));
	follow(b);
	ck_status(&b->page, 200);
}

START_TEST(the_person_is_asked_and_the_app_waits)
{
	struct app app = call_centre(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct answer r = asked(app, email), a = poll(app, &r);
	ck_assert_str_eq(header_of(&r, "Cache-Control"), "no-store");
	ck_assert_int_eq(json_integer_value(json_object_get(r.json, "interval")), 5);
	ck_assert_int_eq(json_integer_value(json_object_get(r.json, "expires_in")), 600);
	ck_error(&a, 400, "authorization_pending");
	struct browser *b = signed_in(email);
	ck_contains(b->page.body, "Test app asks you");
	ck_contains(b->page.body, "Blue &lt;42&gt;");
	ck_contains(b->page.body, "See payments");
	answer_card(b, "allow", "payments:read");
	ck_contains(b->page.body, "You allowed it");
	ck_lacks(b->page.body, "Blue");
	a = poll(app, &r);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	json_t *claims = jwt_part(member(a.json, "id_token"), 1);
	ck_assert_str_eq(member(claims, "sub"), member(CLI("user", "show", email), "id"));
	ck_assert_str_eq(member(claims, "aud"), app.id);
	ck_assert(is_active(api, member(a.json, "access_token")));
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	ck_status(&next, 200);
	/* Good once, as a code is. */
	a = poll(app, &r);
	ck_error(&a, 400, "invalid_grant");
	ck_assert(!is_active(api, member(next.json, "access_token")));
}
END_TEST

START_TEST(metadata_tells_how)
{
	json_t *m = ASK(.path = "/.well-known/openid-configuration").json;
	ck_assert_str_eq(member(m, "backchannel_authentication_endpoint"),
	    text_format("%s/oauth2/bc-authorize", server->url));
	ck_assert_str_eq(
	    json_line(json_object_get(m, "backchannel_token_delivery_modes_supported")),
	    "[\"poll\"]");
	ck_assert(json_is_false(
	    json_object_get(m, "backchannel_user_code_parameter_supported")));
	ck_contains(json_line(json_object_get(m, "grant_types_supported")), CIBA);
}
END_TEST

START_TEST(a_no_is_a_no)
{
	struct app app = call_centre();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer r = asked(app, email), a;
	const char *path = card_of(b);
	answer_card(b, "deny", "payments:read");
	ck_contains(b->page.body, "You said no");
	a = poll(app, &r);
	ck_error(&a, 400, "access_denied");
	/* And stays one. */
	submit(b, path, FORM("decision", "allow", "scope", "payments:read"));
	a = poll(app, &r);
	ck_error(&a, 400, "access_denied");
}
END_TEST

START_TEST(only_the_person_who_is_named_can_answer)
{
	struct app app = call_centre();
	const char *email = person();
	struct browser *b = signed_in(email), *thief = signed_in(person());
	struct answer r = asked(app, email), a;
	const char *path = card_of(b);
	ck_assert_ptr_null(card_of(thief));
	submit(thief, path, FORM("decision", "allow", "scope", "payments:read"));
	follow(thief);
	ck_contains(thief->page.body, "has ended meanwhile");
	a = poll(app, &r);
	ck_error(&a, 400, "authorization_pending");
	/* Nor anybody without the page's own token. */
	a = ASK(.path = path, .browser = b->curl, .header = {b->from},
	    .form = FORM("decision", "allow", "scope", "payments:read"));
	ck_status(&a, 403);
	submit(thief, "/account/requests/x", FORM("decision", "allow"));
	ck_status(&thief->page, 303);
	submit(b, path, FORM("decision", "perhaps"));
	ck_status(&b->page, 400);
}
END_TEST

START_TEST(exactly_one_hint_names_the_person)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", CIBA, "--grant",
		       "authorization_code", "--scope", "openid", "--scope",
		       "payments:read"),
		   web = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer t = tokens_for(b, app, "openid"),
		      foreign = tokens_for(b, web, "openid");
	const char *hint = member(t.json, "id_token");
	struct answer a = ask_person(app, FORM("scope", "openid", "id_token_hint", hint));
	ck_status(&a, 200);
	const char *const bad[] = {FORM("scope", "openid"),
	    FORM("scope", "openid", "login_hint", email, "id_token_hint", hint),
	    FORM("scope", "openid", "login_hint_token", "x"), FORM("login_hint", email),
	    FORM("scope", "openid", "login_hint", email, "requested_expiry", "0"),
	    FORM("scope", "openid", "login_hint", email, "requested_expiry", "soon"),
	    FORM("scope", "openid", "login_hint", email, "request", "a.b.c"),
	    FORM("scope", "openid", "login_hint", email, "login_hint", email)};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a = ask_person(app, bad[i]);
		ck_error(&a, 400, "invalid_request");
	}
	a = ask_person(app, FORM("scope", "payments:read", "login_hint", email));
	ck_error(&a, 400, "invalid_scope");
	a = ask_person(app, FORM("scope", "openid ledger:read", "login_hint", email));
	ck_error(&a, 400, "invalid_scope");
	a = ask_person(
	    app, FORM("scope", "openid", "login_hint", email, "binding_message", "a\nb"));
	ck_error(&a, 400, "invalid_binding_message");
	a = ask_person(app, FORM("scope", "openid", "login_hint", email,
				"binding_message", text_format("%0101d", 0)));
	ck_error(&a, 400, "invalid_binding_message");
	a = ask_person(app,
	    FORM("scope", "openid", "id_token_hint", member(foreign.json, "id_token")));
	ck_error(&a, 400, "unknown_user_id");
	a = ask_person(app, FORM("scope", "openid", "id_token_hint", "x.y.z"));
	ck_error(&a, 400, "unknown_user_id");
	a = ask_person(app,
	    FORM("scope", "openid", "id_token_hint", member(t.json, "access_token")));
	ck_error(&a, 400, "unknown_user_id");
}
END_TEST

START_TEST(only_apps_that_the_operator_lets_may_ask)
{
	struct app web = web_app();
	const char *email = person(),
		   *form = FORM("scope", "openid", "login_hint", email);
	struct answer a = ask_person(web, form);
	ck_error(&a, 400, "unauthorized_client");
	a = ASK(.path = "/oauth2/bc-authorize", .form = form);
	ck_error(&a, 401, "invalid_client");
	struct app public = APP("--kind", "device", "--scope", "openid");
	a = ASK(.path = "/oauth2/bc-authorize",
	    .form = text_format("%s&%s", form, FORM("client_id", public.id)));
	ck_error(&a, 400, "unauthorized_client");
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){
		"client", "add", "--name", "x", "--public", "--grant", CIBA, NULL});
	ck_assert_int_eq(status, 1);
	/* Nobody registers himself for it. */
	struct process open = {0};
	process_start(&open, (const char *const[]){"AUTHZ_REGISTRATION_MODE=open", NULL});
	a = ASK(.to = &open, .path = "/oauth2/register",
	    .body = "{\"redirect_uris\":[\"" CALLBACK
		    "\"],\"grant_types\":[\"authorization_code\",\"" CIBA "\"]}",
	    .type = "application/json");
	ck_status(&a, 201);
	ck_lacks(a.body, "ciba");
	process_drop(&open);
}
END_TEST

START_TEST(guessing_who_is_here_is_slowed_down)
{
	struct app app = call_centre();
	struct answer a = {0};
	const char *email = person();
	for (int i = 0; i < 70 && a.status != 429; i++)
		a = ask_person(app, FORM("scope", "openid", "login_hint",
					text_format("nobody%d@example.com", i)));
	ck_status(&a, 429);
	ck_assert_ptr_nonnull(header_of(&a, "Retry-After"));
	a = ask_person(app, FORM("scope", "openid", "login_hint", email));
	ck_status(&a, 429);
	/* That app alone. */
	asked(call_centre(), email);
}
END_TEST

START_TEST(nobody_is_worn_down)
{
	struct app app = call_centre();
	const char *email = person();
	for (int i = 0; i < 5; i++)
		asked(app, email);
	struct answer a = ask_person(app, FORM("scope", "openid", "login_hint", email));
	ck_status(&a, 429);
	answer_card(signed_in(email), "deny", "");
	asked(app, email);
}
END_TEST

START_TEST(a_disabled_person_is_unknown)
{
	struct app app = call_centre();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer r = asked(app, email);
	answer_card(b, "allow", "payments:read");
	CLI("user", "set", email, "--disable");
	struct answer a = poll(app, &r);
	ck_error(&a, 400, "invalid_grant");
	a = ask_person(app, FORM("scope", "openid", "login_hint", email));
	ck_error(&a, 400, "unknown_user_id");
}
END_TEST

START_TEST(the_two_doors_are_apart)
{
	struct app app = call_centre(),
		   device = APP("--kind", "device", "--scope", "openid");
	struct answer r = asked(app, person()), a;
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "urn:ietf:params:oauth:grant-type:device_code",
		"device_code", member(r.json, "auth_req_id"), "client_id", device.id));
	ck_error(&a, 400, "invalid_grant");
	struct app other = call_centre();
	a = poll(other, &r);
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token", .form = FORM("grant_type", CIBA), .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	a = poll(app, &r);
	ck_error(&a, 400, "authorization_pending");
	a = poll(app, &r);
	ck_error(&a, 400, "slow_down");
}
END_TEST

START_TEST(a_request_expires_when_the_app_says)
{
	struct app app = call_centre();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer r = ask_person(
	    app, FORM("scope", "openid", "login_hint", email, "requested_expiry", "2"));
	ck_status(&r, 200);
	ck_assert_int_eq(json_integer_value(json_object_get(r.json, "expires_in")), 2);
	const char *path = card_of(b);
	ck_assert_ptr_nonnull(path);
	sleep(3);
	submit(b, path, FORM("decision", "allow"));
	follow(b);
	ck_contains(b->page.body, "has ended meanwhile");
	ck_assert_ptr_null(card_of(b));
	struct answer a = poll(app, &r);
	ck_error(&a, 400, "expired_token");
	/* Never longer than the operator says. */
	r = ask_person(app,
	    FORM("scope", "openid", "login_hint", email, "requested_expiry", "99999"));
	ck_assert_int_eq(json_integer_value(json_object_get(r.json, "expires_in")), 600);
}
END_TEST

static Suite *
ciba(void)
{
	return SUITE_OF("CIBA", 60, the_person_is_asked_and_the_app_waits,
	    metadata_tells_how, a_no_is_a_no, only_the_person_who_is_named_can_answer,
	    exactly_one_hint_names_the_person, only_apps_that_the_operator_lets_may_ask,
	    guessing_who_is_here_is_slowed_down, nobody_is_worn_down,
	    a_disabled_person_is_unknown, the_two_doors_are_apart,
	    a_request_expires_when_the_app_says);
}
SUITE(ciba);
