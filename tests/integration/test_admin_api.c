/* The JSON API of operators: what it does, and for whom it does nothing. */
#include "api_calls.h"
#include "sql.h"

#include "base/uuid.h"

#include <string.h>

#define NOBODY "00000000-0000-7000-8000-000000000000"

/* A token with the scope admin of a person with that role (NULL: none). */
static const char *
admin_token(const char *role)
{
	const char *email = person();
	if (role)
		CLI("operator", "add", email, "--role", role);
	return token_of(email, "admin");
}

static const char *
id_of(const char *email)
{
	return member(CLI("user", "show", email), "id");
}

/* An app of a developer who waits for payments:write. */
static const char *
app_that_asks(void)
{
	apis_exist();
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	ck_status(&a, 201);
	const char *id = member(a.json, "client_id");
	a = CALL(token, "PUT",
	    text_format("/api/v1/apps/%s/scopes/payments%%3Awrite", id),
	    "{\"reason\":\"To pay\"}");
	ck_status(&a, 200);
	return id;
}

struct admin_route {
	const char *method, *path, *json;
};

/* All there are, by the least role that may use them. */
static const struct admin_route for_auditors[] = {{"GET", "apps", NULL},
    {"GET", "apps/" NOBODY, NULL}, {"GET", "apps/" NOBODY "/scopes", NULL},
    {"GET", "apps/" NOBODY "/decisions", NULL}, {"GET", "reviews?queue=apps", NULL},
    {"GET", "users", NULL}, {"GET", "users/" NOBODY, NULL},
    {"GET", "users/" NOBODY "/sessions", NULL}, {"GET", "users/" NOBODY "/apps", NULL},
    {"GET", "audit-events", NULL}, {"GET", "keys", NULL}, {"GET", "operators", NULL},
    {"GET", "nodes", NULL}, {"GET", "resources", NULL},
    {"GET", "resources/" NOBODY, NULL}, {"GET", "resources/" NOBODY "/scopes", NULL},
    {"GET", "resources/" NOBODY "/scopes/x:y", NULL},
    {"GET", "resources/" NOBODY "/effects", NULL}, {"GET", "apps/" NOBODY "/usage", NULL},
    {"GET", "overview", NULL}, {"GET", "deliveries", NULL}, {"GET", "settings", NULL},
    {"GET", "scopes", NULL}, {"GET", "scopes/openid", NULL}};
static const struct admin_route for_reviewers[] = {
    {"PUT", "apps/" NOBODY "/scopes/openid", "{\"state\":\"approved\"}"},
    {"POST", "apps/" NOBODY "/decisions", "{\"decision\":\"approved\"}"},
    {"POST", "resources/" NOBODY "/decisions", "{\"decision\":\"approved\"}"}};
static const struct admin_route for_operators[] = {
    {"POST", "apps/" NOBODY "/suspend", "{}"}, {"POST", "apps/" NOBODY "/resume", "{}"},
    {"POST", "users/" NOBODY "/disable", NULL}, {"POST", "users/" NOBODY "/enable", NULL},
    {"DELETE", "users/" NOBODY "/sessions", NULL},
    {"DELETE", "users/" NOBODY "/sessions/" NOBODY, NULL}, {"POST", "keys", "{}"},
    {"POST", "resources", "{}"}, {"PUT", "resources/" NOBODY, "{}"},
    {"DELETE", "resources/" NOBODY, NULL},
    {"PUT", "resources/" NOBODY "/scopes/x:y", "{}"},
    {"DELETE", "resources/" NOBODY "/scopes/x:y", NULL}, {"PUT", "scopes/openid", "{}"}};
#define ALL(list) list, sizeof(list) / sizeof(list[0])

static void
ck_all(const char *token, const struct admin_route *routes, size_t n, long status,
    const char *code)
{
	for (size_t i = 0; i < n; i++) {
		struct answer a = CALL(token, routes[i].method,
		    text_format("/api/v1/admin/%s", routes[i].path), routes[i].json);
		ck_assert_msg(!status || a.status == status, "%s %s: %ld",
		    routes[i].method, routes[i].path, a.status);
		ck_assert_msg(status || a.status == 200 || a.status == 404, "%s %s: %ld",
		    routes[i].method, routes[i].path, a.status);
		if (status)
			ck_problem(&a, status, code);
	}
}

