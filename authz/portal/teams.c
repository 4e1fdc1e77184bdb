/* The teams of a person, and a new one. */
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_change.h"

static const struct response *
teams_page(struct request *rq, int status, struct text typed, const char *fault)
{
	struct team *teams;
	size_t n;
	enum store_status stored =
	    teams_of_user(rq->db, rq->arena, rq->user->id, &teams, &n);
	if (stored != STORE_OK)
		return store_error_page(rq, stored);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so sb}", "team", json_text(teams[i].name),
			"link", json_text(developer_path(rq, "teams", teams[i].id)),
			"role",
			portal_word(rq, "team.role", team_role_name(teams[i].role)),
			"created", json_text(date_text(rq->arena, teams[i].created_at)),
			"personal", teams[i].personal));
	struct form q = rq->parameters;
	json_t *data = json_pack("{so so sb sb sb so}", "list", list, "name",
	    field_json(rq, "name", typed, fault), "has_list", n > 0, "deleted",
	    form_get(q, TEXT("deleted")).n != 0, "left", form_get(q, TEXT("left")).n != 0,
	    "page", json_text(TEXT("/developer/teams")));
	return developer_page(rq, status, "developer_teams", "team.title", data);
}

const struct response *
list_teams(struct request *rq)
{
	return teams_page(rq, 200, NO_TEXT, NULL);
}

const struct response *
create_team(struct request *rq)
{
	struct uuid id;
	struct text name = text_trim(form_get(rq->form, TEXT("name")));
	struct outcome o = team_create(rq, name, &id);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? teams_page(rq, 422, name, o.fault)
		       : back_saved(rq, developer_path(rq, "teams", id));
}
