#include "oauth/logo.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_choice.h"

enum { APPS_SHOWN = 50 };

static json_t *
app_json(struct request *rq, const struct client *app)
{
	struct text kind = arena_printf(
	    rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(app->kind)));
	json_t *shown =
	    json_pack("{so so so so sb sb so}", "name", json_text(app->name), "client_id",
		json_text(app->client_id), "path", json_text(app_path(rq->arena, app)),
		"kind", json_text(phrase(rq->arena, request_language(rq), kind, NULL)),
		"suspended", app->suspended_at != 0, "deleted", app->deleted_at != 0,
		"created", json_text(date_text(rq->arena, app->created_at)));
	logo_put(shown, app->name, logo_shown(app));
	return shown;
}

/* The apps of one team, and where the list goes on. */
static enum store_status
put_apps(struct request *rq, json_t *data, struct uuid team)
{
	struct client *apps;
	struct uuid after = NO_UUID;
	size_t n;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status =
	    clients_of_team(rq->db, rq->arena, team, after, APPS_SHOWN + 1, &apps, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n && i < APPS_SHOWN; i++)
		json_array_append_new(list, app_json(rq, &apps[i]));
	json_object_set_new(data, "apps", list);
	json_object_set_new(data, "has_apps", json_boolean(n > 0));
	if (n > APPS_SHOWN)
		json_object_set_new(data, "next",
		    json_text(arena_printf(rq->arena, "/developer?team=%.*s&after=%.*s",
			TEXT_ARG(uuid_text(rq->arena, team)),
			TEXT_ARG(uuid_text(rq->arena, apps[APPS_SHOWN - 1].id)))));
	return STORE_OK;
}

const struct response *
list_apps(struct request *rq)
{
	struct uuid wanted = NO_UUID;
	struct text asked = form_get(rq->parameters, TEXT("team"));
	if (asked.n && !uuid_parse(asked, &wanted))
		return respond_error_page(rq, 404, "errors.not_found");
	struct text gone = form_get(rq->parameters, TEXT("deleted"));
	json_t *data = json_pack("{sb}", "deleted", gone.n > 0);
	struct uuid team = wanted;
	enum store_status status = put_teams(rq, data, wanted, &team);
	if (status == STORE_OK && !uuid_is_nil(team))
		status = put_apps(rq, data, team);
	if (status == STORE_OK)
		return developer_page(rq, 200, "developer", "portal.title", data);
	json_decref(data);
	return status == STORE_NONE ? respond_error_page(rq, 404, "errors.not_found")
				    : store_error_page(rq, status);
}
