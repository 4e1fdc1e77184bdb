/* RFC 8628: an app on a device without a browser, and a person with one elsewhere. */
#include "at_once.h"

#include "base/cleanup.h"

#include <string.h>
#include <unistd.h>

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"
#define SCOPES                                                                           \
	"--scope", "openid", "--scope", "profile", "--scope", "offline_access",          \
	    "--scope", "payments:read", "--scope", "payments:write"

static struct app
device_app(void)
{
	return APP("--kind", "device", SCOPES);
}

static struct answer
ask_for_codes(struct app app, const char *more)
{
	return ASK(.path = "/oauth2/device_authorization",
	    .form =
		text_format("%s%s%s", FORM("client_id", app.id), *more ? "&" : "", more));
}

static struct answer
codes_for(struct app app, const char *scope)
{
	struct answer a = ask_for_codes(app, FORM("scope", scope));
	ck_status(&a, 200);
	return a;
}

static struct answer
poll(struct app app, const struct answer *codes)
{
	return ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", DEVICE_CODE, "device_code",
		member(codes->json, "device_code"), "client_id", app.id));
}

/* Enters the code; the browser is on the page that asks, or that says what is wrong. */
static void
enter(struct browser *b, const char *user_code)
{
	visit(b, "/device");
	submit(b, "/device", FORM("user_code", user_code));
	follow(b);
}

static void
answer_request(struct browser *b, const char *decision, const char *scopes)
{
	const char *ticket = input_of(&b->page, "ticket");
	ck_assert_msg(ticket != NULL, "nothing is asked: %s", b->page.body);
	const char *form = FORM("ticket", ticket, "decision", decision);
	struct text rest = text_of(scopes), scope;
	while (text_next(&rest, ' ', &scope))
		form =
		    text_format("%s&%s", form, FORM("scope", arena_cstr(arena, scope)));
	submit(b, "/device/request", form);
	follow(b);
}

static void
allow_device(struct browser *b, const struct answer *codes, const char *scopes)
{
	enter(b, member(codes->json, "user_code"));
	answer_request(b, "allow", scopes);
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "return to your device");
}

START_TEST(a_device_gets_its_codes)
{
	struct answer a = codes_for(device_app(), "openid payments:read");
	const char *code = member(a.json, "user_code");
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	ck_assert_uint_eq(strlen(code), 9);
	ck_assert_uint_eq(strspn(code, "BCDFGHJKLMNPQRSTVWXZ"), 4);
	ck_assert_int_eq(code[4], '-');
	ck_assert_str_eq(
	    member(a.json, "verification_uri"), text_format("%s/device", server->url));
	ck_assert_str_eq(member(a.json, "verification_uri_complete"),
	    text_format("%s/device?user_code=%s", server->url, code));
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "interval")), 5);
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 600);
	json_t *metadata = ASK(.path = "/.well-known/oauth-authorization-server").json;
	ck_assert_str_eq(member(metadata, "device_authorization_endpoint"),
	    text_format("%s/oauth2/device_authorization", server->url));
	ck_contains(
	    json_line(json_object_get(metadata, "grant_types_supported")), DEVICE_CODE);
}
END_TEST

START_TEST(only_what_the_app_may_have_is_asked_for)
{
	struct app app = device_app(), other = web_app();
	struct answer a = ask_for_codes(app, FORM("scope", "ledger:read"));
	ck_error(&a, 400, "invalid_scope");
	a = ask_for_codes(app, FORM("scope", "a\"b"));
	ck_error(&a, 400, "invalid_scope");
	a = ask_for_codes(app, FORM("resource", "https://api.example.com/nothing"));
	ck_error(&a, 400, "invalid_target");
	a = ask_for_codes(app, FORM("scope", "openid", "scope", "openid"));
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/device_authorization", .form = FORM("scope", "openid"));
	ck_error(&a, 401, "invalid_client");
	a = ask_for_codes(other, FORM("scope", "openid"));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/device_authorization", .form = FORM("scope", "openid"),
	    .user = other.id, .password = other.secret);
	ck_error(&a, 400, "unauthorized_client");
	a = ASK(.path = "/oauth2/device_authorization");
	ck_error(&a, 405, "invalid_request");
}
END_TEST

