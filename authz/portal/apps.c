#include "identity/signin.h"
#include "portal/app_page.h"
#include "portal/endpoints.h"

enum { APPS_SHOWN = 200 };

const struct response *
list_apps(struct request *rq)
{
	struct client *apps;
	size_t n;
	enum store_status status =
	    clients_list(rq->db, rq->arena, rq->user->id, NO_UUID, APPS_SHOWN, &apps, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		struct text kind = arena_printf(
		    rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(apps[i].kind)));
		json_array_append_new(list,
		    json_pack("{so so so so sb so}", "name", json_text(apps[i].name),
			"client_id", json_text(apps[i].client_id), "path",
			json_text(app_path(rq->arena, &apps[i])), "kind",
			json_text(phrase(rq->arena, request_language(rq), kind, NULL)),
			"suspended", apps[i].suspended_at != 0, "created",
			json_text(date_text(rq->arena, apps[i].created_at))));
	}
	struct text gone = form_get(rq->parameters, TEXT("deleted"));
	json_t *data = json_pack("{so so sb sb sb}", "title",
	    json_text(
		phrase(rq->arena, request_language(rq), TEXT("portal.title"), NULL)),
	    "apps", list, "has_apps", n > 0, "deleted", gone.n > 0, "wide", true);
	return respond_page(rq, 200, "developer", data);
}

const struct response *
load_own_app(struct request *rq)
{
	struct uuid id;
	struct client *app = ARENA_NEW(rq->arena, struct client);
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status = client_by_id(rq->db, rq->arena, id, app);
	if (status == STORE_NONE ||
	    (status == STORE_OK && !uuid_eq(app->owner_id, rq->user->id)))
		return respond_error_page(rq, 404, "errors.not_found");
	if (status != STORE_OK)
		return store_error_page(rq, status);
	rq->own = app;
	return NULL;
}

const struct response *
show_app(struct request *rq)
{
	return app_page(rq, rq->own, &(struct app_page){0});
}
