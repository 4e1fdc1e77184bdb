/* What a caller of the JSON API may try. */
#include "api_calls.h"
#include "at_once.h"
#include "signer.h"

#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

enum { BODY_LIMIT = 65536 }; /* the default of [server] body_limit */

/* Some may be told that it runs; all others get the answer of the one that ran. */
START_TEST(one_key_at_once_makes_one_app)
{
	enum { N = 8 };
	struct answer a[N];
	const char *token = token_of(person(), "apps"), *key = "Idempotency-Key: at-once";
	send_at_once(token, "POST", "/api/v1/apps", NEW_APP, key, N, a);
	struct answer after = api_call(token, "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&after, 201);
	int made = 0;
	for (int i = 0; i < N; i++) {
		ck_assert_msg(
		    a[i].status == 201 || a[i].status == 409, "%ld", a[i].status);
		ck_assert_str_eq(a[i].status == 201 ? a[i].body : after.body, after.body);
		made += a[i].status == 201;
	}
	ck_assert_int_gt(made, 0);
	struct answer list = CALL(token, "GET", "/api/v1/apps", NULL);
	ck_assert_uint_eq(items_of(&list), 1);
	json_t *events =
	    CLI("audit", "list", "--client", member(after.json, "client_id"));
	ck_assert_uint_eq(json_array_size(events), 1);
}
END_TEST

/* Whoever gave up waiting and sends it again does not take a second worker. */
START_TEST(a_key_whose_request_still_runs_is_a_conflict)
{
	const char *token = token_of(person(), "apps"), *key = "Idempotency-Key: slow";
	const char *path = "/api/v1/teams", *body = "{\"name\":\"Slow\"}";
	PGconn *holder = PQconnectdb(
	    text_format("host='%s/data/run' user=authz dbname=authz", server->folder));
	PQclear(PQexec(holder, "BEGIN; LOCK TABLE team_members IN SHARE MODE"));
	struct answer a = ASK(.method = "POST", .path = path, .bearer = token,
	    .body = body, .type = "application/json", .header = {key}, .seconds = 1);
	ck_assert_int_eq(a.status, 0);
	a = api_call(token, "POST", path, body, key);
	ck_problem(&a, 409, "idempotency_key_in_use");
	PQclear(PQexec(holder, "COMMIT"));
	PQfinish(holder);
	for (int i = 0; i < 100; i++) {
		a = api_call(token, "POST", path, body, key);
		if (a.status != 409)
			break;
		usleep(50000);
	}
	ck_status(&a, 201);
	struct answer list = CALL(token, "GET", path, NULL);
	ck_assert_uint_eq(items_of(&list), 1);
}
END_TEST

START_TEST(of_two_who_replace_one_version_one_is_told)
{
	enum { N = 6 };
	struct answer a[N];
	const char *token = token_of(person(), "apps");
	struct answer made = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *path = text_format("/api/v1/apps/%s", member(made.json, "client_id"));
	struct answer read = CALL(token, "GET", path, NULL);
	json_object_set_new(read.json, "client_name", json_string("Another"));
	send_at_once(token, "PUT", path, json_line(read.json),
	    text_format("If-Match: %s", header_of(&read, "ETag")), N, a);
	int done = 0;
	for (int i = 0; i < N; i++) {
		done += a[i].status == 200;
		ck_assert_msg(
		    a[i].status == 200 || a[i].status == 412, "%ld", a[i].status);
	}
	ck_assert_int_eq(done, 1);
}
END_TEST

/* The answer to a key holds a secret: it stays with whoever asked. */
START_TEST(a_kept_answer_is_sealed_and_ends_with_its_caller)
{
	const char *key = "Idempotency-Key: kept";
	const char *token = token_of(person(), "apps");
	struct answer a = api_call(token, "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&a, 201);
	const char *path =
	    text_format("/api/v1/apps/%s/secrets", member(a.json, "client_id"));
	struct answer other = api_call(token, "POST", path, NULL, key);
	ck_problem(&other, 422, "idempotency_key_reused");
	other =
	    api_call(token_of(person(), "apps"), "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&other, 201);
	ck_lacks(other.body, member(a.json, "client_secret"));
}
END_TEST

START_TEST(a_bound_token_needs_its_proof)
{
	struct jws_key *key = signer(ALG_ES256), *thief = signer(ALG_ES256);
	struct app robot = APP("--grant", "client_credentials", "--scope", "admin");
	struct answer a =
	    ASK(.path = "/oauth2/token", .user = robot.id, .password = robot.secret,
		.form = FORM("grant_type", "client_credentials", "scope", "admin"),
		.header = {dpop_header(key)});
	ck_status(&a, 200);
	const char *token = member(a.json, "access_token"), *path = "/api/v1/admin/keys";
	a = CALL(token, "GET", path, NULL);
	ck_problem(&a, 401, "invalid_token");
	const char *by_dpop = text_format("Authorization: DPoP %s", token);
	a = ASK(.path = path, .header = {by_dpop});
	ck_problem(&a, 401, "invalid_dpop_proof");
	const struct proof how = {.htm = "GET", .htu = path, .token = token};
	a = ASK(.path = path,
	    .header = {by_dpop, text_format("DPoP: %s", dpop_proof(thief, how))});
	ck_problem(&a, 401, "invalid_token");
	const char *proof = text_format("DPoP: %s", dpop_proof(key, how));
	a = ASK(.path = path, .header = {by_dpop, proof});
	ck_status(&a, 200);
	a = ASK(.path = path, .header = {by_dpop, proof});
	ck_problem(&a, 401, "invalid_dpop_proof");
	a = ASK(.path = "/api/v1/admin/operators",
	    .header = {by_dpop, text_format("DPoP: %s", dpop_proof(key, how))});
	ck_problem(&a, 401, "invalid_dpop_proof");
}
END_TEST

START_TEST(a_token_that_ended_is_refused_at_once)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--scope", "openid", "--scope", "apps");
	struct answer t = tokens_for(signed_in(person()), app, "apps");
	const char *token = member(t.json, "access_token");
	struct answer a = CALL(token, "GET", "/api/v1/teams", NULL);
	ck_status(&a, 200);
	revoke_token(app, token);
	a = CALL(token, "GET", "/api/v1/teams", NULL);
	ck_problem(&a, 401, "invalid_token");
	/* Neither a refresh token nor a secret is an access token. */
	a = CALL(app.secret, "GET", "/api/v1/teams", NULL);
	ck_problem(&a, 401, "invalid_token");
	/* In the query it would be in logs; nobody looks there. */
	t = tokens_for(signed_in(person()), app, "apps");
	a = CALL(NULL, "GET",
	    text_format("/api/v1/teams?access_token=%s", member(t.json, "access_token")),
	    NULL);
	ck_problem(&a, 401, "invalid_token");
}
END_TEST

/* A session in a browser is no token: no cookie makes these routes act. */
START_TEST(a_cookie_opens_nothing)
{
	struct browser *b = signed_in(person());
	struct answer a = ASK(.path = "/api/v1/apps", .browser = b->curl);
	ck_problem(&a, 401, "invalid_token");
}
END_TEST

static const char *
nested(size_t depth)
{
	char *json = arena_alloc(arena, 2 * depth + 100);
	size_t n =
	    (size_t)sprintf(json, "{\"client_name\":\"x\",\"kind\":\"web\",\"jwks\":");
	memset(json + n, '[', depth);
	memset(json + n + depth, ']', depth);
	strcpy(json + n + 2 * depth, "}");
	return json;
}

START_TEST(bodies_are_bounded)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", nested(1000));
	ck_problem(&a, 422, "invalid_document");
	a = CALL(token, "POST", "/api/v1/apps", nested(20000));
	ck_problem(&a, 400, "invalid_request");
	/* Not more than a socket takes at once: the answer comes before it is read. */
	char *large = arena_alloc(arena, BODY_LIMIT + 2);
	memset(large, ' ', BODY_LIMIT + 1);
	large[BODY_LIMIT + 1] = 0;
	a = CALL(token, "POST", "/api/v1/apps", large);
	ck_problem(&a, 413, "invalid_request");
	static const char *const bad[] = {"", "null", "\"x\"", "{",
	    "{\"client_name\":\"\xff\"}",
	    "{\"client_name\":\"a\\u0000b\",\"kind\":\"web\"}", "{} {}"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = CALL(token, "POST", "/api/v1/apps", bad[i]);
		ck_problem(&a, 400, "invalid_request");
	}
}
END_TEST

/* What an app was refused is for its team to see. */
START_TEST(errors_of_an_app_are_its_teams)
{
	const char *mine = token_of(person(), "apps"),
		   *other = token_of(person(), "apps");
	struct answer a = CALL(mine, "POST", "/api/v1/apps", NEW_APP);
	struct app app = {member(a.json, "client_id"), member(a.json, "client_secret")};
	struct answer no = redeem(app, "not-a-code");
	ck_error(&no, 400, "invalid_grant");
	const char *path = text_format("/api/v1/apps/%s/errors", app.id);
	size_t n = 0;
	for (int i = 0; i < 100 && !n; i++) {
		a = CALL(mine, "GET", path, NULL);
		n = items_of(&a);
		if (!n)
			usleep(100000);
	}
	ck_assert_uint_eq(n, 1);
	json_t *e = json_array_get(json_object_get(a.json, "items"), 0);
	ck_assert_str_eq(member(e, "error"), "invalid_grant");
	ck_assert_str_eq(member(e, "endpoint"), "/oauth2/token");
	ck_lacks(a.body, app.secret);
	a = CALL(mine, "GET", text_format("%s?error=invalid_scope", path), NULL);
	ck_assert_uint_eq(items_of(&a), 0);
	a = CALL(mine, "GET", text_format("%s?request_id=x", path), NULL);
	ck_problem(&a, 400, "invalid_request");
	a = CALL(other, "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
}
END_TEST

START_TEST(browser_apps_of_any_origin_may_ask_but_not_with_cookies)
{
	struct answer a = ASK(.method = "OPTIONS", .path = "/api/v1/apps",
	    .header = {"Origin: https://console.example",
		"Access-Control-Request-Method: POST",
		"Access-Control-Request-Headers: authorization, idempotency-key"});
	ck_status(&a, 204);
	ck_contains(header_of(&a, "Access-Control-Allow-Methods"), "POST");
	ck_contains(header_of(&a, "Access-Control-Allow-Headers"), "Idempotency-Key");
	ck_contains(header_of(&a, "Access-Control-Allow-Headers"), "If-Match");
	ck_assert_ptr_null(header_of(&a, "Access-Control-Allow-Credentials"));
	a = ASK(.path = "/api/v1/apps", .bearer = token_of(person(), "apps"),
	    .header = {"Origin: https://console.example"});
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Access-Control-Allow-Origin"), "*");
	ck_contains(header_of(&a, "Access-Control-Expose-Headers"), "ETag");
}
END_TEST

static Suite *
api_attacks_suite(void)
{
	return SUITE_OF("api_attacks", 60, one_key_at_once_makes_one_app,
	    a_key_whose_request_still_runs_is_a_conflict,
	    of_two_who_replace_one_version_one_is_told,
	    a_kept_answer_is_sealed_and_ends_with_its_caller,
	    a_bound_token_needs_its_proof, a_token_that_ended_is_refused_at_once,
	    a_cookie_opens_nothing, bodies_are_bounded, errors_of_an_app_are_its_teams,
	    browser_apps_of_any_origin_may_ask_but_not_with_cookies);
}
SUITE(api_attacks_suite);
