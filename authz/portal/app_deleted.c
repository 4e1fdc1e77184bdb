#include "portal/app_deleted.h"

#include "portal/app_change.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"

const struct response *
deleted_app_page(struct request *rq, const struct own_app *own)
{
	const struct client *app = &own->app;
	struct text until = time_text(rq->arena, app->deleted_at + APP_GRACE);
	return developer_page(rq, 410, "developer_app_deleted", NULL,
	    json_pack("{so so so so sb}", "title", json_text(app->name), "app_name",
		json_text(app->name), "path", json_text(app_path(rq->arena, app)),
		"until", json_text(until), "owner", own->role == TEAM_OWNER));
}

const struct response *
restore_app(struct request *rq)
{
	const struct own_app *own = rq->own;
	enum store_status status = app_restore(rq, &own->app);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? back_saved(rq, app_path(rq->arena, &own->app))
				  : store_error_page(rq, status);
}
