/* The command line, the keys, and what an operator sees. */
#include "flow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
ends_with(const char *const *arguments)
{
	int status;
	cli_run(server, "", &status, arguments);
	return status;
}
#define FAILS(...)                                                                       \
	ck_assert_int_ne(ends_with((const char *const[]){__VA_ARGS__, NULL}), 0)

START_TEST(an_app_lives_by_its_verbs)
{
	struct app app = web_app();
	json_t *shown = CLI("client", "show", app.id);
	ck_assert_str_eq(member(shown, "client_id"), app.id);
	ck_assert_str_eq(member(shown, "name"), "Test app");
	ck_lacks(json_line(shown), app.secret);
	CLI("client", "set", app.id, "--name", "\u8d26\u672c", "--homepage",
	    "https://b.example/", "--reviewed");
	ck_assert_str_eq(member(CLI("client", "show", app.id), "name"), "\u8d26\u672c");
	ck_contains(json_line(CLI("client", "list")), app.id);
	CLI("client", "set", app.id, "--remove-scope", "payments:read");
	struct answer a = client_credentials(app, "payments:read");
	ck_error(&a, 400, "invalid_scope");
	CLI("client", "remove", app.id);
	FAILS("client", "show", app.id);
	a = client_credentials(app, "payments:write");
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(what_an_app_may_not_be_is_refused)
{
	apis_exist();
	FAILS("client", "add", "--name", "");
	FAILS("client", "add", "--name", "x", "--redirect-uri", "http://app.example/cb");
	FAILS("client", "add", "--name", "x", "--redirect-uri", "javascript:alert(1)");
	FAILS("client", "add", "--name", "x", "--grant", "password");
	FAILS("client", "add", "--name", "x", "--grant", "authorization_code");
	FAILS(
	    "client", "add", "--name", "x", "--public", "--grant", "client_credentials");
	FAILS("client", "add", "--name", "x", "--scope", "no:such");
	FAILS("client", "add", "--name", "x", "--resource-server", "https://no.example/");
	FAILS("client", "add", "--name", "x", "--auth-method", "magic");
	FAILS("client", "add", "--name", "x", "--no-such-option", "y");
	FAILS("client", "show", "not-an-id");
	FAILS("client");
	FAILS("nonsense");
	FAILS("resource", "add", "not a uri");
	FAILS("resource", "add", "https://api.example.com/x#fragment");
	FAILS("resource", "add", PAYMENTS, "--name", "again");
	FAILS("scope", "add", PAYMENTS, "has space", "--title", "x");
	FAILS("scope", "add", PAYMENTS, "payments:read", "--title", "again");
	FAILS("user", "add", "--email", "nonsense", "--password-stdin");
	FAILS("user", "add", "--email", "a@example.com");
	FAILS("key", "rotate", "--alg", "HS256");
}
END_TEST

START_TEST(people_live_by_their_verbs)
{
	const char *email = person();
	struct browser *b = signed_in(email);
	CLI("user", "set", email, "--name", "New Name");
	ck_assert_str_eq(member(CLI("user", "show", email), "name"), "New Name");
	/* A new password signs everybody out who had the old one. */
	int status;
	cli_run(server, "another good one", &status,
	    (const char *const[]){"user", "set", email, "--password-stdin", NULL});
	ck_assert_int_eq(status, 0);
	visit(b, "/account");
	ck_status(&b->page, 303);
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", PASSWORD));
	ck_status(&b->page, 401);
	visit(b, "/login");
	submit(b, "/login", FORM("login", email, "password", "another good one"));
	ck_status(&b->page, 303);
	FAILS("user", "add", "--email", email, "--password-stdin");
	CLI("user", "remove", email);
	FAILS("user", "show", email);
	visit(b, "/account");
	ck_status(&b->page, 303);
}
END_TEST

START_TEST(a_resource_chooses_format_and_lifetime)
{
	const char *uri = text_format("https://api.example.com/%d", (int)getpid());
	const char *scope = text_format("x%d:read", (int)getpid());
	apis_exist();
	CLI("resource", "add", uri, "--name", "X", "--token-lifetime", "77");
	CLI("scope", "add", uri, scope, "--title", "Read");
	struct app app = APP("--grant", "client_credentials", "--scope", scope);
	struct answer a = client_credentials(app, scope);
	ck_assert_int_eq(json_integer_value(json_object_get(a.json, "expires_in")), 77);
	CLI("resource", "set", uri, "--token-format", "sealed");
	a = client_credentials(app, scope);
	ck_assert_int_eq(strncmp(member(a.json, "access_token"), "azt_", 4), 0);
	struct app api = resource_server(uri);
	ck_assert(is_active(api, member(a.json, "access_token")));
	CLI("resource", "remove", uri);
	a = client_credentials(app, scope);
	ck_error(&a, 400, "invalid_scope");
	a = introspect(api, "x");
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(an_operator_ends_a_token)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(person()), app, "payments:read");
	CLI("token", "revoke", member(t.json, "access_token"));
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer next = refresh(app, member(t.json, "refresh_token"));
	ck_status(&next, 200);
	CLI("token", "revoke", member(next.json, "refresh_token"));
	ck_assert(!is_active(api, member(next.json, "access_token")));
}
END_TEST

