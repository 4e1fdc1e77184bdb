/* One team: who is in it, who is invited, and what its owners change. */
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_change.h"

#include <string.h>

const struct response *
load_own_team(struct request *rq)
{
	struct uuid id;
	struct team *team = ARENA_NEW(rq->arena, struct team);
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    team_of_member(rq->db, rq->arena, id, rq->user->id, team);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	rq->own = team;
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

static struct text
team_path(struct request *rq)
{
	const struct team *team = rq->own;
	return developer_path(rq, "teams", team->id);
}

static enum store_status
put_members(struct request *rq, json_t *data, struct text path)
{
	const struct team *team = rq->own;
	struct team_member *members;
	size_t n, owners = 0;
	enum store_status status =
	    team_members_list(rq->db, rq->arena, team->id, &members, &n);
	if (status != STORE_OK)
		return status;
	for (size_t i = 0; i < n; i++)
		owners += members[i].role == TEAM_OWNER;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct team_member *m = &members[i];
		bool self = uuid_eq(m->user_id, rq->user->id);
		bool stays = m->role == TEAM_OWNER && owners == 1;
		struct text id = uuid_text(rq->arena, m->user_id);
		json_array_append_new(list,
		    json_pack("{so so so so so sb sb sb sb}", "person",
			json_text(m->name.n ? m->name : m->email), "person_email",
			json_text(m->name.n ? m->email : NO_TEXT), "role",
			portal_word(rq, "team.role", team_role_name(m->role)), "since",
			json_text(date_text(rq->arena, m->since)), "member_path",
			json_text(arena_printf(rq->arena, "%.*s/members/%.*s",
			    TEXT_ARG(path), TEXT_ARG(id))),
			"is_owner", m->role == TEAM_OWNER, "self", self, "may_change",
			team->role == TEAM_OWNER && !stays, "may_remove",
			team->role == TEAM_OWNER && !self));
		if (self)
			json_object_set_new(data, "may_leave", json_boolean(!stays));
	}
	json_object_set_new(data, "members", list);
	json_object_set_new(data, "alone", json_boolean(n == 1));
	return STORE_OK;
}

static enum store_status
put_invitations(struct request *rq, json_t *data, struct text path)
{
	const struct team *team = rq->own;
	struct team_invitation *all;
	size_t n;
	enum store_status status =
	    team_invitations_list(rq->db, rq->arena, team->id, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so so}", "email", json_text(all[i].email),
			"role", portal_word(rq, "team.role", team_role_name(all[i].role)),
			"inviter", json_text(all[i].inviter), "until",
			json_text(date_text(rq->arena, all[i].expires_at)),
			"invitation_path",
			json_text(arena_printf(rq->arena, "%.*s/invitations/%.*s",
			    TEXT_ARG(path), TEXT_ARG(uuid_text(rq->arena, all[i].id))))));
	json_object_set_new(data, "invitations", list);
	json_object_set_new(data, "has_invitations", json_boolean(n > 0));
	return STORE_OK;
}

/* `o` is what came of a form, with `typed` in the field at fault. */
static const struct response *
team_page(struct request *rq, struct outcome o, struct text typed)
{
	const struct team *team = rq->own;
	struct text path = team_path(rq);
	bool on_name = o.field && strcmp(o.field, "name") == 0;
	bool on_email = o.field && strcmp(o.field, "email") == 0;
	struct text name = team->personal ? NO_TEXT : team->name;
	json_t *data = json_pack("{so so so so so so sb sb sb}", "title",
	    json_text(team->name), "team", json_text(team->name), "page", json_text(path),
	    "path", json_text(path), "name",
	    field_json(rq, "name", on_name ? typed : name, on_name ? o.fault : NULL),
	    "email",
	    field_json(
		rq, "email", on_email ? typed : NO_TEXT, on_email ? o.fault : NULL),
	    "personal", team->personal, "owner", team->role == TEAM_OWNER, "invited",
	    form_get(rq->parameters, TEXT("invited")).n != 0);
	json_object_set_new(data, "apps_link",
	    json_text(arena_printf(rq->arena, "/developer?team=%.*s",
		TEXT_ARG(uuid_text(rq->arena, team->id)))));
	if (o.fault)
		json_object_set_new(data, "fault",
		    portal_phrase(rq, o.field ? "portal.has_fault" : o.fault));
	enum store_status status = put_members(rq, data, path);
	if (status == STORE_OK)
		status = put_invitations(rq, data, path);
	if (status == STORE_OK)
		return developer_page(
		    rq, o.fault ? 422 : 200, "developer_team", NULL, data);
	json_decref(data);
	return store_error_page(rq, status);
}

const struct response *
show_team(struct request *rq)
{
	return team_page(rq, DONE, NO_TEXT);
}

/* The page again with what was wrong, or on to `path` by a GET. */
static const struct response *
answer(struct request *rq, struct outcome o, struct text typed, struct text path)
{
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? team_page(rq, o, typed) : respond_redirect(rq, path);
}

static struct text
saved(struct request *rq)
{
	return arena_printf(rq->arena, "%.*s?saved=1", TEXT_ARG(team_path(rq)));
}

const struct response *
rename_team(struct request *rq)
{
	struct text name = text_trim(form_get(rq->form, TEXT("name")));
	return answer(rq, team_give_name(rq, rq->own, name), name, saved(rq));
}

const struct response *
delete_team(struct request *rq)
{
	return answer(
	    rq, team_delete(rq, rq->own), NO_TEXT, TEXT("/developer/teams?deleted=1"));
}

const struct response *
leave_team(struct request *rq)
{
	return answer(rq, team_take_out(rq, rq->own, rq->user->id), NO_TEXT,
	    TEXT("/developer/teams?left=1"));
}

const struct response *
change_role(struct request *rq)
{
	struct uuid id;
	enum team_role role;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	if (!team_role_parse(form_get(rq->form, TEXT("role")), &role))
		return respond_error_page(rq, 400, "errors.bad_request");
	return answer(rq, team_give_role(rq, rq->own, id, role), NO_TEXT, saved(rq));
}

const struct response *
remove_member(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	return answer(rq, team_take_out(rq, rq->own, id), NO_TEXT, saved(rq));
}

const struct response *
invite_member(struct request *rq)
{
	enum team_role role;
	struct text email = text_trim(form_get(rq->form, TEXT("email")));
	if (!team_role_parse(form_get(rq->form, TEXT("role")), &role))
		return respond_error_page(rq, 400, "errors.bad_request");
	return answer(rq, team_invite(rq, rq->own, email, role), email,
	    arena_printf(rq->arena, "%.*s?invited=1", TEXT_ARG(team_path(rq))));
}

const struct response *
withdraw_invitation(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	return answer(rq, team_uninvite(rq, rq->own, id), NO_TEXT, saved(rq));
}
