/* The JSON API: a developer's apps without a browser. */
#include "api_calls.h"
#include "at_once.h"

#include <string.h>

static const char *
path_of(const struct answer *created)
{
	return text_format("/api/v1/apps/%s", member(created->json, "client_id"));
}

START_TEST(an_app_is_made_used_changed_and_deleted)
{
	const char *token = token_of(person(), "apps");
	apis_exist();
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	ck_status(&a, 201);
	struct app app = {member(a.json, "client_id"), member(a.json, "client_secret")};
	ck_assert_str_eq(header_of(&a, "Location"), path_of(&a));
	const char *path = path_of(&a);
	struct answer scope =
	    CALL(token, "PUT", text_format("%s/scopes/openid", path), "{}");
	ck_status(&scope, 200);
	ck_assert_str_eq(member(scope.json, "state"), "approved");
	scope = CALL(token, "PUT", text_format("%s/scopes/payments%%3Awrite", path),
	    "{\"reason\":\"To pay\"}");
	ck_assert_str_eq(member(scope.json, "state"), "asked");
	struct answer t = tokens_for(signed_in(person()), app, "openid");
	ck_status(&t, 200);
	struct answer read = CALL(token, "GET", path, NULL);
	ck_status(&read, 200);
	ck_lacks(read.body, app.secret);
	const char *version = text_format("If-Match: %s", header_of(&read, "ETag"));
	json_object_set_new(read.json, "client_name", json_string("Budget 2"));
	const char *document = json_line(read.json);
	struct answer put = api_call(token, "PUT", path, document, version);
	ck_status(&put, 200);
	ck_assert_str_eq(member(put.json, "client_name"), "Budget 2");
	ck_assert_str_eq(
	    member(json_object_get(put.json, "scopes"), "openid"), "approved");
	put = api_call(token, "PUT", path, document, version);
	ck_problem(&put, 412, "version_changed");
	put = CALL(token, "PUT", path, document);
	ck_problem(&put, 428, "version_required");
	struct answer gone = CALL(token, "DELETE", path, NULL);
	ck_status(&gone, 204);
	read = CALL(token, "GET", path, NULL);
	ck_problem(&read, 404, "not_found");
	const char *events = json_line(CLI("audit", "list", "--client", app.id));
	ck_contains(events, "\"client_name\":\"Budget 2\"");
	ck_contains(events, "\"via\":\"");
	ck_lacks(events, app.secret);
}
END_TEST

START_TEST(secrets_are_rotated_and_the_last_one_stays)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *secrets = text_format("%s/secrets", path_of(&a));
	struct answer second = CALL(token, "POST", secrets, NULL);
	ck_status(&second, 201);
	struct answer third = CALL(token, "POST", secrets, NULL);
	ck_problem(&third, 409, "conflict");
	const char *first =
	    member(json_array_get(json_object_get(a.json, "secrets"), 0), "id");
	struct answer gone =
	    CALL(token, "DELETE", text_format("%s/%s", secrets, first), NULL);
	ck_status(&gone, 204);
	gone = CALL(token, "DELETE",
	    text_format("%s/%s", secrets, member(second.json, "id")), NULL);
	ck_problem(&gone, 409, "conflict");
	struct app app = {
	    member(a.json, "client_id"), member(second.json, "client_secret")};
	ck_assert_ptr_nonnull(app.secret);
}
END_TEST