static const char *
active_kid(const char *alg)
{
	size_t i;
	json_t *key;
	json_array_foreach(CLI("key", "list"), i,
	    key) if (strcmp(member(key, "alg"), alg) == 0 &&
		     strcmp(member(key, "state"), "active") == 0) return member(key,
	    "kid");
	return "";
}

static bool
publishes(const char *kid)
{
	struct answer a = ASK(.path = "/oauth2/jwks");
	return strstr(a.body, kid) != NULL;
}

START_TEST(keys_rotate_without_breaking_what_they_signed)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer before = client_credentials(app, "payments:read");
	const char *old = member(jwt_part(member(before.json, "access_token"), 0), "kid");
	ck_assert_str_eq(old, active_kid("ES256"));
	/* The next one is published first, and does not sign yet. */
	const char *next = member(CLI("key", "rotate"), "kid");
	for (int i = 0; i < 100 && !publishes(next); i++)
		usleep(100000);
	ck_assert(publishes(next));
	struct answer a = client_credentials(app, "payments:read");
	ck_assert_str_eq(member(jwt_part(member(a.json, "access_token"), 0), "kid"), old);
	/* At once: it signs, and the old one still verifies. */
	const char *now = member(CLI("key", "rotate", "--now"), "kid");
	const char *kid = "";
	for (int i = 0; i < 100 && strcmp(kid, now) != 0; i++) {
		usleep(100000);
		a = client_credentials(app, "payments:read");
		kid = member(jwt_part(member(a.json, "access_token"), 0), "kid");
	}
	ck_assert_str_eq(kid, now);
	ck_assert(publishes(old));
	ck_assert(is_active(api, member(before.json, "access_token")));
	ck_assert(is_active(api, member(a.json, "access_token")));
	json_t *told = CLI("token", "check", member(before.json, "access_token"));
	ck_assert(json_is_true(json_object_get(told, "valid")));
}
END_TEST

START_TEST(every_algorithm_signs_and_is_verified)
{
	static const char *const algs[] = {"ES256", "RS256", "PS256", "EdDSA"};
	for (size_t i = 0; i < 4; i++) {
		struct process own;
		process_start(
		    &own, (const char *const[]){
			      text_format("AUTHZ_TOKENS_ACCESS_ALG=%s", algs[i]),
			      text_format("AUTHZ_TOKENS_ID_ALG=%s", algs[i]), NULL});
		int status;
		json_t *demo =
		    cli_run(&own, "", &status, (const char *const[]){"demo", NULL});
		const json_t *app = json_object_get(demo, "app");
		struct answer a = ASK(.to = &own, .path = "/oauth2/token",
		    .form = FORM(
			"grant_type", "client_credentials", "scope", "payments:read"),
		    .user = member(app, "client_id"),
		    .password = member(app, "client_secret"));
		ck_status(&a, 200);
		const char *token = member(a.json, "access_token");
		ck_assert_str_eq(member(jwt_part(token, 0), "alg"), algs[i]);
		json_t *told = cli_run(&own, "", &status,
		    (const char *const[]){"token", "check", token, NULL});
		ck_assert_int_eq(status, 0);
		ck_assert(json_is_true(json_object_get(told, "valid")));
		cli_run(&own, "", &status, (const char *const[]){"doctor", NULL});
		ck_assert_int_eq(status, 0);
		process_drop(&own);
	}
}
END_TEST

START_TEST(what_happened_is_in_the_audit_log_without_secrets)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	revoke_token(app, member(t.json, "refresh_token"));
	const char *log = json_line(CLI("audit", "list", "--client", app.id));
	ck_contains(log, "consent_given");
	ck_contains(log, "refresh_token_revoked");
	ck_contains(log, "payments:read");
	ck_lacks(log, app.secret);
	ck_lacks(log, member(t.json, "refresh_token"));
	ck_lacks(log, "azr_");
}
END_TEST