START_TEST(a_confidential_app_may_use_it_too)
{
	struct app app = APP("--kind", "device", "--auth-method", "client_secret_basic",
	    "--scope", "payments:read");
	struct answer a = ask_for_codes(app, FORM("scope", "payments:read"));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/device_authorization",
	    .form = FORM("scope", "payments:read"), .user = app.id,
	    .password = app.secret);
	ck_status(&a, 200);
	struct answer p = poll(app, &a);
	ck_error(&p, 401, "invalid_client");
	p = ASK(.path = "/oauth2/token",
	    .form = FORM(
		"grant_type", DEVICE_CODE, "device_code", member(a.json, "device_code")),
	    .user = app.id, .password = app.secret);
	ck_error(&p, 400, "authorization_pending");
}
END_TEST

START_TEST(the_device_waits_and_gets_tokens_once_it_is_allowed)
{
	struct app app = device_app(), api = resource_server(PAYMENTS);
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer codes = codes_for(app, "openid payments:read"),
		      a = poll(app, &codes);
	ck_error(&a, 400, "authorization_pending");
	enter(b, member(codes.json, "user_code"));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "Test app");
	ck_contains(b->page.body, "See payments");
	ck_contains(b->page.body, member(codes.json, "user_code"));
	ck_contains(b->page.body, "sent you the code");
	answer_request(b, "allow", "payments:read");
	ck_contains(b->page.body, "return to your device");
	a = poll(app, &codes);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
	json_t *user = CLI("user", "show", email);
	json_t *claims = jwt_part(member(a.json, "access_token"), 1);
	ck_assert_str_eq(member(claims, "sub"), member(user, "id"));
	ck_assert_str_eq(member(claims, "client_id"), app.id);
	claims = jwt_part(member(a.json, "id_token"), 1);
	ck_assert_str_eq(member(claims, "sub"), member(user, "id"));
	ck_assert_int_gt(json_integer_value(json_object_get(claims, "auth_time")), 0);
	ck_assert(is_active(api, member(a.json, "access_token")));
	struct answer next = refresh(app, member(a.json, "refresh_token"));
	ck_status(&next, 200);
	/* The person sees the app, and ends it as any other. */
	visit(b, "/account");
	ck_contains(b->page.body, "Test app");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_assert(!is_active(api, member(next.json, "access_token")));
	json_t *events = CLI("audit", "list", "--client", app.id);
	ck_contains(json_line(events), "consent_given");
}
END_TEST

START_TEST(who_says_no_is_understood)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read");
	enter(b, member(codes.json, "user_code"));
	answer_request(b, "deny", "payments:read");
	ck_contains(b->page.body, "Nothing was allowed");
	struct answer a = poll(app, &codes);
	ck_error(&a, 400, "access_denied");
	/* Nothing can turn it into a yes. */
	enter(b, member(codes.json, "user_code"));
	ck_contains(b->page.body, "Nothing was allowed");
	a = poll(app, &codes);
	ck_error(&a, 400, "access_denied");
	visit(b, "/account");
	ck_lacks(b->page.body, "Test app");
	/* Nor does a yes to nothing count as one. */
	codes = codes_for(app, "payments:read");
	enter(b, member(codes.json, "user_code"));
	answer_request(b, "allow", "");
	a = poll(app, &codes);
	ck_error(&a, 400, "access_denied");
}
END_TEST

START_TEST(single_scopes_can_be_refused)
{
	struct app app = device_app();
	struct answer codes = codes_for(app, "openid payments:read payments:write");
	allow_device(signed_in(person()), &codes, "payments:read");
	struct answer a = poll(app, &codes);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "openid payments:read");
}
END_TEST

