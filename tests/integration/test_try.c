/* A developer tries an app in the console. */
#include "flow.h"

#include <string.h>

#define SCOPES "openid payments:read"

struct trial {
	const char *email;
	struct browser *dev;
	struct app app;
};

static struct trial
developer(void)
{
	struct trial t = {.email = person()};
	t.dev = signed_in(t.email);
	t.app = app_owned_by(t.email);
	return t;
}

static const char *
try_path(struct trial t, const char *below)
{
	return text_format("/developer/apps/%s/try%s", t.app.id, below);
}

/* Where the console sends the browser: the authorization request with its ticket. */
static const char *
start(struct trial t)
{
	visit(t.dev, try_path(t, ""));
	ck_status(&t.dev->page, 200);
	submit(t.dev, try_path(t, ""), "action=run&scope=openid&scope=payments:read");
	ck_status(&t.dev->page, 303);
	const char *to = header_of(&t.dev->page, "Location");
	ck_assert(strncmp(to, server->url, strlen(server->url)) == 0);
	return to + strlen(server->url);
}

/* Allows what is asked; the browser is on the console's page with the code. */
static void
arrive(struct trial t)
{
	visit(t.dev, start(t));
	ck_assert_ptr_null(follow(t.dev));
	ck_assert_ptr_null(decide(t.dev, "allow", SCOPES));
	ck_status(&t.dev->page, 200);
	ck_assert_ptr_nonnull(input_of(&t.dev->page, "code"));
}

static void
send_code(struct browser *b, const char *code, const char *state)
{
	submit(b, "/developer/try/callback", FORM("code", code, "state", state));
}

static void
run_flow(struct trial t)
{
	arrive(t);
	send_code(t.dev, input_of(&t.dev->page, "code"), input_of(&t.dev->page, "state"));
	ck_status(&t.dev->page, 200);
	ck_assert_str_eq(header_of(&t.dev->page, "Cache-Control"), "no-store");
	ck_assert_ptr_nonnull(input_of(&t.dev->page, "access_token"));
}

static const char *
use(struct trial t, const char *action, const char *access, const char *refresh_token)
{
	submit(t.dev, try_path(t, "/tokens"),
	    FORM("action", action, "access_token", access ? access : "", "refresh_token",
		refresh_token ? refresh_token : ""));
	ck_status(&t.dev->page, 200);
	return t.dev->page.body;
}

START_TEST(a_flow_runs_to_its_tokens_and_through_their_life)
{
	struct trial t = developer();
	run_flow(t);
	const char *page = t.dev->page.body;
	const char *access = input_of(&t.dev->page, "access_token");
	const char *old = input_of(&t.dev->page, "refresh_token");
	ck_contains(page, "<code>at_hash</code>");
	ck_contains(page, "The app that it was given to.");
	ck_lacks(page, t.app.secret);
	ck_contains(use(t, "introspect", access, old), "&quot;active&quot;: true");
	ck_contains(use(t, "userinfo", access, old), "&quot;sub&quot;");
	use(t, "refresh", access, old);
	const char *newer = input_of(&t.dev->page, "refresh_token");
	ck_assert_str_ne(newer, old);
	access = input_of(&t.dev->page, "access_token");
	use(t, "revoke", access, newer);
	ck_contains(use(t, "introspect", access, newer), "&quot;active&quot;: false");
	ck_contains(use(t, "refresh", access, newer), "invalid_grant");
}
END_TEST

START_TEST(an_app_gets_a_token_for_itself)
{
	struct trial t = developer();
	visit(t.dev, try_path(t, ""));
	submit(t.dev, try_path(t, "/tokens"),
	    "action=client_credentials&scope=payments:read");
	ck_status(&t.dev->page, 200);
	ck_assert_ptr_nonnull(input_of(&t.dev->page, "access_token"));
	ck_assert_ptr_null(input_of(&t.dev->page, "refresh_token"));
}
END_TEST

