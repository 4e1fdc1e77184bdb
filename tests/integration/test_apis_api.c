/* The APIs of a team by the JSON API. */
#include "api_calls.h"
#include "at_once.h"
#include "teamwork.h"

#include "base/uuid.h"

#include <string.h>

#define NOBODY "00000000-0000-7000-8000-000000000000"

/* A word that no other API has. */
static const char *
new_prefix(void)
{
	const char *id = arena_cstr(arena, uuid_text(arena, uuid_new()));
	return text_format("w%.12s", id + 24);
}

static const char *
new_api_json(const char *prefix)
{
	return text_format(
	    "{\"resource\":\"https://%s.example.com/\",\"name\":\"Orders\","
	    "\"scope_prefix\":\"%s\",\"purpose\":\"To order things.\"}",
	    prefix, prefix);
}

/* The path of a new one, which waits for an operator. */
static const char *
api_of(const char *token, const char *prefix)
{
	struct answer a = CALL(token, "POST", "/api/v1/apis", new_api_json(prefix));
	ck_status(&a, 201);
	ck_assert_str_eq(member(a.json, "state"), "asked");
	return header_of(&a, "Location");
}

static void
approve(const char *prefix)
{
	CLI("resource", "set", text_format("https://%s.example.com/", prefix), "--state",
	    "approved");
}

static const char *
version_of(const char *token, const char *path)
{
	struct answer a = CALL(token, "GET", path, NULL);
	ck_status(&a, 200);
	return text_format("If-Match: %s", header_of(&a, "ETag"));
}

#define WORDS(sensitivity)                                                               \
	"{\"title\":{\"en\":\"See orders\"},\"sensitivity\":\"" sensitivity "\"}"

START_TEST(an_api_is_registered_changed_and_deleted)
{
	const char *email = person(), *token = token_of(email, "apps");
	const char *prefix = new_prefix(), *path = api_of(token, prefix);
	struct answer a = CALL(token, "POST", "/api/v1/apis", new_api_json(prefix));
	ck_problem(&a, 422, "invalid_document");
	ck_contains(a.body, "\"/resource\"");
	a = CALL(token, "GET", "/api/v1/apis", NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(token, "POST", text_format("%s/ask", path), "{\"purpose\":\"Better.\"}");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "purpose"), "Better.");
	const char *version = version_of(token, path);
	json_object_set_new(a.json, "name", json_string("Orders 2"));
	json_object_set_new(a.json, "token_lifetime", json_integer(60));
	struct answer put = CALL(token, "PUT", path, json_line(a.json));
	ck_problem(&put, 428, "version_required");
	put = api_call(token, "PUT", path, json_line(a.json), version);
	ck_status(&put, 200);
	ck_assert_str_eq(member(put.json, "name"), "Orders 2");
	ck_assert_str_eq(member(put.json, "purpose"), "Better.");
	put = api_call(token, "PUT", path, json_line(a.json), version);
	ck_problem(&put, 412, "version_changed");
	json_object_set_new(a.json, "token_lifetime", json_integer(999999));
	put = api_call(token, "PUT", path, json_line(a.json), "If-Match: *");
	ck_problem(&put, 422, "invalid_document");
	a = CALL(token, "DELETE", path, NULL);
	ck_problem(&a, 428, "version_required");
	a = api_call(token, "DELETE", path, NULL, version_of(token, path));
	ck_status(&a, 204);
	a = CALL(token, "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
	json_t *e = event_found(member(CLI("user", "show", email), "id"), "api_deleted");
	ck_assert_str_ne(member(json_object_get(e, "details"), "via"), "");
}
END_TEST