START_TEST(a_device_code_is_good_once)
{
	struct app app = device_app(), api = resource_server(PAYMENTS);
	struct answer codes = codes_for(app, "payments:read"), again;
	allow_device(signed_in(person()), &codes, "payments:read");
	struct answer a = poll(app, &codes);
	ck_status(&a, 200);
	ck_assert(is_active(api, member(a.json, "access_token")));
	again = poll(app, &codes);
	ck_error(&again, 400, "invalid_grant");
	ck_assert(!is_active(api, member(a.json, "access_token")));
	again = refresh(app, member(a.json, "refresh_token"));
	ck_error(&again, 400, "invalid_grant");
	ck_contains(json_line(CLI("audit", "list", "--client", app.id)), "code_replayed");
}
END_TEST

START_TEST(many_polls_at_once_get_tokens_at_most_once)
{
	struct app app = device_app();
	struct answer codes = codes_for(app, "payments:read"), answers[8];
	allow_device(signed_in(person()), &codes, "payments:read");
	int good = 0;
	/* The form says who it is. */
	post_at_once((struct app){NULL, NULL}, "/oauth2/token",
	    FORM("grant_type", DEVICE_CODE, "device_code",
		member(codes.json, "device_code"), "client_id", app.id),
	    8, answers);
	for (int i = 0; i < 8; i++)
		good += answers[i].status == 200;
	ck_assert_int_eq(good, 1);
}
END_TEST

START_TEST(an_impatient_device_is_slowed_down_for_good)
{
	struct app app = device_app();
	struct answer codes = codes_for(app, "payments:read"), a = poll(app, &codes);
	ck_error(&a, 400, "authorization_pending");
	a = poll(app, &codes);
	ck_error(&a, 400, "slow_down");
	/* The interval is ten seconds now. */
	sleep(6);
	a = poll(app, &codes);
	ck_error(&a, 400, "slow_down");
	/* It costs nobody the tokens. */
	allow_device(signed_in(person()), &codes, "payments:read");
	a = poll(app, &codes);
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_device_code_is_its_apps_alone)
{
	struct app app = device_app(), other = device_app(), web = web_app();
	struct answer codes = codes_for(app, "payments:read");
	allow_device(signed_in(person()), &codes, "payments:read");
	struct answer a = poll(other, &codes);
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", DEVICE_CODE, "device_code",
		member(codes.json, "device_code")),
	    .user = web.id, .password = web.secret);
	ck_error(&a, 400, "unauthorized_client");
	/* And the thief has not burnt it. */
	a = poll(app, &codes);
	ck_status(&a, 200);
}
END_TEST

START_TEST(forged_device_codes_are_refused)
{
	struct app app = device_app();
	struct answer codes = codes_for(app, "payments:read"), a;
	char *forged = (char *)(uintptr_t)arena_cstr(
	    arena, text_of(member(codes.json, "device_code")));
	forged[8] = forged[8] == 'A' ? 'B' : 'A';
	const char *const bad[] = {"x", "azd_", "azd_AAAA", forged,
	    member(codes.json, "user_code"), text_format("%sA", forged)};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a = ASK(.path = "/oauth2/token",
		    .form = FORM("grant_type", DEVICE_CODE, "device_code", bad[i],
			"client_id", app.id));
		ck_error(&a, 400, "invalid_grant");
	}
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", DEVICE_CODE, "client_id", app.id));
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(the_complete_address_shows_the_code_and_acts_on_nothing)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read");
	const char *code = member(codes.json, "user_code");
	visit(b, text_format("/device?user_code=%s", code));
	ck_status(&b->page, 200);
	ck_assert_str_eq(input_of(&b->page, "user_code"), code);
	ck_lacks(b->page.body, "Test app");
	struct answer a = poll(app, &codes);
	ck_error(&a, 400, "authorization_pending");
	/* Sent on, it still has to be allowed. */
	submit(b, "/device", FORM("user_code", code));
	follow(b);
	ck_contains(b->page.body, "Test app");
	const char *ticket = input_of(&b->page, "ticket");
	/* Without the page's own token nothing is decided. */
	a = ASK(.path = "/device/request", .browser = b->curl, .header = {b->from},
	    .form =
		FORM("ticket", ticket, "decision", "allow", "scope", "payments:read"));
	ck_status(&a, 403);
	visit(b,
	    text_format("/device/request?%s",
		FORM("ticket", ticket, "decision", "allow", "scope", "payments:read")));
	ck_contains(b->page.body, "Test app");
	sleep(5);
	a = poll(app, &codes);
	ck_error(&a, 400, "authorization_pending");
}
END_TEST