/* The request goes nowhere: a page, and no redirect. */
static void
ck_goes_nowhere(struct browser *b, const char *path)
{
	visit(b, path);
	ck_assert_ptr_null(follow(b));
	ck_status(&b->page, 400);
	ck_contains(b->page.body, "no app of that client_id");
}

START_TEST(the_redirect_uri_of_the_console_is_for_its_own_requests_alone)
{
	struct trial t = developer(), other = developer();
	const char *mine = start(t), *theirs = start(other);
	const char *state = query_of(mine, "state");
	const char *plain = FORM("response_type", "code", "client_id", t.app.id,
	    "redirect_uri", query_of(mine, "redirect_uri"), "scope", "openid",
	    "code_challenge", CHALLENGE, "code_challenge_method", "S256");
	/* Without a ticket, with a made-up one, another app's, another person's. */
	ck_goes_nowhere(t.dev, text_format("/oauth2/authorize?%s", plain));
	ck_goes_nowhere(t.dev, text_format("/oauth2/authorize?%s&state=x", plain));
	ck_goes_nowhere(t.dev, text_format("/oauth2/authorize?%s&%s", plain,
				   FORM("state", query_of(theirs, "state"))));
	ck_goes_nowhere(other.dev, mine);
	/* By nobody, and pushed. */
	ck_goes_nowhere(browser_new(server), mine);
	struct answer pushed =
	    push(t.app, text_format("%s&%s", plain, FORM("state", state)));
	ck_error(&pushed, 400, "invalid_request");
	/* Somebody else who signs in on the way gets nowhere either. */
	visit(t.dev, mine);
	ck_assert_ptr_null(follow(t.dev));
	const char *ticket = input_of(&t.dev->page, "ticket");
	visit(other.dev, text_format("/consent?%s", FORM("ticket", ticket)));
	ck_status(&other.dev->page, 400);
}
END_TEST

START_TEST(a_code_of_the_console_is_good_in_the_console_alone)
{
	struct trial t = developer(), other = developer();
	arrive(t);
	const char *code = input_of(&t.dev->page, "code");
	const char *state = input_of(&t.dev->page, "state");
	/* Not even with the app's secret: nobody has the verifier. */
	struct answer a =
	    ASK(.path = "/oauth2/token", .user = t.app.id, .password = t.app.secret,
		.form = FORM("grant_type", "authorization_code", "code", code,
		    "redirect_uri", text_format("%s/developer/try/callback", server->url),
		    "code_verifier", VERIFIER));
	ck_error(&a, 400, "invalid_grant");
	visit(other.dev, try_path(other, ""));
	send_code(other.dev, code, state);
	ck_status(&other.dev->page, 400);
	visit(other.dev, try_path(other, ""));
	send_code(other.dev, code, query_of(start(other), "state"));
	ck_assert_ptr_null(input_of(&other.dev->page, "access_token"));
	/* None of that has cost it. */
	send_code(t.dev, code, state);
	ck_assert_ptr_nonnull(input_of(&t.dev->page, "access_token"));
	send_code(t.dev, code, state);
	ck_contains(t.dev->page.body, "invalid_grant");
}
END_TEST

/* One that runs on devices, whose person is on the page with the codes. */
static struct trial
device_trial(const char *scope)
{
	struct trial t = {.email = person()};
	t.dev = signed_in(t.email);
	t.app = APP("--owner", t.email, "--kind", "device", "--scope", "openid",
	    "--scope", "payments:read", "--scope", "offline_access");
	visit(t.dev, try_path(t, ""));
	submit(t.dev, try_path(t, "/tokens"),
	    FORM("action", "device_authorization", "scope", scope));
	ck_status(&t.dev->page, 200);
	return t;
}

static void
ask_for_tokens(struct trial t, const char *device_code, const char *user_code)
{
	visit(t.dev, try_path(t, ""));
	submit(t.dev, try_path(t, "/tokens"),
	    FORM("action", "device_code", "device_code", device_code, "user_code",
		user_code));
	ck_status(&t.dev->page, 200);
}