START_TEST(without_a_role_the_scope_opens_nothing)
{
	const char *nobody = admin_token(NULL);
	ck_all(nobody, ALL(for_auditors), 403, "role_needed");
	ck_all(nobody, ALL(for_reviewers), 403, "role_needed");
	ck_all(nobody, ALL(for_operators), 403, "role_needed");
	const char *auditor = admin_token("auditor");
	ck_all(auditor, ALL(for_auditors), 0, NULL);
	ck_all(auditor, ALL(for_reviewers), 403, "role_needed");
	ck_all(auditor, ALL(for_operators), 403, "role_needed");
	const char *reviewer = admin_token("reviewer");
	ck_all(reviewer, ALL(for_auditors), 0, NULL);
	ck_all(reviewer, ALL(for_reviewers), 404, "not_found");
	ck_all(reviewer, ALL(for_operators), 403, "role_needed");
}
END_TEST

START_TEST(without_the_scope_the_role_opens_nothing)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", "operator");
	const char *apps = token_of(email, "apps");
	ck_all(apps, ALL(for_auditors), 403, "insufficient_scope");
	ck_all(apps, ALL(for_reviewers), 403, "insufficient_scope");
	ck_all(apps, ALL(for_operators), 403, "insufficient_scope");
	ck_all(NULL, ALL(for_auditors), 401, "invalid_token");
	ck_all(NULL, ALL(for_operators), 401, "invalid_token");
}
END_TEST

START_TEST(who_loses_the_role_has_lost_it_at_once)
{
	const char *email = person(), *id = id_of(email);
	CLI("operator", "add", email, "--role", "operator");
	const char *token = token_of(email, "admin");
	struct answer a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	ck_status(&a, 200);
	CLI("operator", "remove", email);
	a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	ck_problem(&a, 403, "role_needed");
	CLI("operator", "add", email, "--role", "operator");
	CLI("user", "set", email, "--disable");
	a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	ck_problem(&a, 401, "invalid_token");
	ck_assert_ptr_nonnull(id);
}
END_TEST

START_TEST(a_scope_is_decided_once_and_the_decision_kept)
{
	const char *token = admin_token("reviewer"), *id = app_that_asks();
	const char *path = text_format("/api/v1/admin/apps/%s", id);
	const char *scope = text_format("%s/scopes/payments%%3Awrite", path);
	struct answer a = CALL(token, "GET", text_format("%s/scopes", path), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	json_t *first = json_array_get(json_object_get(a.json, "items"), 0);
	ck_assert_str_eq(member(first, "state"), "asked");
	ck_assert_str_eq(member(first, "reason"), "To pay");
	a = CALL(token, "PUT", scope,
	    "{\"state\":\"approved\",\"was\":\"asked\",\"message\":\"Welcome\"}");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "state"), "approved");
	a = CALL(token, "PUT", scope, "{\"state\":\"refused\",\"was\":\"asked\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(token, "PUT", text_format("%s/scopes/ledger%%3Aread", path),
	    "{\"state\":\"approved\"}");
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "GET", text_format("%s/decisions", path), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	first = json_array_get(json_object_get(a.json, "items"), 0);
	ck_assert_str_eq(member(first, "message"), "Welcome");
	ck_assert_str_eq(member(first, "decision"), "approved");
	json_t *details =
	    json_object_get(event_found(id, "app_scope_decided"), "details");
	ck_assert_str_eq(member(details, "before"), "asked");
	ck_assert_str_eq(member(details, "after"), "approved");
	ck_assert_str_eq(member(details, "role"), "reviewer");
	ck_assert_str_ne(member(details, "by"), "");
	ck_assert_str_ne(member(details, "via"), "");
}
END_TEST

