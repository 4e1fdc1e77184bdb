#include "portal/team_change.h"

#include "base/json.h"
#include "oauth/app_rules.h"
#include "store/users.h"

static json_t *
id_json(struct request *rq, struct uuid id)
{
	return json_text(uuid_text(rq->arena, id));
}

struct outcome
team_begin(struct request *rq, struct uuid team_id, enum team_role least)
{
	enum team_role role;
	enum store_status status =
	    team_lock(rq->db, rq->arena, team_id, rq->user->id, &role);
	if (status != STORE_OK)
		return ENDED(status);
	if (role >= least)
		return DONE;
	db_rollback(rq->db);
	return FORBIDDEN;
}

static struct outcome
finish(struct request *rq, enum store_status status, const char *event, json_t *details,
    const char *on_conflict)
{
	status = change_finish(rq, status, event, NO_UUID, details);
	return status == STORE_CONFLICT ? REFUSED(NULL, on_conflict) : ENDED(status);
}

struct outcome
team_create(struct request *rq, struct text name, struct uuid *id)
{
	const char *fault = app_name_fault(name);
	if (fault)
		return REFUSED("name", fault);
	*id = uuid_new();
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = team_add(rq->db, rq->arena, *id, name, rq->user->id);
	return finish(rq, status, "team_created",
	    json_pack("{so s{so}}", "team_id", id_json(rq, *id), "after", "name",
		json_text(name)),
	    NULL);
}

struct outcome
team_give_name(struct request *rq, const struct team *team, struct text name)
{
	const char *fault = app_name_fault(name);
	if (fault)
		return REFUSED("name", fault);
	struct outcome o = team_begin(rq, team->id, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	return finish(rq, team_rename(rq->db, rq->arena, team->id, name), "team_renamed",
	    json_pack("{so s{so} s{so}}", "team_id", id_json(rq, team->id), "before",
		"name", json_text(team->name), "after", "name", json_text(name)),
	    NULL);
}

struct outcome
team_delete(struct request *rq, const struct team *team)
{
	struct outcome o = team_begin(rq, team->id, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	return finish(rq, team_remove_empty(rq->db, rq->arena, team->id, rq->user->id),
	    "team_deleted",
	    json_pack("{so s{so}}", "team_id", id_json(rq, team->id), "before", "name",
		json_text(team->name)),
	    "team.not_empty");
}

struct outcome
team_give_role(
    struct request *rq, const struct team *team, struct uuid user_id, enum team_role role)
{
	struct team_member m = {.role = TEAM_NONE};
	struct outcome o = team_begin(rq, team->id, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status =
	    team_member_find(rq->db, rq->arena, team->id, user_id, &m);
	if (status == STORE_OK)
		status = team_member_set(rq->db, rq->arena, team->id, user_id, role);
	if (status == STORE_OK && role != TEAM_OWNER)
		status = team_invitations_remove_of(rq->db, rq->arena, team->id, user_id);
	return finish(rq, status, "team_role_changed",
	    json_pack("{so so s{so} s{so}}", "team_id", id_json(rq, team->id), "member",
		id_json(rq, user_id), "before", "role", json_text(team_role_name(m.role)),
		"after", "role", json_text(team_role_name(role))),
	    "team.last_owner");
}

struct outcome
team_take_out(struct request *rq, const struct team *team, struct uuid user_id)
{
	struct team_member m = {.role = TEAM_NONE};
	bool leaves = uuid_eq(user_id, rq->user->id);
	struct outcome o = team_begin(rq, team->id, leaves ? TEAM_MEMBER : TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status =
	    team_member_find(rq->db, rq->arena, team->id, user_id, &m);
	if (status == STORE_OK)
		status = team_member_remove(rq->db, rq->arena, team->id, user_id);
	if (status == STORE_OK)
		status = team_invitations_remove_of(rq->db, rq->arena, team->id, user_id);
	return finish(rq, status, leaves ? "team_left" : "team_member_removed",
	    json_pack("{so so s{so}}", "team_id", id_json(rq, team->id), "member",
		id_json(rq, user_id), "before", "role",
		json_text(team_role_name(m.role))),
	    "team.last_owner");
}

struct outcome
team_move_app(struct request *rq, const struct own_app *own, struct uuid to)
{
	enum team_role there;
	const struct client *app = &own->app;
	struct uuid from = app->team_id;
	struct outcome o = team_begin(rq, from, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status =
	    team_role_of(rq->db, rq->arena, to, rq->user->id, &there);
	if (status == STORE_OK && there == TEAM_NONE)
		status = STORE_NONE;
	if (status == STORE_OK)
		status = client_set_team(rq->db, rq->arena, app->id, from, to);
	status = change_finish(rq, status, "app_moved", app->id,
	    json_pack("{s{so} s{so}}", "before", "team_id", id_json(rq, from), "after",
		"team_id", id_json(rq, to)));
	return ENDED(status);
}