/* What `authz serve` says, with how it ended, when it can't start. */
static const char *
refusal(const char *settings, const char *options)
{
	const char *binary = getenv("AUTHZ");
	FILE *f = popen(text_format("env %s %s serve %s 2>&1; echo status $?", settings,
			    binary ? binary : "build/asan/authz", options),
	    "re");
	char said[8192];
	size_t n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	pclose(f);
	ck_lacks(said, "status 0");
	return text_format("%s", said);
}

START_TEST(all_errors_in_the_settings_are_told_at_once)
{
	static const char *const all[] = {"issuer", "workers", "nowhere",
	    "access_lifetime", "no_such_key", ":2", ":3", ":4", ":7", ":8"};
	const char *file = text_format("%s/bad.ini", server->folder);
	FILE *f = fopen(file, "we");
	fputs("[server]\nissuer = nonsense\nworkers = many\n[nowhere]\nx = 1\n"
	      "[tokens]\naccess_lifetime = 10 parsecs\nno_such_key = 1\n",
	    f);
	fclose(f);
	const char *said = refusal("", text_format("--config %s", file));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		ck_contains(said, all[i]);
	/* A secret that is wrong is not told. */
	said =
	    refusal(text_format("AUTHZ_KEYS_RING=sosecretvalue AUTHZ_DATA_DIR=%s/other "
				"AUTHZ_DATABASE_URL=postgresql://u:sosecretword@"
				"127.0.0.1:1/none",
			server->folder),
		"");
	ck_lacks(said, "sosecret");
}
END_TEST

START_TEST(its_files_are_for_its_eyes_alone)
{
	struct stat s;
	ck_assert_int_eq(stat(text_format("%s/data/keyring", server->folder), &s), 0);
	ck_assert_uint_eq(s.st_mode & 0777, 0600);
	ck_assert_int_eq(stat(text_format("%s/data", server->folder), &s), 0);
	ck_assert_uint_eq(s.st_mode & 0007, 0);
}
END_TEST

START_TEST(health_is_on_the_private_listener_only)
{
	struct answer a = ASK(.path = text_format("%s/healthz", server->private_url));
	ck_status(&a, 200);
	a = ASK(.path = text_format("%s/readyz", server->private_url));
	ck_status(&a, 200);
	a = ASK(.path = "/healthz");
	ck_status(&a, 404);
	a = ASK(.path = text_format("%s/metrics", server->private_url));
	ck_status(&a, 200);
	ck_contains(a.body, "\nauthz_coherent 1\n");
	a = ASK(.path = "/readyz");
	ck_status(&a, 404);
	a = ASK(.path = "/metrics");
	ck_status(&a, 404);
	a = ASK(.path = text_format("%s/oauth2/jwks", server->private_url));
	ck_status(&a, 404);
}
END_TEST

/* Of today, once it is written. */
static json_int_t
used(struct app app, const char *what)
{
	json_t *days = CLI("client", "usage", app.id);
	return json_integer_value(json_object_get(json_array_get(days, 0), what));
}

START_TEST(what_apps_do_is_counted)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	struct answer t = redeem(app, code_of(b, app, "payments:read"));
	ck_status(&t, 200);
	t = refresh(app, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	for (int i = 0; i < 3; i++)
		client_credentials(app, "payments:read");
	client_credentials(app, "no:such");
	for (int i = 0; i < 5; i++)
		is_active(api, member(t.json, "access_token"));
	for (int i = 0; i < 60 && used(api, "introspections") < 5; i++)
		usleep(100000);
	ck_assert_int_eq(used(api, "introspections"), 5);
	ck_assert_int_eq(used(app, "access_tokens"), 3);
	ck_assert_int_eq(used(app, "logins"), 1);
	ck_assert_int_eq(used(app, "refreshes"), 1);
	ck_assert_int_eq(used(app, "introspections"), 0);
}
END_TEST

static Suite *
operators(void)
{
	return SUITE_OF("operator", 120, an_app_lives_by_its_verbs,
	    what_an_app_may_not_be_is_refused, people_live_by_their_verbs,
	    a_resource_chooses_format_and_lifetime, an_operator_ends_a_token,
	    keys_rotate_without_breaking_what_they_signed,
	    every_algorithm_signs_and_is_verified,
	    what_happened_is_in_the_audit_log_without_secrets,
	    all_errors_in_the_settings_are_told_at_once, its_files_are_for_its_eyes_alone,
	    health_is_on_the_private_listener_only, what_apps_do_is_counted);
}
SUITE(operators);
