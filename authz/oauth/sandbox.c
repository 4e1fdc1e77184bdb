#include "oauth/sandbox.h"

#include "identity/signin.h"
#include "oauth/errors.h"
#include "settings/settings.h"
#include "store/teams.h"
#include "store/users.h"

bool
app_in_sandbox(const struct client *app)
{
	return settings()->apps.sandbox && !app->reviewed_at && !app->trusted &&
	       app->kind != APP_RESOURCE_SERVER;
}

enum store_status
app_open_to(struct request *rq, const struct client *app, struct uuid user_id)
{
	enum team_role role;
	if (!app_in_sandbox(app))
		return STORE_OK;
	if (!request_may_block(rq))
		return STORE_DEFER;
	enum store_status status =
	    team_role_of(rq->db, rq->arena, app->team_id, user_id, &role);
	return status == STORE_OK && role == TEAM_NONE ? STORE_NONE : status;
}

const struct response *
require_open_app(struct request *rq, const struct client *app)
{
	enum store_status status = app_open_to(rq, app, rq->user->id);
	if (status == STORE_NONE)
		return respond_error_page(rq, 403, "errors.sandbox");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

const struct response *
require_open_client(struct request *rq, struct uuid user_id)
{
	enum store_status status = app_open_to(rq, rq->client, user_id);
	if (status == STORE_NONE)
		return oauth_error(rq, ACCESS_DENIED,
		    "this app waits for its review: until then it is open to the "
		    "members of its team only");
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}