static void
enter_code(struct browser *b, const char *user_code)
{
	visit(b, text_format("/device?user_code=%s", user_code));
	submit(b, "/device", FORM("user_code", user_code));
	follow(b);
}

START_TEST(a_device_is_tried_to_its_tokens)
{
	struct trial t = device_trial(SCOPES);
	const char *device_code = input_of(&t.dev->page, "device_code");
	const char *user_code = input_of(&t.dev->page, "user_code");
	ck_assert_ptr_nonnull(device_code);
	ck_contains(t.dev->page.body, "Nobody has entered the code yet");
	ck_contains(t.dev->page.body,
	    text_format("href=\"%s/device?user_code=%s\"", server->url, user_code));
	ask_for_tokens(t, device_code, user_code);
	ck_contains(t.dev->page.body, "authorization_pending");
	ck_assert_str_eq(input_of(&t.dev->page, "device_code"), device_code);
	ask_for_tokens(t, device_code, user_code);
	ck_contains(t.dev->page.body, "slow_down");
	/* The person's other pages don't ask for it as well. */
	visit(t.dev, "/account");
	ck_lacks(t.dev->page.body, "/account/requests/");
	enter_code(t.dev, user_code);
	submit(t.dev, "/device/request",
	    FORM("ticket", input_of(&t.dev->page, "ticket"), "decision", "allow", "scope",
		"openid", "scope", "payments:read"));
	follow(t.dev);
	ask_for_tokens(t, device_code, user_code);
	const char *access = input_of(&t.dev->page, "access_token");
	ck_assert_ptr_nonnull(access);
	ck_assert_ptr_nonnull(input_of(&t.dev->page, "id_token"));
	ck_assert_ptr_null(input_of(&t.dev->page, "device_code"));
	ck_contains(use(t, "introspect", access, NULL), "&quot;active&quot;: true");
	/* Once. */
	ask_for_tokens(t, device_code, user_code);
	ck_assert_ptr_null(input_of(&t.dev->page, "access_token"));
}
END_TEST

START_TEST(what_the_device_may_not_have_is_an_error_on_the_page)
{
	struct trial t = device_trial("ledger:read");
	ck_contains(t.dev->page.body, "invalid_scope");
	ck_assert_ptr_null(input_of(&t.dev->page, "device_code"));
	struct trial web = developer();
	visit(web.dev, try_path(web, ""));
	ck_lacks(web.dev->page.body, "device_authorization");
	submit(web.dev, try_path(web, "/tokens"), "action=device_authorization");
	ck_contains(web.dev->page.body, "unauthorized_client");
}
END_TEST

START_TEST(who_tries_a_device_is_the_only_one_who_allows_it)
{
	struct trial t = device_trial(SCOPES), other = device_trial(SCOPES);
	const char *device_code = input_of(&t.dev->page, "device_code");
	const char *user_code = input_of(&t.dev->page, "user_code");
	enter_code(other.dev, user_code);
	ck_assert_ptr_null(input_of(&other.dev->page, "ticket"));
	ck_status(&other.dev->page, 422);
	/* Nor are codes of a real device, or of another's trial, worth anything here. */
	struct answer real = ASK(.path = "/oauth2/device_authorization",
	    .form = FORM("client_id", t.app.id, "scope", SCOPES));
	ask_for_tokens(t, member(real.json, "device_code"), "x");
	ck_contains(t.dev->page.body, "expired_token");
	ask_for_tokens(other, device_code, user_code);
	ck_contains(other.dev->page.body, "expired_token");
	ask_for_tokens(t, "made-up", "x");
	ck_contains(t.dev->page.body, "expired_token");
	ask_for_tokens(t, device_code, user_code);
	ck_contains(t.dev->page.body, "authorization_pending");
}
END_TEST