START_TEST(what_an_api_can_not_be_is_refused_at_its_place)
{
	static const struct {
		const char *json, *pointer;
	} bad[] = {
	    {"{\"resource\":\"http://x.example/\",\"name\":\"x\",\"scope_prefix\":\"xx\","
	     "\"purpose\":\"x\"}",
		"/resource"},
	    {"{\"resource\":\"https://x.example/\",\"scope_prefix\":\"xx\","
	     "\"purpose\":\"x\"}",
		"/name"},
	    {"{\"resource\":\"https://x.example/\",\"name\":\"x\",\"purpose\":\"x\","
	     "\"scope_prefix\":\"openid\"}",
		"/scope_prefix"},
	    {"{\"resource\":\"https://x.example/\",\"name\":\"x\",\"scope_prefix\":"
	     "\"xx\"}",
		"/purpose"},
	    {"{\"resource\":\"https://x.example/\",\"name\":7}", "/name"},
	    {"{\"resource\":\"https://x.example/\",\"name\":\"x\",\"scope_prefix\":"
	     "\"xx\",\"purpose\":\"x\",\"token_format\":\"paper\"}",
		"/token_format"},
	    {"{\"resource\":\"https://x.example/\",\"name\":\"x\",\"scope_prefix\":"
	     "\"xx\",\"purpose\":\"x\",\"team_id\":\"" NOBODY "\"}",
		"/team_id"},
	    {"{\"resource\":\"https://x.example/\",\"name\":\"x\",\"scope_prefix\":"
	     "\"xx\",\"purpose\":\"x\",\"team_id\":\"\"}",
		"/team_id"},
	    {"{\"scope\":\"x\"}", "/scope"},
	};
	const char *token = token_of(person(), "apps");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = CALL(token, "POST", "/api/v1/apis", bad[i].json);
		ck_assert_msg(a.status == 422, "%s", bad[i].json);
		json_t *errors = json_object_get(a.json, "errors");
		ck_assert_str_eq(
		    member(json_array_get(errors, 0), "pointer"), bad[i].pointer);
	}
	struct answer a = CALL(token, "GET", "/api/v1/apis", NULL);
	ck_assert_uint_eq(items_of(&a), 0);
}
END_TEST

START_TEST(a_scope_is_put_in_place_by_the_version_that_was_seen)
{
	const char *token = token_of(person(), "apps"), *prefix = new_prefix();
	const char *api = api_of(token, prefix);
	const char *path = text_format("%s/scopes/%s%%3Aread", api, prefix);
	struct answer a =
	    api_call(token, "PUT", path, WORDS("review"), "If-Match: \"x\"");
	ck_problem(&a, 412, "version_changed");
	a = CALL(token, "PUT", path, WORDS("review"));
	ck_status(&a, 201);
	a = CALL(token, "PUT", path, WORDS("open"));
	ck_problem(&a, 428, "version_required");
	const char *version = version_of(token, path);
	a = api_call(token, "PUT", path, WORDS("open"), version);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "sensitivity"), "open");
	a = api_call(token, "PUT", path, WORDS("review"), version);
	ck_problem(&a, 412, "version_changed");
	a = api_call(token, "PUT", path, WORDS("internal"), "If-Match: *");
	ck_problem(&a, 422, "invalid_document");
	a = api_call(
	    token, "PUT", path, "{\"title\":{},\"sensitivity\":\"open\"}", "If-Match: *");
	ck_problem(&a, 422, "invalid_document");
	ck_contains(a.body, "\"/title/en\"");
	a = CALL(
	    token, "PUT", text_format("%s/scopes/other%%3Aread", api), WORDS("open"));
	ck_problem(&a, 422, "invalid_document");
	a = CALL(token, "PUT", text_format("%s/scopes/openid", api), WORDS("open"));
	ck_problem(&a, 409, "conflict");
	a = CALL(token, "GET", text_format("%s/scopes", api), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(token, "DELETE", path, NULL);
	ck_status(&a, 204);
	a = CALL(token, "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
}
END_TEST

/* Of those who saw one version, one replaces it. */
START_TEST(of_two_who_replace_one_version_one_is_told)
{
	enum { N = 6 };
	struct answer a[N];
	const char *token = token_of(person(), "apps"), *prefix = new_prefix();
	const char *api = api_of(token, prefix);
	const char *scope = text_format("%s/scopes/%s%%3Aread", api, prefix);
	a[0] = CALL(token, "PUT", scope, WORDS("review"));
	ck_status(&a[0], 201);
	const char *const paths[] = {api, scope};
	const char *const documents[] = {"{\"name\":\"Orders 2\"}", WORDS("open")};
	for (size_t i = 0; i < 2; i++) {
		int done = 0;
		send_at_once(token, "PUT", paths[i], documents[i],
		    version_of(token, paths[i]), N, a);
		for (int k = 0; k < N; k++) {
			done += a[k].status == 200;
			ck_assert_msg(
			    a[k].status == 200 || a[k].status == 412, "%ld", a[k].status);
		}
		ck_assert_int_eq(done, 1);
	}
}
END_TEST

/* The app of `asker` asks for the scope that needs a review; its path below the API. */
static const char *
asked_for(const char *owner, const char *asker, const char *api, const char *prefix)
{
	const char *scope = text_format("%s/scopes/%s%%3Aread", api, prefix);
	struct answer a = CALL(owner, "PUT", scope, WORDS("review"));
	ck_status(&a, 201);
	approve(prefix);
	a = CALL(asker, "POST", "/api/v1/apps", NEW_APP);
	const char *id = member(a.json, "client_id");
	a = CALL(asker, "PUT",
	    text_format("/api/v1/apps/%s/scopes/%s%%3Aread", id, prefix),
	    "{\"reason\":\"To order\"}");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "state"), "asked");
	return text_format("%s/apps/%s", scope, id);
}