START_TEST(what_can_not_be_is_refused_at_its_place)
{
	static const struct {
		const char *json, *pointer;
	} bad[] = {
	    {"{\"kind\":\"web\",\"redirect_uris\":[\"" CALLBACK "\"]}", "/client_name"},
	    {"{\"client_name\":\"x\",\"kind\":\"shop\"}", "/kind"},
	    {"{\"client_name\":\"x\",\"kind\":\"web\",\"redirect_uris\":[\"" CALLBACK
	     "\",\"ftp://x\"]}",
		"/redirect_uris/1"},
	    {"{\"client_name\":\"x\",\"kind\":\"web\",\"redirect_uris\":\"x\"}",
		"/redirect_uris"},
	    {"{\"client_name\":\"x\",\"kind\":\"service\",\"client_uri\":\"javascript:"
	     "1\"}",
		"/client_uri"},
	    {"{\"client_name\":\"x\",\"kind\":\"service\",\"team_id\":"
	     "\"00000000-0000-7000-8000-000000000000\"}",
		"/team_id"},
	    {"{\"client_name\":\"x\",\"kind\":\"service\",\"a/b\":1}", "/a~1b"},
	    {"{\"client_name\":\"x\",\"kind\":\"service\",\"grant_types\":"
	     "[\"urn:openid:params:grant-type:ciba\"]}",
		"/grant_types/0"},
	    {"{\"client_name\":\"x\",\"kind\":\"service\","
	     "\"id_token_signed_response_alg\":\"none\"}",
		"/id_token_signed_response_alg"},
	};
	const char *token = token_of(person(), "apps");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = CALL(token, "POST", "/api/v1/apps", bad[i].json);
		ck_assert_msg(a.status == 422, "%s", bad[i].json);
		ck_problem(&a, 422, "invalid_document");
		ck_assert_str_eq(
		    member(
			json_array_get(json_object_get(a.json, "errors"), 0), "pointer"),
		    bad[i].pointer);
	}
	struct answer a = CALL(token, "POST", "/api/v1/apps", "[]");
	ck_problem(&a, 400, "invalid_request");
	a = CALL(token, "POST", "/api/v1/apps", "{\"kind\":\"web\",\"kind\":\"web\"}");
	ck_problem(&a, 400, "invalid_request");
	a = ASK(.path = "/api/v1/apps", .bearer = token, .form = "kind=web");
	ck_problem(&a, 415, "unsupported_media_type");
	a = CALL(token, "GET", "/api/v1/apps", NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(a.json, "items")), 0);
}
END_TEST

