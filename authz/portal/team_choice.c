#include "portal/team_choice.h"

#include "identity/signin.h"

enum store_status
put_teams(struct request *rq, json_t *data, struct uuid wanted, struct uuid *chosen)
{
	struct team *teams;
	size_t n, here = 0;
	enum store_status status =
	    teams_of_user(rq->db, rq->arena, rq->user->id, &teams, &n);
	if (status != STORE_OK)
		return status;
	if (!uuid_is_nil(wanted))
		while (here < n && !uuid_eq(teams[here].id, wanted))
			here++;
	if (here == n && !uuid_is_nil(wanted))
		return STORE_NONE;
	if (chosen)
		*chosen = n ? teams[here].id : NO_UUID;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		struct text id = uuid_text(rq->arena, teams[i].id);
		json_array_append_new(
		    list, json_pack("{so so sb sb}", "id", json_text(id), "team",
			      json_text(teams[i].name), "personal", teams[i].personal,
			      "here", i == here));
	}
	json_object_set_new(data, "teams", list);
	json_object_set_new(data, "has_teams", json_boolean(n > 1));
	if (n)
		json_object_set_new(
		    data, "team_id", json_text(uuid_text(rq->arena, teams[here].id)));
	return STORE_OK;
}

const struct response *
chosen_team(struct request *rq, struct uuid *team)
{
	struct uuid wanted = NO_UUID;
	struct text given = form_get(rq->form, TEXT("team"));
	if (given.n && !uuid_parse(given, &wanted))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    team_for_new(rq->db, rq->arena, rq->user->id, wanted, team);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}