START_TEST(nobody_reviews_their_own_teams_app)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", "reviewer");
	struct answer a = CALL(token_of(email, "apps"), "POST", "/api/v1/apps", NEW_APP);
	ck_status(&a, 201);
	a = CALL(token_of(email, "admin"), "POST",
	    text_format("/api/v1/admin/apps/%s/decisions", member(a.json, "client_id")),
	    "{\"decision\":\"approved\"}");
	ck_problem(&a, 403, "own_app");
}
END_TEST

START_TEST(a_refused_app_asks_again)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *id = member(a.json, "client_id"),
		   *ask = text_format("/api/v1/apps/%s/review", id);
	a = CALL(token, "POST", ask, NULL);
	ck_problem(&a, 409, "not_refused");
	a = CALL(admin_token("reviewer"), "POST",
	    text_format("/api/v1/admin/apps/%s/decisions", id),
	    "{\"decision\":\"refused\"}");
	ck_status(&a, 200);
	a = CALL(token_of(person(), "apps"), "POST", ask, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "POST", ask, NULL);
	ck_status(&a, 204);
	a = CALL(token, "POST", ask, NULL);
	ck_problem(&a, 409, "not_refused");
	ck_assert_ptr_nonnull(event_found(id, "app_review_asked"));
}
END_TEST