START_TEST(only_a_good_token_with_the_scope_comes_in)
{
	const char *email = person();
	struct answer a = CALL(NULL, "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 401, "invalid_token");
	ck_contains(header_of(&a, "WWW-Authenticate"), "Bearer");
	a = CALL("x.y.z", "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 401, "invalid_token");
	a = CALL(token_of(email, "openid"), "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 403, "insufficient_scope");
	ck_contains(header_of(&a, "WWW-Authenticate"), "scope=\"apps\"");
	/* Another API's token, and one that nobody allowed. */
	struct app web = web_app();
	struct answer t = tokens_for(signed_in(email), web, "payments:read");
	a = CALL(member(t.json, "access_token"), "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 401, "invalid_token");
	struct app service = APP("--grant", "client_credentials", "--scope", "apps");
	t = client_credentials(service, "apps");
	a = CALL(member(t.json, "access_token"), "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 403, "insufficient_scope");
	/* A person who was disabled. */
	const char *token = token_of(email, "apps");
	a = CALL(token, "GET", "/api/v1/apps", NULL);
	ck_status(&a, 200);
	CLI("user", "set", email, "--disable");
	a = CALL(token, "GET", "/api/v1/apps", NULL);
	ck_problem(&a, 401, "invalid_token");
}
END_TEST

/* For each route below an app: another's is not there. */
START_TEST(another_teams_apps_are_not_there)
{
	static const struct {
		const char *method, *path, *json;
	} routes[] = {{"GET", "", NULL}, {"PUT", "", NEW_APP}, {"DELETE", "", NULL},
	    {"POST", "/secrets", NULL},
	    {"DELETE", "/secrets/00000000-0000-7000-8000-000000000000", NULL},
	    {"PUT", "/scopes/openid", "{}"}, {"DELETE", "/scopes/openid", NULL},
	    {"GET", "/usage", NULL}, {"GET", "/decisions", NULL},
	    {"GET", "/errors", NULL}, {"POST", "/restore", NULL},
	    {"POST", "/review", NULL}, {"GET", "/webhooks", NULL}};
	const char *mine = token_of(person(), "apps"),
		   *other = token_of(person(), "apps");
	struct answer a = CALL(mine, "POST", "/api/v1/apps", NEW_APP);
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		struct answer no = api_call(other, routes[i].method,
		    text_format("%s%s", path_of(&a), routes[i].path), routes[i].json,
		    "If-Match: *");
		ck_problem(&no, 404, "not_found");
	}
	struct answer list = CALL(other, "GET", "/api/v1/apps", NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(list.json, "items")), 0);
	list = CALL(other, "GET",
	    text_format("/api/v1/apps?team_id=%s", member(a.json, "team_id")), NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(list.json, "items")), 0);
	struct answer still = CALL(mine, "GET", path_of(&a), NULL);
	ck_status(&still, 200);
	ck_assert_str_eq(json_line(json_object_get(still.json, "scopes")), "{}");
}
END_TEST

START_TEST(lists_go_on_where_they_ended)
{
	const char *token = token_of(person(), "apps");
	char seen[4000] = "";
	for (int i = 0; i < 5; i++)
		CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *path = "/api/v1/apps?limit=2";
	int pages = 0, items = 0;
	while (path) {
		struct answer a = CALL(token, "GET", path, NULL);
		ck_status(&a, 200);
		json_t *list = json_object_get(a.json, "items"), *app;
		size_t i;
		json_array_foreach(list, i, app)
		{
			ck_lacks(seen, member(app, "client_id"));
			strcat(strcat(seen, member(app, "client_id")), " ");
			items++;
		}
		pages++;
		const char *link = header_of(&a, "Link");
		ck_assert((link != NULL) == (*member(a.json, "next_cursor") != 0));
		path = link ? arena_cstr(
				  arena, (struct text){link + 1, strcspn(link, ">") - 1})
			    : NULL;
	}
	ck_assert_int_eq(pages, 3);
	ck_assert_int_eq(items, 5);
	static const char *const bad[] = {"limit=0", "limit=101", "limit=x", "cursor=x",
	    "cursor=AAAA", "cursor=AAAAAAAAAAAAAAAAAAAAAAA", "team_id=1"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a =
		    CALL(token, "GET", text_format("/api/v1/apps?%s", bad[i]), NULL);
		ck_problem(&a, 400, "invalid_request");
	}
}
END_TEST

START_TEST(a_deleted_app_comes_back_to_its_team)
{
	const char *email = person(), *token = token_of(email, "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	struct app app = {member(a.json, "client_id"), member(a.json, "client_secret")};
	const char *path = path_of(&a), *again = text_format("%s/restore", path);
	a = CALL(token, "POST", again, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "DELETE", path, NULL);
	ck_status(&a, 204);
	a = CALL(token_of(person(), "apps"), "POST", again, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(token, "POST", again, NULL);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "client_id"), app.id);
	a = CALL(token, "GET", path, NULL);
	ck_status(&a, 200);
	ck_assert_ptr_nonnull(event_found(app.id, "app_restored"));
}
END_TEST

START_TEST(the_team_reads_what_was_decided_and_not_by_whom)
{
	const char *token = token_of(person(), "apps");
	struct answer a = CALL(token, "POST", "/api/v1/apps", NEW_APP);
	const char *path = text_format("%s/decisions", path_of(&a));
	CLI("client", "suspend", member(a.json, "client_id"), "--message", "Ask us");
	a = CALL(token, "GET", path, NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	ck_contains(a.body, "Ask us");
	ck_lacks(a.body, "decided_by");
	a = CALL(token_of(person(), "apps"), "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
}
END_TEST

START_TEST(the_catalogue_is_read_page_by_page)
{
	const char *token = token_of(person(), "apps");
	apis_exist();
	struct answer a = CALL(token, "GET", "/api/v1/catalogue?limit=1", NULL);
	ck_assert_uint_eq(items_of(&a), 2); /* authz itself, and one API */
	ck_contains(a.body, "\"openid\"");
	ck_lacks(a.body, "\"admin\"");
	a = CALL(token, "GET",
	    text_format(
		"/api/v1/catalogue?limit=1&cursor=%s", member(a.json, "next_cursor")),
	    NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	ck_lacks(a.body, "\"openid\"");
	a = CALL(token, "GET", "/api/v1/catalogue?q=make+payments", NULL);
	ck_assert_uint_eq(items_of(&a), 1);
	json_t *found = json_array_get(json_object_get(a.json, "items"), 0);
	ck_assert_str_eq(member(found, "resource"), PAYMENTS);
	a = CALL(
	    token, "GET", text_format("/api/v1/catalogue/%s", member(found, "id")), NULL);
	ck_status(&a, 200);
	ck_assert(json_equal(a.json, found));
}
END_TEST

START_TEST(a_repeated_post_takes_effect_once)
{
	const char *token = token_of(person(), "apps");
	const char *key = "Idempotency-Key: 8e03978e-40d5-43e8-bc93-6894a57f9324";
	struct answer a = api_call(token, "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&a, 201);
	struct answer again = api_call(token, "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&again, 201);
	ck_assert_str_eq(again.body, a.body);
	ck_assert_str_eq(header_of(&a, "Location"), path_of(&a));
	ck_assert_str_eq(header_of(&again, "Location"), path_of(&a));
	again = api_call(token, "POST", "/api/v1/apps",
	    "{\"client_name\":\"Other\",\"kind\":\"service\"}", key);
	ck_problem(&again, 422, "idempotency_key_reused");
	/* Another person's key is another key. */
	again =
	    api_call(token_of(person(), "apps"), "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&again, 201);
	ck_assert_str_ne(again.body, a.body);
	/* What was refused may come corrected. */
	key = "Idempotency-Key: two";
	again = api_call(token, "POST", "/api/v1/apps", "{\"kind\":\"x\"}", key);
	ck_status(&again, 422);
	again = api_call(token, "POST", "/api/v1/apps", NEW_APP, key);
	ck_status(&again, 201);
	struct answer list = CALL(token, "GET", "/api/v1/apps", NULL);
	ck_assert_uint_eq(json_array_size(json_object_get(list.json, "items")), 2);
	again =
	    api_call(token, "POST", "/api/v1/apps", NEW_APP, "Idempotency-Key: \xc3\xa9");
	ck_problem(&again, 400, "invalid_request");
}
END_TEST

START_TEST(a_repeated_answer_has_its_version)
{
	const char *token = token_of(person(), "apps");
	const char *key = "Idempotency-Key: team", *new_team = "{\"name\":\"Team\"}";
	struct answer a = api_call(token, "POST", "/api/v1/teams", new_team, key);
	ck_status(&a, 201);
	struct answer again = api_call(token, "POST", "/api/v1/teams", new_team, key);
	ck_status(&again, 201);
	const char *version = header_of(&again, "ETag");
	ck_assert_str_eq(version, header_of(&a, "ETag"));
	ck_assert_str_eq(header_of(&again, "Location"), header_of(&a, "Location"));
	a = api_call(token, "PUT", header_of(&again, "Location"), "{\"name\":\"Two\"}",
	    text_format("If-Match: %s", version));
	ck_status(&a, 200);
}
END_TEST

START_TEST(wrong_paths_and_methods_are_told_as_problems)
{
	struct answer a = CALL(NULL, "GET", "/api/v1/nothing", NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(NULL, "POST", "/api/nothing", "{}");
	ck_problem(&a, 404, "not_found");
	a = CALL(NULL, "PUT", "/api/v1/apps/x/secrets", "{}");
	ck_problem(&a, 405, "invalid_request");
	ck_assert_str_eq(header_of(&a, "Allow"), "GET, HEAD, POST");
	a = CALL(NULL, "GET", "/api/v1/openapi.yaml", NULL);
	ck_status(&a, 200);
	ck_contains(a.body, "openapi: 3.1");
}
END_TEST

static Suite *
api_suite(void)
{
	return SUITE_OF("api", 60, an_app_is_made_used_changed_and_deleted,
	    secrets_are_rotated_and_the_last_one_stays,
	    what_can_not_be_is_refused_at_its_place,
	    only_a_good_token_with_the_scope_comes_in, another_teams_apps_are_not_there,
	    lists_go_on_where_they_ended, a_repeated_post_takes_effect_once,
	    a_deleted_app_comes_back_to_its_team,
	    the_team_reads_what_was_decided_and_not_by_whom,
	    the_catalogue_is_read_page_by_page, a_repeated_answer_has_its_version,
	    wrong_paths_and_methods_are_told_as_problems);
}
SUITE(api_suite);