START_TEST(without_its_form_nothing_is_redeemed)
{
	struct trial t = developer();
	arrive(t);
	const char *form = FORM("code", input_of(&t.dev->page, "code"), "state",
	    input_of(&t.dev->page, "state"));
	struct answer a = ASK(.path = "/developer/try/callback", .form = form,
	    .browser = t.dev->curl, .header = {t.dev->from});
	ck_status(&a, 403);
	a = ASK(.path = try_path(t, "/tokens"), .form = "action=client_credentials",
	    .browser = t.dev->curl, .header = {t.dev->from});
	ck_status(&a, 403);
}
END_TEST

START_TEST(tokens_of_other_people_are_not_used_here)
{
	struct trial t = developer();
	struct answer tokens = tokens_for(signed_in(person()), t.app, SCOPES);
	const char *access = member(tokens.json, "access_token");
	const char *refresh_token = member(tokens.json, "refresh_token");
	visit(t.dev, try_path(t, ""));
	ck_contains(use(t, "introspect", access, NULL), "&quot;active&quot;: false");
	ck_contains(use(t, "userinfo", access, NULL), "invalid_token");
	ck_contains(use(t, "refresh", access, refresh_token), "invalid_grant");
	use(t, "revoke", access, refresh_token);
	ck_assert(is_active(resource_server(PAYMENTS), access));
	struct answer a = refresh(t.app, refresh_token);
	ck_status(&a, 200);
}
END_TEST

START_TEST(an_app_that_left_the_team_or_is_suspended_can_not_be_tried)
{
	struct trial t = developer(), other = developer();
	arrive(t);
	const char *code = input_of(&t.dev->page, "code");
	const char *state = input_of(&t.dev->page, "state");
	CLI("client", "suspend", t.app.id);
	send_code(t.dev, code, state);
	ck_status(&t.dev->page, 404);
	visit(other.dev, try_path(t, ""));
	ck_status(&other.dev->page, 404);
}
END_TEST

START_TEST(an_error_comes_back_with_the_way_to_its_reasons)
{
	struct trial t = developer();
	visit(t.dev, start(t));
	ck_assert_ptr_null(follow(t.dev));
	ck_assert_ptr_null(decide(t.dev, "deny", ""));
	ck_contains(t.dev->page.body, "access_denied");
	ck_contains(t.dev->page.body, text_format("/developer/apps/%s/errors", t.app.id));
}
END_TEST

START_TEST(what_is_filled_into_code_stays_a_value)
{
	const char *email = person();
	struct trial t = {.email = email, .dev = signed_in(email)};
	t.app =
	    APP("--owner", email, "--redirect-uri", "https://app.example/cb?a='$(id)'",
		"--grant", "authorization_code", "--scope", "openid");
	visit(t.dev, try_path(t, ""));
	ck_contains(t.dev->page.body, "%27%24%28id%29%27");
	ck_lacks(t.dev->page.body, t.app.secret);
	submit(t.dev, try_path(t, ""), "action=url&scope=openid&prompt=login");
	ck_status(&t.dev->page, 200);
	ck_contains(t.dev->page.body, "&amp;prompt=login");
}
END_TEST

static Suite *
try_suite(void)
{
	return SUITE_OF("try", 120, a_flow_runs_to_its_tokens_and_through_their_life,
	    an_app_gets_a_token_for_itself,
	    the_redirect_uri_of_the_console_is_for_its_own_requests_alone,
	    a_code_of_the_console_is_good_in_the_console_alone,
	    a_device_is_tried_to_its_tokens,
	    what_the_device_may_not_have_is_an_error_on_the_page,
	    who_tries_a_device_is_the_only_one_who_allows_it,
	    without_its_form_nothing_is_redeemed,
	    tokens_of_other_people_are_not_used_here,
	    an_app_that_left_the_team_or_is_suspended_can_not_be_tried,
	    an_error_comes_back_with_the_way_to_its_reasons,
	    what_is_filled_into_code_stays_a_value);
}
SUITE(try_suite);
