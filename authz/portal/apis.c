/* The APIs of a team, and a new one. */
#include "base/clock.h"
#include "portal/api_page.h"
#include "portal/endpoints.h"
#include "portal/team_choice.h"
#include "settings/settings.h"

enum { APIS_SHOWN = 50 };

static enum store_status
put_apis(struct request *rq, json_t *data, struct uuid team)
{
	struct resource *apis;
	struct uuid after = NO_UUID;
	size_t n;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status =
	    resources_of_team(rq->db, rq->arena, team, after, APIS_SHOWN + 1, &apis, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n && i < APIS_SHOWN; i++)
		json_array_append_new(
		    list, json_pack("{so so so so sb sb}", "api", json_text(apis[i].name),
			      "uri", json_text(apis[i].uri), "link",
			      json_text(api_path(rq, &apis[i])), "created",
			      json_text(date_text(rq->arena, apis[i].created_at)),
			      "asked", apis[i].state == RESOURCE_ASKED, "refused",
			      apis[i].state == RESOURCE_REFUSED));
	json_object_set_new(data, "apis", list);
	json_object_set_new(data, "has_apis", json_boolean(n > 0));
	if (n > APIS_SHOWN)
		json_object_set_new(data, "next",
		    json_text(
			arena_printf(rq->arena, "/developer/apis?team=%.*s&after=%.*s",
			    TEXT_ARG(uuid_text(rq->arena, team)),
			    TEXT_ARG(uuid_text(rq->arena, apis[APIS_SHOWN - 1].id)))));
	return STORE_OK;
}

const struct response *
list_apis(struct request *rq)
{
	struct uuid wanted = NO_UUID;
	struct text asked = form_get(rq->parameters, TEXT("team"));
	if (asked.n && !uuid_parse(asked, &wanted))
		return respond_error_page(rq, 404, "errors.not_found");
	json_t *data = json_pack("{sb sb}", "deleted",
	    form_get(rq->parameters, TEXT("deleted")).n != 0, "may_register",
	    settings()->apis.teams);
	struct uuid team = wanted;
	enum store_status status = put_teams(rq, data, wanted, &team);
	if (status == STORE_OK && !uuid_is_nil(team))
		status = put_apis(rq, data, team);
	if (status == STORE_OK)
		return developer_page(rq, 200, "developer_apis", "api.list_title", data);
	json_decref(data);
	return outcome_page(rq, ENDED(status));
}

static const struct response *
new_api_page(
    struct request *rq, const struct resource *r, struct text lifetime, struct outcome o)
{
	if (!settings()->apis.teams)
		return respond_error_page(rq, 404, "errors.not_found");
	json_t *data = json_pack("{so so so so}", "uri", api_field(rq, "uri", r->uri, o),
	    "scope_prefix", api_field(rq, "scope_prefix", r->scope_prefix, o), "purpose",
	    api_field(rq, "purpose", r->purpose, o), "page",
	    json_text(TEXT("/developer/apis/new")));
	put_api_settings(rq, data, r, lifetime, o);
	if (o.fault)
		json_object_set_new(data, "fault",
		    portal_phrase(rq, o.field ? "portal.has_fault" : o.fault));
	enum store_status status = put_teams(rq, data, r->team_id, NULL);
	if (status == STORE_OK)
		return developer_page(
		    rq, o.fault ? 422 : 200, "developer_api_new", "api.new_title", data);
	json_decref(data);
	return outcome_page(rq, ENDED(status));
}

const struct response *
show_new_api(struct request *rq)
{
	struct resource r = {.token_format = TOKEN_JWT};
	uuid_parse(form_get(rq->parameters, TEXT("team")), &r.team_id);
	return new_api_page(rq, &r, NO_TEXT, DONE);
}

const struct response *
register_api(struct request *rq)
{
	struct text lifetime;
	struct resource r = {.id = uuid_new(),
	    .uri = text_trim(form_get(rq->form, TEXT("uri"))),
	    .scope_prefix = text_trim(form_get(rq->form, TEXT("scope_prefix"))),
	    .purpose = text_trim(form_get(rq->form, TEXT("purpose"))),
	    .created_at = clock_now()};
	const struct response *refused = chosen_team(rq, &r.team_id);
	if (refused)
		return refused;
	struct outcome o = read_api_settings(rq, &r, &lifetime);
	if (outcome_is_done(o))
		o = api_register(rq, &r);
	refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? new_api_page(rq, &r, lifetime, o)
		       : back_saved(rq, api_path(rq, &r));
}
