#include "oauth/client_auth.h"
#include "portal/app_change.h"
#include "portal/app_page.h"
#include "portal/endpoints.h"

const struct response *
add_secret(struct request *rq)
{
	struct client *app = rq->own;
	struct client_secret stored;
	struct text secret;
	if (!client_auth_has_secret(app->auth_method))
		return app_page(rq, app,
		    &(struct app_page){.fault = "app.public_secret", .status = 422});
	enum store_status status = app_add_secret(rq, app, &stored, &secret);
	if (status == STORE_CONFLICT)
		return app_page(rq, app,
		    &(struct app_page){.fault = "app.two_secrets", .status = 422});
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, app->id, app);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return app_page(rq, app, &(struct app_page){.new_secret = secret, .status = 201});
}

const struct response *
remove_secret(struct request *rq)
{
	struct client *app = rq->own;
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	/* Removed twice is removed. */
	enum store_status status = app_remove_secret(rq, app, id);
	if (status == STORE_CONFLICT)
		return app_page(rq, app,
		    &(struct app_page){.fault = "app.last_secret", .status = 422});
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct text path = app_path(rq->arena, app);
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s?saved=1", TEXT_ARG(path)));
}
