/* Teams and webhooks by the JSON API. */
#include "api_calls.h"
#include "teamwork.h"

#include <string.h>

#define NOBODY "00000000-0000-7000-8000-000000000000"

struct caller {
	const char *email, *id, *token;
};

static struct caller
caller(void)
{
	const char *email = person();
	return (struct caller){
	    email, member(CLI("user", "show", email), "id"), token_of(email, "apps")};
}

static const char *
team_of(struct caller who)
{
	struct answer a = CALL(who.token, "POST", "/api/v1/teams", "{\"name\":\"Team\"}");
	ck_status(&a, 201);
	ck_assert_str_eq(member(a.json, "role"), "owner");
	return text_format("/api/v1/teams/%s", member(a.json, "id"));
}

/* Invited by the API, joined by the mailed link. */
static void
joins(struct caller owner, const char *team, struct caller who, const char *role)
{
	struct answer a = CALL(owner.token, "POST", text_format("%s/invitations", team),
	    text_format("{\"email\":\"%s\",\"role\":\"%s\"}", who.email, role));
	ck_status(&a, 201);
	ck_lacks(a.body, "ticket");
	ck_lacks(a.body, "azv_");
	struct browser *b = signed_in(who.email);
	answer(b, invitation_to(who.email), "join");
	ck_status(&b->page, 303);
}

START_TEST(a_team_is_made_joined_and_left)
{
	struct caller ada = caller(), bob = caller();
	const char *team = team_of(ada);
	struct answer a = CALL(bob.token, "GET", team, NULL);
	ck_problem(&a, 404, "not_found");
	joins(ada, team, bob, "member");
	a = CALL(bob.token, "GET", text_format("%s/members", team), NULL);
	ck_assert_uint_eq(items_of(&a), 2);
	const char *bobs = text_format("%s/members/%s", team, bob.id);
	const char *adas = text_format("%s/members/%s", team, ada.id);
	a = CALL(bob.token, "PUT", bobs, "{\"role\":\"owner\"}");
	ck_problem(&a, 403, "owners_only");
	a = CALL(ada.token, "PUT", adas, "{\"role\":\"member\"}");
	ck_problem(&a, 409, "conflict");
	a = CALL(ada.token, "PUT", bobs, "{\"role\":\"owner\"}");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "role"), "owner");
	a = CALL(ada.token, "DELETE", adas, NULL);
	ck_status(&a, 204);
	a = CALL(ada.token, "GET", team, NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(bob.token, "DELETE", team, NULL);
	ck_status(&a, 204);
	json_t *e = event_found(bob.id, "team_deleted");
	ck_assert_ptr_nonnull(e);
	ck_assert_str_ne(member(json_object_get(e, "details"), "via"), "");
}
END_TEST

START_TEST(a_team_is_renamed_by_the_version_that_was_seen)
{
	struct caller ada = caller();
	const char *team = team_of(ada);
	struct answer a = CALL(ada.token, "GET", team, NULL);
	const char *version = text_format("If-Match: %s", header_of(&a, "ETag"));
	a = CALL(ada.token, "PUT", team, "{\"name\":\"Two\"}");
	ck_problem(&a, 428, "version_required");
	a = api_call(ada.token, "PUT", team, "{\"name\":\"Two\"}", version);
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "name"), "Two");
	a = api_call(ada.token, "PUT", team, "{\"name\":\"Three\"}", version);
	ck_problem(&a, 412, "version_changed");
	a = api_call(ada.token, "PUT", team, "{\"name\":\"\"}", "If-Match: *");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(ada.token, "GET", team, NULL);
	ck_assert_str_eq(member(a.json, "name"), "Two");
}
END_TEST

START_TEST(an_app_moves_only_to_a_team_of_its_owner)
{
	struct caller ada = caller(), eve = caller();
	const char *mine = team_of(ada), *hers = team_of(eve);
	struct answer a = CALL(ada.token, "POST", "/api/v1/apps", NEW_APP);
	const char *app = text_format("/api/v1/apps/%s", member(a.json, "client_id"));
	const char *path = text_format("%s/team", app);
	a = CALL(ada.token, "PUT", path,
	    text_format("{\"team_id\":\"%s\"}", strrchr(hers, '/') + 1));
	ck_problem(&a, 422, "invalid_document");
	a = CALL(eve.token, "PUT", path,
	    text_format("{\"team_id\":\"%s\"}", strrchr(hers, '/') + 1));
	ck_problem(&a, 404, "not_found");
	a = CALL(ada.token, "PUT", path,
	    text_format("{\"team_id\":\"%s\"}", strrchr(mine, '/') + 1));
	ck_status(&a, 204);
	a = CALL(ada.token, "GET", app, NULL);
	ck_assert_str_eq(member(a.json, "team_id"), strrchr(mine, '/') + 1);
	a = CALL(ada.token, "DELETE", mine, NULL);
	ck_problem(&a, 409, "conflict");
}
END_TEST

START_TEST(another_team_is_not_there)
{
	static const struct {
		const char *method, *path, *json;
	} routes[] = {{"GET", "", NULL}, {"PUT", "", "{\"name\":\"Mine\"}"},
	    {"DELETE", "", NULL}, {"GET", "/members", NULL},
	    {"PUT", "/members/" NOBODY, "{\"role\":\"owner\"}"},
	    {"DELETE", "/members/" NOBODY, NULL}, {"GET", "/invitations", NULL},
	    {"POST", "/invitations", "{\"email\":\"e@example.com\",\"role\":\"owner\"}"},
	    {"DELETE", "/invitations/" NOBODY, NULL}};
	struct caller ada = caller(), eve = caller();
	const char *team = team_of(ada);
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		struct answer a = api_call(eve.token, routes[i].method,
		    text_format("%s%s", team, routes[i].path), routes[i].json,
		    "If-Match: *");
		ck_assert_msg(a.status == 404, "%s %s", routes[i].method, routes[i].path);
		ck_problem(&a, 404, "not_found");
	}
	struct answer a =
	    CALL(ada.token, "GET", text_format("%s/invitations", team), NULL);
	ck_assert_uint_eq(items_of(&a), 0);
}
END_TEST