START_TEST(a_code_can_be_typed_in_any_way)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read");
	const char *code = member(codes.json, "user_code");
	char lower[16] = {0};
	for (size_t i = 0, n = 0; i < strlen(code); i++)
		if (code[i] != '-')
			lower[n++] = (char)(code[i] + 32);
	enter(b, text_format(" %.3s %s ", lower, lower + 3));
	ck_contains(b->page.body, "Test app");
	enter(b, text_format("%.2s-%s", lower, lower + 2));
	ck_contains(b->page.body, "Test app");
	enter(b, "BCDF-GHJ");
	ck_status(&b->page, 422);
	enter(b, "ABCD-EFGH");
	ck_status(&b->page, 422);
	enter(b, "<script>");
	ck_status(&b->page, 422);
	ck_lacks(b->page.body, "<script>");
}
END_TEST

START_TEST(the_person_signs_in_on_the_way)
{
	struct app app = device_app();
	const char *email = person();
	struct browser *b = browser_new(server);
	struct answer codes = codes_for(app, "payments:read");
	enter(b, member(codes.json, "user_code"));
	ck_contains(b->page.body, "name=\"password\"");
	sign_in(b, email);
	follow(b);
	ck_contains(b->page.body, "Test app");
	answer_request(b, "allow", "payments:read");
	struct answer a = poll(app, &codes);
	ck_status(&a, 200);
}
END_TEST

START_TEST(guessing_codes_is_slowed_down)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read");
	int wrong = 0;
	for (int i = 0; i < 20; i++) {
		enter(b, text_format("BCDF-GHJ%c", "BCDFGHJKLMNPQRSTVWXZ"[i]));
		if (b->page.status == 429)
			break;
		ck_status(&b->page, 422);
		wrong++;
	}
	ck_status(&b->page, 429);
	ck_assert_ptr_nonnull(header_of(&b->page, "Retry-After"));
	ck_assert_int_le(wrong, 6);
	/* The right one is not heard either; of another person it is. */
	enter(b, member(codes.json, "user_code"));
	ck_status(&b->page, 429);
	enter(signed_in(person()), member(codes.json, "user_code"));
}
END_TEST

START_TEST(right_codes_cost_nothing)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	for (int i = 0; i < 8; i++) {
		struct answer codes = codes_for(app, "payments:read");
		allow_device(b, &codes, "payments:read");
	}
}
END_TEST

START_TEST(what_one_person_decided_is_not_anothers)
{
	struct app app = device_app();
	struct answer codes = codes_for(app, "payments:read");
	allow_device(signed_in(person()), &codes, "payments:read");
	struct browser *thief = signed_in(person());
	enter(thief, member(codes.json, "user_code"));
	ck_status(&thief->page, 422);
	struct answer a = poll(app, &codes);
	ck_status(&a, 200);
}
END_TEST

START_TEST(consent_that_went_takes_the_code_with_it)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read");
	allow_device(b, &codes, "payments:read");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	struct answer a = poll(app, &codes);
	ck_error(&a, 400, "invalid_grant");
	/* So does the app's suspension, before and after. */
	codes = codes_for(app, "payments:read");
	CLI("client", "suspend", app.id);
	enter(b, member(codes.json, "user_code"));
	ck_status(&b->page, 422);
	a = poll(app, &codes);
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(a_scope_that_was_taken_is_not_given)
{
	struct app app = device_app();
	struct browser *b = signed_in(person());
	struct answer codes = codes_for(app, "payments:read payments:write");
	allow_device(b, &codes, "payments:read payments:write");
	CLI("client", "set", app.id, "--remove-scope", "payments:write");
	struct answer a = poll(app, &codes);
	ck_error(&a, 400, "invalid_grant");
	codes = codes_for(app, "payments:read");
	CLI("client", "set", app.id, "--remove-scope", "payments:read");
	enter(b, member(codes.json, "user_code"));
	ck_status(&b->page, 422);
}
END_TEST

