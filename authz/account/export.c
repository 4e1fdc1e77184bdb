/* All that is kept about the person, to take away. */
#include "account/endpoints.h"
#include "account/page.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/consents.h"
#include "store/history.h"
#include "store/sessions.h"
#include "store/teams.h"

/* So much that no person has more, and that an answer stays of some megabytes. */
enum { HISTORY_A_TURN = 500, HISTORY_MOST = 20000, APPS_MOST = 1000 };

static json_t *
at_json(struct request *rq, int64_t at)
{
	return at ? json_text(time_text(rq->arena, at)) : json_null();
}

static enum store_status
add_profile(struct request *rq, json_t *all)
{
	struct user u;
	enum store_status status = user_by_id(rq->db, rq->arena, rq->user->id, &u);
	if (status != STORE_OK)
		return status;
	json_object_set_new(all, "profile",
	    json_pack("{so so so so so so so so}", "id",
		json_text(uuid_text(rq->arena, u.id)), "email", json_text(u.email),
		"name", json_text(u.name), "locale", json_text(u.locale), "created_at",
		at_json(rq, u.created_at), "updated_at", at_json(rq, u.updated_at),
		"email_verified_at", at_json(rq, u.email_verified_at), "claims",
		members_json(&user_claims_members, &u.claims)));
	return STORE_OK;
}

static enum store_status
add_sessions(struct request *rq, json_t *all)
{
	struct session *s;
	size_t n;
	enum store_status status = sessions_of_user(
	    rq->db, rq->arena, rq->user->id, settings()->sessions.idle, &s, &n);
	json_t *list = json_array();
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so so}", "signed_in_at",
			at_json(rq, s[i].created_at), "seen_at",
			at_json(rq, s[i].seen_at), "expires_at",
			at_json(rq, s[i].expires_at), "address", json_text(s[i].address),
			"user_agent", json_text(s[i].user_agent)));
	json_object_set_new(all, "sessions", list);
	return status;
}

static json_t *
texts_json(struct texts list)
{
	json_t *array = json_array();
	for (size_t i = 0; i < list.n; i++)
		json_array_append_new(array, json_text(list.at[i]));
	return array;
}

static enum store_status
add_consents(struct request *rq, json_t *all)
{
	struct consent *c;
	size_t n;
	enum store_status status =
	    consents_of_user(rq->db, rq->arena, rq->user->id, &c, &n);
	json_t *list = json_array();
	for (size_t i = 0; status == STORE_OK && i < n; i++) {
		int64_t used = 0;
		status =
		    consent_used(rq->db, rq->arena, rq->user->id, c[i].client_id, &used);
		json_array_append_new(list,
		    json_pack("{so so so so so so}", "client_id",
			json_text(uuid_text(rq->arena, c[i].client_id)), "app",
			json_text(c[i].client_name), "scopes", texts_json(c[i].scopes),
			"allowed_at", at_json(rq, c[i].created_at), "changed_at",
			at_json(rq, c[i].updated_at), "used_at", at_json(rq, used)));
	}
	json_object_set_new(all, "allowed_apps", list);
	return status;
}

static enum store_status
apps_of_team(struct request *rq, struct uuid team, json_t **list)
{
	struct client *own;
	size_t n;
	*list = json_array();
	enum store_status status =
	    clients_of_team(rq->db, rq->arena, team, NO_UUID, APPS_MOST, &own, &n);
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		json_array_append_new(
		    *list, json_pack("{so so}", "client_id", json_text(own[i].client_id),
			       "name", json_text(own[i].name)));
	return status;
}

static enum store_status
add_teams(struct request *rq, json_t *all)
{
	struct team *teams;
	size_t n;
	json_t *list = json_array(), *apps = NULL;
	json_object_set_new(all, "teams", list);
	enum store_status status =
	    teams_of_user(rq->db, rq->arena, rq->user->id, &teams, &n);
	for (size_t i = 0; status == STORE_OK && i < n; i++) {
		status = apps_of_team(rq, teams[i].id, &apps);
		json_array_append_new(
		    list, json_pack("{so so so so}", "team", json_text(teams[i].name),
			      "role", json_text(team_role_name(teams[i].role)), "made_at",
			      at_json(rq, teams[i].created_at), "apps", apps));
	}
	return status;
}

static enum store_status
add_history(struct request *rq, json_t *all)
{
	struct history_entry *e;
	const struct history_place *before = NULL;
	enum store_status status = STORE_OK;
	json_t *list = json_array();
	for (size_t n = HISTORY_A_TURN, told = 0;
	     status == STORE_OK && n == HISTORY_A_TURN && told < HISTORY_MOST;) {
		status = history_of_user(
		    rq->db, rq->arena, rq->user->id, before, HISTORY_A_TURN, &e, &n);
		for (size_t i = 0; status == STORE_OK && i < n; i++)
			json_array_append_new(list,
			    json_pack("{so so so so so}", "at", at_json(rq, e[i].at),
				"event", json_text(e[i].event), "by",
				json_text(e[i].actor), "app", json_text(e[i].app_name),
				"address", json_text(e[i].address)));
		if (status == STORE_OK && n)
			before = &e[n - 1].place;
		told += n;
	}
	json_object_set_new(all, "history", list);
	return status;
}

const struct response *
export_data(struct request *rq)
{
	static enum store_status (*const parts[])(struct request *, json_t *) = {
	    add_profile, add_sessions, add_consents, add_teams, add_history};
	CLEANUP(json) json_t *all = json_object();
	enum store_status status =
	    change_end(rq, "data_exported", NO_UUID, NO_TEXT, db_begin(rq->db));
	for (size_t i = 0; status == STORE_OK && i < COUNT_OF(parts); i++)
		status = parts[i](rq, all);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	char *written = json_dumps(all, JSON_INDENT(2));
	struct text body = arena_text(rq->arena, text_of(written));
	free(written);
	struct response *rs = respond_json(rq, 200, body);
	response_header(rq, rs, TEXT("Content-Disposition"),
	    TEXT("attachment; filename=\"account.json\""));
	response_header(rq, rs, TEXT("X-Content-Type-Options"), TEXT("nosniff"));
	return rs;
}