#define NEW_WEBHOOK                                                                      \
	"{\"url\":\"https://app.example/hooks\",\"events\":[\"consent.given\"]}"

START_TEST(a_webhook_is_made_changed_and_deleted)
{
	struct caller ada = caller();
	struct answer a = CALL(ada.token, "POST", "/api/v1/apps", NEW_APP);
	const char *app = text_format("/api/v1/apps/%s", member(a.json, "client_id"));
	const char *all = text_format("%s/webhooks", app);
	a = CALL(ada.token, "POST", all, NEW_WEBHOOK);
	ck_status(&a, 201);
	const char *secret = member(a.json, "secret");
	ck_assert_int_eq(strncmp(secret, "whsec_", 6), 0);
	const char *path = text_format("%s/%s", all, member(a.json, "id"));
	a = CALL(ada.token, "GET", path, NULL);
	ck_lacks(a.body, secret);
	const char *version = text_format("If-Match: %s", header_of(&a, "ETag"));
	json_object_set_new(a.json, "enabled", json_false());
	a = api_call(ada.token, "PUT", path, json_line(a.json), version);
	ck_status(&a, 200);
	ck_assert(json_is_false(json_object_get(a.json, "enabled")));
	a = api_call(ada.token, "PUT", path, NEW_WEBHOOK, version);
	ck_problem(&a, 412, "version_changed");
	a = CALL(ada.token, "POST", text_format("%s/test", path), NULL);
	ck_problem(&a, 409, "conflict");
	a = CALL(ada.token, "POST", text_format("%s/secret", path), "{}");
	ck_status(&a, 201);
	ck_assert_str_ne(member(a.json, "secret"), secret);
	ck_assert_str_ne(member(a.json, "old_secret_until"), "");
	a = CALL(ada.token, "GET", text_format("%s/messages", path), NULL);
	ck_assert_uint_eq(items_of(&a), 0);
	a = CALL(
	    ada.token, "POST", text_format("%s/messages/" NOBODY "/again", path), NULL);
	ck_problem(&a, 409, "conflict");
	a = CALL(ada.token, "POST", all,
	    "{\"url\":\"ftp://app.example/\",\"events\":[\"consent.given\"]}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(ada.token, "POST", all,
	    "{\"url\":\"https://app.example/\",\"events\":[\"all\"]}");
	ck_problem(&a, 422, "invalid_document");
	a = CALL(ada.token, "DELETE", path, NULL);
	ck_status(&a, 204);
	a = CALL(ada.token, "GET", path, NULL);
	ck_problem(&a, 404, "not_found");
	json_t *e = event_found(strrchr(app, '/') + 1, "webhook_added");
	ck_assert_str_ne(member(json_object_get(e, "details"), "via"), "");
}
END_TEST

/* Another's app, and one's own app with another's webhook. */
START_TEST(another_apps_webhook_is_not_there)
{
	static const struct {
		const char *method, *path, *json;
	} routes[] = {{"GET", "", NULL}, {"PUT", "", NEW_WEBHOOK}, {"DELETE", "", NULL},
	    {"POST", "/secret", "{}"}, {"POST", "/test", NULL},
	    {"GET", "/messages", NULL}, {"POST", "/messages/" NOBODY "/again", NULL}};
	struct caller ada = caller(), eve = caller();
	struct answer a = CALL(ada.token, "POST", "/api/v1/apps", NEW_APP);
	const char *adas = text_format("/api/v1/apps/%s", member(a.json, "client_id"));
	a = CALL(ada.token, "POST", text_format("%s/webhooks", adas), NEW_WEBHOOK);
	ck_status(&a, 201);
	const char *id = member(a.json, "id");
	a = CALL(eve.token, "POST", "/api/v1/apps", NEW_APP);
	const char *eves = text_format("/api/v1/apps/%s", member(a.json, "client_id"));
	const char *const apps[] = {adas, eves};
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		for (size_t j = 0; j < 2; j++) {
			a = api_call(eve.token, routes[i].method,
			    text_format("%s/webhooks/%s%s", apps[j], id, routes[i].path),
			    routes[i].json, "If-Match: *");
			ck_assert_msg(
			    a.status == 404, "%s %s", routes[i].method, routes[i].path);
			ck_problem(&a, 404, "not_found");
		}
	}
	a = CALL(eve.token, "GET", text_format("%s/webhooks", adas), NULL);
	ck_problem(&a, 404, "not_found");
	a = CALL(eve.token, "POST", text_format("%s/webhooks", adas), NEW_WEBHOOK);
	ck_problem(&a, 404, "not_found");
}
END_TEST

static Suite *
team_api_suite(void)
{
	return SUITE_OF("team_api", 60, a_team_is_made_joined_and_left,
	    a_team_is_renamed_by_the_version_that_was_seen,
	    an_app_moves_only_to_a_team_of_its_owner, another_team_is_not_there,
	    a_webhook_is_made_changed_and_deleted, another_apps_webhook_is_not_there);
}
SUITE(team_api_suite);
