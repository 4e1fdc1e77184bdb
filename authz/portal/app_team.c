/* Which team an app belongs to, and its way to another. */
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_change.h"

const struct response *
show_app_team(struct request *rq)
{
	const struct own_app *own = rq->own;
	struct team *teams;
	size_t n;
	enum store_status status =
	    teams_of_user(rq->db, rq->arena, rq->user->id, &teams, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *others = json_array();
	json_t *data =
	    json_pack("{so sb}", "others", others, "owner", own->role == TEAM_OWNER);
	for (size_t i = 0; i < n; i++) {
		struct text id = uuid_text(rq->arena, teams[i].id);
		if (!uuid_eq(teams[i].id, own->app.team_id)) {
			json_array_append_new(others,
			    json_pack("{so so sb}", "id", json_text(id), "team",
				json_text(teams[i].name), "personal", teams[i].personal));
			continue;
		}
		json_object_set_new(data, "team", json_text(teams[i].name));
		json_object_set_new(data, "team_link",
		    json_text(developer_path(rq, "teams", teams[i].id)));
	}
	json_object_set_new(
	    data, "has_others", json_boolean(json_array_size(others) > 0));
	return app_tab(rq, 200, "developer_app_team", &own->app, data);
}

const struct response *
move_app(struct request *rq)
{
	const struct own_app *own = rq->own;
	struct uuid to;
	if (!uuid_parse(form_get(rq->form, TEXT("team")), &to))
		return respond_error_page(rq, 404, "errors.not_found");
	const struct response *refused = outcome_page(rq, team_move_app(rq, own, to));
	if (refused)
		return refused;
	return back_to_tab(rq, &own->app, "team");
}
