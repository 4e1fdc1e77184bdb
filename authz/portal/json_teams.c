/* /api/v1/teams: teams, who is in them and who is invited. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/endpoints.h"
#include "portal/team_change.h"
#include "store/users.h"

const struct response *
load_own_team_for_api(struct request *rq)
{
	struct uuid id;
	struct team *team = ARENA_NEW(rq->arena, struct team);
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	enum store_status status =
	    team_of_member(rq->db, rq->arena, id, rq->user->id, team);
	if (status == STORE_NONE)
		return api_not_found(rq);
	rq->own = team;
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

static json_t *
team_json(struct arena *a, const struct team *t)
{
	return json_pack("{so so sb so so}", "id", json_text(uuid_text(a, t->id)), "name",
	    json_text(t->name), "personal", t->personal, "role",
	    json_text(team_role_name(t->role)), "created_at", json_time(t->created_at));
}

const struct response *
list_teams_for_api(struct request *rq)
{
	struct team *teams;
	size_t n;
	enum store_status status =
	    teams_of_user(rq->db, rq->arena, rq->user->id, &teams, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, team_json(rq->arena, &teams[i]));
	return api_respond_page(rq, items, NO_UUID);
}

const struct response *
show_team_for_api(struct request *rq)
{
	return api_respond(rq, 200, team_json(rq->arena, rq->own));
}

/* {"name": …}; what the answer to a GET has beside it is passed over. */
static const struct response *
read_name(struct request *rq, struct text *name)
{
	static const char *const members[] = {
	    "name", "id", "personal", "role", "created_at", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const json_t *value = json_object_get(body, "name");
	*name = text_trim(json_string_text(rq->arena, value));
	return json_is_string(value)
		   ? NULL
		   : api_refuse_member(rq, TEXT("/name"), TEXT("it is a text"));
}

static const struct response *
create(struct request *rq)
{
	struct text name;
	struct uuid id;
	struct team team;
	const struct response *refused = read_name(rq, &name);
	if (!refused)
		refused = outcome_problem(rq, team_create(rq, name, &id));
	if (refused)
		return refused;
	enum store_status status =
	    team_of_member(rq->db, rq->arena, id, rq->user->id, &team);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return api_respond_created(rq, team_json(rq->arena, &team),
	    arena_printf(
		rq->arena, "/api/v1/teams/%.*s", TEXT_ARG(uuid_text(rq->arena, id))));
}

const struct response *
create_team_for_api(struct request *rq)
{
	return api_once(rq, create);
}

/* Under the team's lock: the version that is checked is the one that is replaced. */
static const struct response *
rename_locked(struct request *rq)
{
	struct team *team = rq->own;
	struct text name;
	const struct response *refused = read_name(rq, &name);
	if (refused)
		return refused;
	enum store_status status = team_hold(rq->db, rq->arena, team->id);
	if (status == STORE_OK)
		status = team_of_member(rq->db, rq->arena, team->id, rq->user->id, team);
	if (status != STORE_OK)
		return status == STORE_NONE ? api_not_found(rq)
					    : oauth_store_error(rq, status);
	refused = api_check_version(rq, team_json(rq->arena, team));
	if (!refused)
		refused = outcome_problem(rq, team_give_name(rq, team, name));
	if (refused)
		return refused;
	team->name = name;
	team->personal = false;
	return api_respond(rq, 200, team_json(rq->arena, team));
}

const struct response *
rename_team_for_api(struct request *rq)
{
	return api_in_one(rq, rename_locked);
}

static const struct response *
gone(struct request *rq, struct outcome o)
{
	const struct response *refused = outcome_problem(rq, o);
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

const struct response *
delete_team_for_api(struct request *rq)
{
	return gone(rq, team_delete(rq, rq->own));
}

static json_t *
member_json(struct arena *a, const struct team_member *m)
{
	return json_pack("{so so so so so}", "user_id",
	    json_text(uuid_text(a, m->user_id)), "name", json_text(m->name), "email",
	    json_text(m->email), "role", json_text(team_role_name(m->role)), "since",
	    json_time(m->since));
}

const struct response *
list_members_for_api(struct request *rq)
{
	const struct team *team = rq->own;
	struct team_member *members;
	size_t n;
	enum store_status status =
	    team_members_list(rq->db, rq->arena, team->id, &members, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, member_json(rq->arena, &members[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static const struct response *
read_role(struct request *rq, const json_t *body, enum team_role *role)
{
	struct text name = json_string_text(rq->arena, json_object_get(body, "role"));
	return team_role_parse(name, role)
		   ? NULL
		   : api_refuse_member(rq, TEXT("/role"), TEXT("it is member or owner"));
}

const struct response *
set_member_for_api(struct request *rq)
{
	static const char *const members[] = {"role", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct team *team = rq->own;
	enum team_role role = TEAM_NONE;
	struct uuid id;
	struct team_member m;
	const struct response *refused = api_read_body(rq, members, &body);
	if (!refused)
		refused = read_role(rq, body, &role);
	if (refused)
		return refused;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	refused = outcome_problem(rq, team_give_role(rq, team, id, role));
	if (refused)
		return refused;
	enum store_status status = team_member_find(rq->db, rq->arena, team->id, id, &m);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? api_respond(rq, 200, member_json(rq->arena, &m))
				  : oauth_store_error(rq, status);
}

const struct response *
remove_member_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	return gone(rq, team_take_out(rq, rq->own, id));
}

static json_t *
invitation_json(struct arena *a, const struct team_invitation *i)
{
	return json_pack("{so so so so so so}", "id", json_text(uuid_text(a, i->id)),
	    "email", json_text(i->email), "role", json_text(team_role_name(i->role)),
	    "inviter", json_text(i->inviter), "created_at", json_time(i->created_at),
	    "expires_at", json_time(i->expires_at));
}

const struct response *
list_invitations_for_api(struct request *rq)
{
	const struct team *team = rq->own;
	struct team_invitation *all;
	size_t n;
	enum store_status status =
	    team_invitations_list(rq->db, rq->arena, team->id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, invitation_json(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

/* Its ticket goes by mail alone: who calls can't take the invitation in the other's
 * place. */
static const struct response *
invite(struct request *rq)
{
	static const char *const members[] = {"email", "role", NULL};
	CLEANUP(json) json_t *body = NULL;
	enum team_role role = TEAM_NONE;
	const struct response *refused = api_read_body(rq, members, &body);
	if (!refused)
		refused = read_role(rq, body, &role);
	if (refused)
		return refused;
	struct text email =
	    text_trim(json_string_text(rq->arena, json_object_get(body, "email")));
	refused = outcome_problem(rq, team_invite(rq, rq->own, email, role));
	if (refused)
		return refused;
	return api_respond(rq, 201,
	    json_pack("{so so}", "email", json_text(email), "role",
		json_text(team_role_name(role))));
}

const struct response *
invite_member_for_api(struct request *rq)
{
	return api_once(rq, invite);
}

const struct response *
withdraw_invitation_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	return gone(rq, team_uninvite(rq, rq->own, id));
}

const struct response *
move_app_for_api(struct request *rq)
{
	static const char *const members[] = {"team_id", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct uuid to;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	struct text id = json_string_text(rq->arena, json_object_get(body, "team_id"));
	struct outcome o = {.status = STORE_NONE};
	if (uuid_parse(id, &to))
		o = team_move_app(rq, rq->own, to);
	if (o.status == STORE_NONE)
		return api_refuse_member(
		    rq, TEXT("/team_id"), TEXT("it is not the id of a team of yours"));
	return gone(rq, o);
}