START_TEST(an_owner_sees_who_asks_and_may_not_decide)
{
	const char *owner = token_of(person(), "apps");
	const char *asker = token_of(person(), "apps");
	const char *prefix = new_prefix(), *api = api_of(owner, prefix);
	const char *path = asked_for(owner, asker, api, prefix);
	struct answer a = CALL(owner, "GET", text_format("%s/requests", api), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	json_t *request = json_array_get(json_object_get(a.json, "items"), 0);
	ck_assert_str_eq(member(request, "reason"), "To order");
	ck_assert_str_eq(member(request, "app_id"), strrchr(path, '/') + 1);
	a = CALL(
	    owner, "GET", text_format("%s/scopes/%s%%3Aread/apps", api, prefix), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(owner, "PUT", path, "{\"state\":\"approved\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(owner, "GET", text_format("%s/requests", api), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
}
END_TEST

START_TEST(an_owner_decides_where_owners_do)
{
	static const char *const settings[] = {"AUTHZ_APIS_OWNERS_DECIDE=true",
	    "AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL};
	process_start(server, settings);
	const char *owner = token_of(person(), "apps");
	const char *asker = token_of(person(), "apps");
	const char *prefix = new_prefix(), *api = api_of(owner, prefix);
	const char *path = asked_for(owner, asker, api, prefix);
	struct answer a = CALL(owner, "PUT", path, "{\"state\":\"asked\"}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(owner, "PUT", path, "{\"state\":\"refused\",\"was\":\"approved\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(owner, "PUT", path, "{\"state\":\"approved\",\"message\":\"Welcome\"}");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "state"), "approved");
	a = CALL(owner, "PUT", path, "{\"state\":\"refused\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(owner, "GET", text_format("%s/requests", api), NULL);
	ck_assert_uint_eq(items_of(&a), 0);
	json_t *e = event_found(strrchr(path, '/') + 1, "app_scope_decided");
	ck_contains(json_line(e), "Welcome");
	process_drop(server);
}
END_TEST

/* For each route below an API: another's is not there, nor its scopes below one's own. */
START_TEST(another_teams_api_is_not_there)
{
	static const struct {
		const char *method, *path, *scope, *more, *json;
	} routes[] = {{"GET", "", "", "", NULL},
	    {"PUT", "", "", "", "{\"name\":\"Mine\"}"}, {"DELETE", "", "", "", NULL},
	    {"POST", "/ask", "", "", "{\"purpose\":\"x\"}"},
	    {"GET", "/requests", "", "", NULL}, {"GET", "/scopes", "", "", NULL},
	    {"GET", "/scopes/", "read", "", NULL},
	    {"PUT", "/scopes/", "read", "", WORDS("open")},
	    {"PUT", "/scopes/", "new", "", WORDS("open")},
	    {"DELETE", "/scopes/", "read", "", NULL},
	    {"GET", "/scopes/", "read", "/apps", NULL},
	    {"PUT", "/scopes/", "read", "/apps/" NOBODY, "{\"state\":\"approved\"}"}};
	const char *owner = token_of(person(), "apps"), *eve = token_of(person(), "apps");
	const char *prefix = new_prefix(), *api = api_of(owner, prefix);
	const char *hers = api_of(eve, new_prefix());
	asked_for(owner, eve, api, prefix);
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const char *scope = *routes[i].scope
					? text_format("%s%%3A%s", prefix, routes[i].scope)
					: "";
		const char *path =
		    text_format("%s%s%s", routes[i].path, scope, routes[i].more);
		struct answer a = api_call(eve, routes[i].method,
		    text_format("%s%s", api, path), routes[i].json, "If-Match: *");
		ck_assert_msg(
		    a.status == 404, "%s %s: %ld", routes[i].method, path, a.status);
		ck_problem(&a, 404, "not_found");
		if (!*scope)
			continue;
		a = api_call(eve, routes[i].method, text_format("%s%s", hers, path),
		    routes[i].json, "If-Match: *");
		ck_assert_msg(
		    a.status >= 400, "%s %s: %ld", routes[i].method, path, a.status);
	}
	struct answer a = CALL(eve, "GET", "/api/v1/apis", NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	a = CALL(owner, "GET", text_format("%s/scopes", api), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	ck_contains(a.body, "\"sensitivity\":\"review\"");
	a = CALL(eve, "POST", "/api/v1/apps", NEW_APP);
	ck_status(&a, 201);
}
END_TEST

START_TEST(a_member_runs_an_api_but_does_not_delete_it)
{
	struct someone bob = somebody();
	const char *ada = token_of(person(), "apps");
	struct answer a = CALL(ada, "POST", "/api/v1/teams", "{\"name\":\"Team\"}");
	const char *team = header_of(&a, "Location"), *prefix = new_prefix();
	json_t *wanted = keep_json(json_loads(new_api_json(prefix), 0, NULL));
	json_object_set_new(wanted, "team_id", json_string(strrchr(team, '/') + 1));
	a = CALL(ada, "POST", "/api/v1/apis", json_line(wanted));
	ck_status(&a, 201);
	const char *path = header_of(&a, "Location");
	a = CALL(ada, "POST", text_format("%s/invitations", team),
	    text_format("{\"email\":\"%s\",\"role\":\"member\"}", bob.email));
	ck_status(&a, 201);
	answer(bob.b, invitation_to(bob.email), "join");
	const char *token = token_of(bob.email, "apps");
	a = CALL(token, "PUT", text_format("%s/scopes/%s%%3Aread", path, prefix),
	    WORDS("open"));
	ck_status(&a, 201);
	a = api_call(token, "DELETE", path, NULL, "If-Match: *");
	ck_problem(&a, 403, "owners_only");
	a = CALL(token, "GET", path, NULL);
	ck_status(&a, 200);
	a = CALL(token, "GET",
	    text_format("/api/v1/apis?team_id=%s", strrchr(team, '/') + 1), NULL);
	ck_assert_uint_eq(items_of(&a), 1);
}
END_TEST

/* Asks what `token` is good for, as the resource server of that secret. */
static struct answer
ask_with(const json_t *secret, const char *token)
{
	struct app api = {
	    .id = member(secret, "client_id"), .secret = member(secret, "client_secret")};
	return introspect(api, token);
}

START_TEST(an_api_gets_what_it_authenticates_with)
{
	const char *token = token_of(person(), "apps"), *prefix = new_prefix();
	const char *path = text_format("%s/secrets", api_of(token, prefix));
	struct answer a = CALL(token, "GET", path, NULL);
	ck_assert_uint_eq(items_of(&a), 0);
	struct answer one = CALL(token, "POST", path, "{\"label\":\"Main\"}");
	ck_status(&one, 201);
	struct answer two = CALL(token, "POST", path, "{\"expires_in_days\":30}");
	ck_status(&two, 201);
	ck_assert_str_eq(member(one.json, "client_id"), member(two.json, "client_id"));
	a = CALL(token, "POST", path, NULL);
	ck_problem(&a, 409, "conflict");
	a = CALL(token, "POST", path, "{\"label\":7}");
	ck_problem(&a, 422, "invalid_document");
	a = ask_with(one.json, "x");
	ck_status(&a, 200);
	a = CALL(token, "GET", path, NULL);
	ck_assert_uint_eq(items_of(&a), 2);
	ck_contains(a.body, "\"label\":\"Main\"");
	ck_lacks(a.body, member(one.json, "client_secret"));
	const char *first = text_format("%s/%s", path, member(one.json, "id"));
	struct answer gone = CALL(token, "DELETE", first, NULL);
	ck_status(&gone, 204);
	a = ask_with(one.json, "x");
	ck_status(&a, 401);
	a = ask_with(two.json, "x");
	ck_status(&a, 200);
	a = CALL(token, "DELETE", first, NULL);
	ck_status(&a, 404);
	a = CALL(
	    token, "DELETE", text_format("%s/%s", path, member(two.json, "id")), NULL);
	ck_problem(&a, 409, "conflict");
	a = CALL(token_of(person(), "apps"), "POST", path, NULL);
	ck_status(&a, 404);
}
END_TEST

static Suite *
apis_api_suite(void)
{
	return SUITE_OF("apis_api", 60, an_api_is_registered_changed_and_deleted,
	    an_api_gets_what_it_authenticates_with,
	    what_an_api_can_not_be_is_refused_at_its_place,
	    a_scope_is_put_in_place_by_the_version_that_was_seen,
	    of_two_who_replace_one_version_one_is_told,
	    an_owner_sees_who_asks_and_may_not_decide, an_owner_decides_where_owners_do,
	    another_teams_api_is_not_there, a_member_runs_an_api_but_does_not_delete_it);
}
SUITE(apis_api_suite);