START_TEST(a_device_may_be_allowed_several_apis)
{
	struct app app = APP("--kind", "device", SCOPES, "--scope", "ledger:read");
	struct answer codes =
	    ask_for_codes(app, FORM("scope", "payments:read ledger:read", "resource",
				   PAYMENTS, "resource", LEDGER));
	ck_status(&codes, 200);
	allow_device(signed_in(person()), &codes, "payments:read ledger:read");
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", DEVICE_CODE, "device_code",
		member(codes.json, "device_code"), "client_id", app.id, "resource",
		LEDGER));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "ledger:read");
	a = refresh(app, member(a.json, "refresh_token"));
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
}
END_TEST

START_TEST(codes_expire)
{
	struct process quick = {0};
	process_start(
	    &quick, (const char *const[]){"AUTHZ_TOKENS_DEVICE_CODE_LIFETIME=1s", NULL});
	int status;
	json_t *app = cli_run(&quick, "", &status,
	    (const char *const[]){"client", "add", "--name", "TV", "--kind", "device",
		"--scope", "openid", NULL});
	struct answer codes = ASK(.to = &quick, .path = "/oauth2/device_authorization",
	    .form = FORM("client_id", member(app, "client_id"), "scope", "openid"));
	ck_status(&codes, 200);
	sleep(2);
	struct answer a = ASK(.to = &quick, .path = "/oauth2/token",
	    .form = FORM("grant_type", DEVICE_CODE, "device_code",
		member(codes.json, "device_code"), "client_id",
		member(app, "client_id")));
	ck_error(&a, 400, "expired_token");
	cli_run(&quick, PASSWORD, &status,
	    (const char *const[]){
		"user", "add", "--email", "ada@example.com", "--password-stdin", NULL});
	struct browser *b = browser_new(&quick);
	visit(b, "/login");
	sign_in(b, "ada@example.com");
	enter(b, member(codes.json, "user_code"));
	ck_status(&b->page, 422);
	process_drop(&quick);
}
END_TEST

START_TEST(the_address_is_to_be_had_as_a_qr_code)
{
	struct answer codes = codes_for(device_app(), "openid");
	struct answer a = ASK(.path = member(codes.json, "verification_uri_qr"));
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Content-Type"), "image/svg+xml");
	ck_contains(a.body, "<svg ");
	a = ASK(.path = text_format(
		    "%s&format=text", member(codes.json, "verification_uri_qr")));
	ck_status(&a, 200);
	ck_contains(a.body, "\xe2\x96\x88");
	/* It tells nobody whether there is such a code, and draws nothing else. */
	a = ASK(.path = "/oauth2/device_qr?user_code=BCDF-GHJK");
	ck_status(&a, 200);
	a = ASK(.path = "/oauth2/device_qr?user_code=https%3A%2F%2Fevil.example");
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/device_qr");
	ck_error(&a, 400, "invalid_request");
}
END_TEST

static Suite *
device(void)
{
	return SUITE_OF("device", 60, a_device_gets_its_codes,
	    only_what_the_app_may_have_is_asked_for, a_confidential_app_may_use_it_too,
	    the_device_waits_and_gets_tokens_once_it_is_allowed,
	    who_says_no_is_understood, single_scopes_can_be_refused,
	    a_device_code_is_good_once, many_polls_at_once_get_tokens_at_most_once,
	    an_impatient_device_is_slowed_down_for_good, a_device_code_is_its_apps_alone,
	    forged_device_codes_are_refused,
	    the_complete_address_shows_the_code_and_acts_on_nothing,
	    a_code_can_be_typed_in_any_way, the_person_signs_in_on_the_way,
	    guessing_codes_is_slowed_down, right_codes_cost_nothing,
	    what_one_person_decided_is_not_anothers,
	    consent_that_went_takes_the_code_with_it, a_scope_that_was_taken_is_not_given,
	    a_device_may_be_allowed_several_apis, codes_expire,
	    the_address_is_to_be_had_as_a_qr_code);
}
SUITE(device);