START_TEST(an_app_is_reviewed_suspended_and_resumed)
{
	const char *token = admin_token("operator"), *id = app_that_asks();
	const char *path = text_format("/api/v1/admin/apps/%s", id);
	struct answer a = CALL(
	    token, "POST", text_format("%s/decisions", path), "{\"decision\":\"x\"}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(token, "POST", text_format("%s/decisions", path),
	    "{\"decision\":\"approved\"}");
	ck_status(&a, 200);
	a = CALL(token, "GET", path, NULL);
	ck_status(&a, 200);
	ck_assert_str_ne(member(a.json, "reviewed_at"), "");
	ck_assert_str_eq(member(a.json, "client_name"), "Budget");
	ck_lacks(a.body, "client_secret\"");
	a = CALL(token, "POST", text_format("%s/suspend", path),
	    "{\"message\":\"It ran wild\"}");
	ck_status(&a, 200);
	a = CALL(token, "GET", path, NULL);
	ck_assert_str_ne(member(a.json, "suspended_at"), "");
	a = CALL(token, "POST", text_format("%s/resume", path), "{}");
	ck_status(&a, 200);
	a = CALL(token, "GET", path, NULL);
	ck_assert_str_eq(member(a.json, "suspended_at"), "");
	ck_assert_ptr_nonnull(event_found(id, "app_suspended"));
	ck_assert_ptr_nonnull(event_found(id, "app_resumed"));
	a = CALL(token, "GET", text_format("/api/v1/admin/apps?q=%s", id), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(token, "GET", "/api/v1/admin/reviews?queue=scopes&limit=1", NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(token, "GET", "/api/v1/admin/reviews?queue=all", NULL);
	ck_problem(&a, 400, "invalid_request");
}
END_TEST

START_TEST(a_person_is_found_disabled_and_enabled)
{
	const char *token = admin_token("operator"), *email = person();
	signed_in(email);
	struct answer a =
	    CALL(token, "GET", text_format("/api/v1/admin/users?q=%s", email), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	const char *id =
	    member(json_array_get(json_object_get(a.json, "items"), 0), "id");
	const char *path = text_format("/api/v1/admin/users/%s", id);
	ck_lacks(a.body, "argon2");
	a = CALL(token, "GET", text_format("%s/sessions", path), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	const char *session =
	    member(json_array_get(json_object_get(a.json, "items"), 0), "id");
	a = CALL(token, "DELETE", text_format("%s/sessions/%s", path, session), NULL);
	ck_status(&a, 204);
	a = CALL(token, "DELETE", text_format("%s/sessions/%s", path, session), NULL);
	ck_problem(&a, 404, "not_found");
	signed_in(email), signed_in(email);
	a = CALL(token, "DELETE", text_format("%s/sessions", path), NULL);
	ck_status(&a, 204);
	a = CALL(token, "GET", text_format("%s/sessions", path), NULL);
	ck_assert_uint_eq(items_of(&a), 0);
	json_t *ended = json_object_get(event_found(id, "sessions_ended"), "details");
	ck_assert_int_eq(json_integer_value(json_object_get(ended, "ended")), 2);
	a = CALL(token, "POST", text_format("%s/disable", path), NULL);
	ck_status(&a, 200);
	ck_assert_str_ne(member(a.json, "disabled_at"), "");
	a = CALL(token, "POST", text_format("%s/enable", path), NULL);
	ck_assert_str_eq(member(a.json, "disabled_at"), "");
	ck_assert_str_eq(
	    member(json_object_get(event_found(id, "user_enabled"), "details"), "before"),
	    "disabled");
}
END_TEST

START_TEST(nobody_disables_themselves)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", "operator");
	struct answer a = CALL(token_of(email, "admin"), "POST",
	    text_format("/api/v1/admin/users/%s/disable", id_of(email)), NULL);
	ck_problem(&a, 409, "conflict");
}
END_TEST

START_TEST(a_service_acts_as_operator_under_its_own_name)
{
	struct app robot = APP("--grant", "client_credentials", "--scope", "admin");
	struct answer t = client_credentials(robot, "admin");
	const char *token = member(t.json, "access_token"), *id = app_that_asks();
	struct answer a =
	    CALL(token, "POST", text_format("/api/v1/admin/apps/%s/suspend", id), "{}");
	ck_status(&a, 200);
	json_t *e = event_found(id, "app_suspended");
	ck_assert_str_eq(member(e, "actor"), "client");
	ck_assert_str_eq(member(e, "user_id"), "");
	ck_assert_str_eq(member(json_object_get(e, "details"), "via"), robot.id);
	a = CALL(
	    token, "POST", text_format("/api/v1/admin/apps/%s/suspend", robot.id), "{}");
	ck_problem(&a, 409, "conflict");
	CLI("client", "suspend", robot.id);
	a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	ck_problem(&a, 401, "invalid_token");
}
END_TEST

START_TEST(the_audit_log_is_read_page_by_page)
{
	const char *token = admin_token("auditor"), *id = app_that_asks();
	const char *path = text_format("/api/v1/admin/audit-events?client_id=%s", id);
	struct answer a = CALL(token, "GET", path, NULL);
	size_t all = items_of(&a), seen = 0;
	ck_assert_uint_ge(all, 2);
	path = text_format("%s&limit=1", path);
	const char *before = "";
	while (path) {
		a = CALL(token, "GET", path, NULL);
		ck_assert_uint_eq(items_of(&a), 1);
		const char *event =
		    member(json_array_get(json_object_get(a.json, "items"), 0), "id");
		ck_assert_str_ne(event, before);
		before = event;
		seen++;
		const char *next = member(a.json, "next_cursor");
		path = *next ? text_format("/api/v1/admin/audit-events?client_id=%s"
					   "&limit=1&cursor=%s",
				   id, next)
			     : NULL;
	}
	ck_assert_uint_eq(seen, all);
	static const char *const bad[] = {"user_id=x", "client_id=1", "from=2026-02-30",
	    "until=yesterday", "cursor=AAAAAAAAAAAAAAAAAAAAAA",
	    "cursor=________________________________", "limit=0"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = CALL(token, "GET",
		    text_format("/api/v1/admin/audit-events?%s", bad[i]), NULL);
		ck_problem(&a, 400, "invalid_request");
	}
}
END_TEST

START_TEST(keys_are_rotated_without_telling_them)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", "operator");
	const char *token = token_of(email, "admin");
	struct answer a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	size_t before = items_of(&a);
	a = CALL(token, "POST", "/api/v1/admin/keys", "{\"alg\":\"none\"}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(token, "POST", "/api/v1/admin/keys", "{\"alg\":\"EdDSA\"}");
	ck_status(&a, 201);
	const char *kid = member(a.json, "kid");
	struct answer jwks = ASK(.path = "/oauth2/jwks");
	ck_contains(jwks.body, kid);
	a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	ck_assert_uint_ge(items_of(&a), before + 1);
	ck_lacks(a.body, "private");
	json_t *e = event_found(id_of(email), "key_rotated");
	ck_assert_str_eq(
	    member(json_object_get(json_object_get(e, "details"), "after"), "kid"), kid);
	a = CALL(token, "GET", "/api/v1/admin/operators", NULL);
	ck_contains(a.body, email);
}
END_TEST

START_TEST(an_api_gets_scopes_and_goes_with_them)
{
	const char *token = admin_token("operator"), *all = "/api/v1/admin/resources";
	const char *uri = text_format("https://api.example.com/%s", person());
	struct answer a = CALL(token, "POST", all,
	    text_format("{\"resource\":\"%s\",\"name\":\"Made\",\"token_format\":"
			"\"sealed\",\"token_lifetime\":60}",
		uri));
	ck_status(&a, 201);
	ck_assert_str_eq(member(a.json, "token_format"), "sealed");
	const char *path = text_format("%s/%s", all, member(a.json, "id"));
	const char *version = text_format("If-Match: %s", header_of(&a, "ETag"));
	a = CALL(token, "POST", all,
	    text_format("{\"resource\":\"%s\",\"name\":\"Again\"}", uri));
	ck_problem(&a, 422, "invalid_document");
	const char *name = text_format("made%.8s:read", strrchr(path, '-') + 1);
	const char *scope = text_format("%s/scopes/%s", path, name);
	a = CALL(
	    token, "PUT", scope, "{\"title\":{\"zh\":\"x\"},\"sensitivity\":\"open\"}");
	ck_problem(&a, 422, "invalid_document");
	ck_contains(a.body, "\"/title/en\"");
	a = CALL(token, "PUT", scope,
	    "{\"title\":{\"en\":\"See it\"},\"sensitivity\":\"open\"}");
	ck_status(&a, 201);
	const char *more =
	    "{\"title\":{\"en\":\"See it all\"},\"sensitivity\":\"review\"}";
	a = CALL(token, "PUT", scope, more);
	ck_problem(&a, 428, "version_required");
	a = CALL(token, "GET", scope, NULL);
	const char *seen = text_format("If-Match: %s", header_of(&a, "ETag"));
	a = api_call(token, "PUT", scope, more, seen);
	ck_status(&a, 200);
	a = api_call(token, "PUT", scope, more, seen);
	ck_problem(&a, 412, "version_changed");
	a = CALL(token, "GET", text_format("%s/scopes", path), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	ck_contains(a.body, "See it all");
	/* One API's scope is not another's. */
	apis_exist();
	a = CALL(token, "PUT", text_format("%s/scopes/payments%%3Aread", path),
	    "{\"title\":{\"en\":\"Stolen\"},\"sensitivity\":\"open\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(token, "DELETE", text_format("%s/scopes/payments%%3Aread", path), NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "PUT", path, "{\"name\":\"Made 2\"}");
	ck_problem(&a, 428, "version_required");
	a = api_call(token, "PUT", path, "{\"name\":\"Made 2\"}", version);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_format"), "jwt");
	a = api_call(token, "PUT", path,
	    "{\"name\":\"Made 2\",\"team_id\":\"" NOBODY "\"}", "If-Match: *");
	ck_problem(&a, 422, "invalid_document");
	struct app app = app_owned_by(person());
	const char *team = member(CLI("client", "show", app.id), "team_id");
	a = api_call(token, "PUT", path,
	    text_format("{\"name\":\"Made 2\",\"team_id\":\"%s\"}", team), "If-Match: *");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "team_id"), team);
	a = api_call(token, "PUT", path, "{\"name\":\"Made 2\"}", "If-Match: *");
	ck_assert_str_eq(member(a.json, "team_id"), team);
	a = api_call(token, "DELETE", path, NULL, version);
	ck_problem(&a, 412, "version_changed");
	a = api_call(token, "DELETE", path, NULL, "If-Match: *");
	ck_status(&a, 204);
	a = CALL(token, "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "GET", "/api/v1/admin/nodes", NULL);
	ck_status(&a, 200);
}
END_TEST

START_TEST(keys_that_are_gone_are_told_as_gone)
{
	const char *token = admin_token("auditor");
	sql(server, "INSERT INTO signing_keys (kid, alg, sealed_private, active_at, "
		    "retired_at, gone_at) VALUES ('bygone', 'ES256', '', now() - "
		    "interval '90 d', now() - interval '60 d', now() - interval '59 d') "
		    "ON CONFLICT DO NOTHING");
	struct answer a = CALL(token, "GET", "/api/v1/admin/keys", NULL);
	json_t *all = json_object_get(a.json, "items");
	size_t n = items_of(&a);
	ck_assert_uint_ge(n, 2);
	ck_assert_str_ne(member(json_array_get(all, 0), "state"), "gone");
	ck_assert_str_eq(member(json_array_get(all, n - 1), "kid"), "bygone");
	ck_assert_str_eq(member(json_array_get(all, n - 1), "state"), "gone");
	a = ASK(.path = "/oauth2/jwks");
	ck_lacks(a.body, "bygone");
}
END_TEST

/* The item of a list whose member has that value, or NULL. */
static json_t *
item_with(const struct answer *a, const char *name, const char *value)
{
	json_t *one;
	size_t i;
	json_array_foreach(json_object_get(a->json, "items"), i, one)
	{
		if (strcmp(member(one, name), value) == 0)
			return one;
	}
	return NULL;
}

START_TEST(a_teams_api_is_reviewed_by_others_once)
{
	const char *email = person(), *token = token_of(email, "apps");
	const char *word =
	    text_format("w%.12s", arena_cstr(arena, uuid_text(arena, uuid_new())) + 24);
	struct answer a = CALL(token, "POST", "/api/v1/apis",
	    text_format("{\"resource\":\"https://%s.example.com/\",\"name\":\"N\","
			"\"scope_prefix\":\"%s\",\"purpose\":\"P.\"}",
		word, word));
	ck_status(&a, 201);
	const char *id = member(a.json, "id");
	const char *path = text_format("/api/v1/admin/resources/%s/decisions", id);
	static const char yes[] = "{\"decision\":\"approved\",\"message\":\"Welcome\"}";
	CLI("operator", "add", email, "--role", "reviewer");
	a = CALL(token_of(email, "admin"), "POST", path, yes);
	ck_problem(&a, 403, "owners_only");
	const char *other = admin_token("reviewer");
	a = CALL(other, "GET", "/api/v1/admin/resources?state=asked&limit=100", NULL);
	ck_assert_ptr_nonnull(item_with(&a, "id", id));
	a = CALL(other, "POST", path, "{\"decision\":\"asked\"}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(other, "POST", path, yes);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "state"), "approved");
	ck_assert_str_eq(member(a.json, "decision"), "Welcome");
	a = CALL(other, "POST", path, yes);
	ck_problem(&a, 409, "conflict");
	a = CALL(other, "GET", "/api/v1/admin/resources?state=asked&limit=100", NULL);
	ck_assert_ptr_null(item_with(&a, "id", id));
	a = CALL(
	    other, "GET", text_format("/api/v1/admin/resources/%s/effects", id), NULL);
	ck_status(&a, 200);
	a = CALL(token, "GET", text_format("/api/v1/catalogue/%s", id), NULL);
	ck_status(&a, 200);
}
END_TEST

START_TEST(resources_go_on_where_they_ended)
{
	const char *token = admin_token("auditor");
	apis_exist();
	size_t n = 0;
	const char *path = "/api/v1/admin/resources?limit=1&q=api.example.com",
		   *before = "";
	while (path) {
		struct answer a = CALL(token, "GET", path, NULL);
		ck_assert_uint_eq(items_of(&a), 1);
		const char *uri = member(
		    json_array_get(json_object_get(a.json, "items"), 0), "resource");
		ck_assert_int_gt(strcmp(uri, before), 0);
		before = uri;
		n++;
		const char *link = header_of(&a, "Link");
		path = link ? arena_cstr(
				  arena, (struct text){link + 1, strcspn(link, ">") - 1})
			    : NULL;
	}
	ck_assert_uint_ge(n, 2);
}
END_TEST

START_TEST(settings_and_deliveries_are_told_without_secrets)
{
	const char *token = admin_token("auditor");
	struct answer a = CALL(token, "GET", "/api/v1/admin/settings", NULL);
	json_t *url = item_with(&a, "key", "url"), *name = item_with(&a, "key", "listen");
	ck_assert(json_is_true(json_object_get(url, "secret")));
	ck_assert(json_is_null(json_object_get(url, "value")));
	ck_contains(member(name, "value"), "127.0.0.1:");
	ck_assert_str_eq(member(name, "source"), "environment");
	a = CALL(token, "GET", "/api/v1/admin/settings?q=server+issuer", NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(token, "GET", "/api/v1/admin/deliveries", NULL);
	ck_assert_ptr_nonnull(item_with(&a, "kind", "mail"));
	a = CALL(token, "GET", "/api/v1/admin/overview", NULL);
	ck_status(&a, 200);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "days")), 30);
	struct app app = web_app();
	a = CALL(token, "GET", text_format("/api/v1/admin/apps/%s/usage?days=7", app.id),
	    NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "days")), 7);
}
END_TEST

START_TEST(authzs_own_scopes_are_reworded_and_stay)
{
	const char *token = admin_token("operator"), *path = "/api/v1/admin/scopes/phone";
	struct answer a = CALL(token, "GET", "/api/v1/admin/scopes", NULL);
	ck_assert_ptr_nonnull(item_with(&a, "scope", "openid"));
	apis_exist();
	a = CALL(token, "GET", "/api/v1/admin/scopes/payments%3Aread", NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "GET", path, NULL);
	ck_status(&a, 200);
	const char *version = text_format("If-Match: %s", header_of(&a, "ETag"));
	json_t *title = json_object_get(a.json, "title");
	json_object_set_new(title, "en", json_string("Your phone number, please"));
	const char *document = json_line(a.json);
	a = CALL(token, "PUT", path, document);
	ck_problem(&a, 428, "version_required");
	a = api_call(token, "PUT", path, document, version);
	ck_status(&a, 200);
	a = api_call(token, "PUT", path, document, version);
	ck_problem(&a, 412, "version_changed");
	a = api_call(token, "PUT", "/api/v1/admin/scopes/payments%3Aread", document,
	    "If-Match: *");
	ck_problem(&a, 404, "not_found");
	a = api_call(token, "PUT", "/api/v1/admin/scopes/new", document, "If-Match: *");
	ck_problem(&a, 404, "not_found");
}
END_TEST

static Suite *
admin_api_suite(void)
{
	return SUITE_OF("admin_api", 60, without_a_role_the_scope_opens_nothing,
	    without_the_scope_the_role_opens_nothing,
	    who_loses_the_role_has_lost_it_at_once,
	    a_scope_is_decided_once_and_the_decision_kept,
	    nobody_reviews_their_own_teams_app, a_refused_app_asks_again,
	    an_app_is_reviewed_suspended_and_resumed,
	    a_person_is_found_disabled_and_enabled, nobody_disables_themselves,
	    a_service_acts_as_operator_under_its_own_name,
	    the_audit_log_is_read_page_by_page, an_api_gets_scopes_and_goes_with_them,
	    keys_are_rotated_without_telling_them, a_teams_api_is_reviewed_by_others_once,
	    resources_go_on_where_they_ended, keys_that_are_gone_are_told_as_gone,
	    settings_and_deliveries_are_told_without_secrets,
	    authzs_own_scopes_are_reworded_and_stay);
}
SUITE(admin_api_suite);
