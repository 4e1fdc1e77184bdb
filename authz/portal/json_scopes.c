/* /api/v1/apps/{}/scopes: what an app may ask for. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/errors.h"
#include "portal/app_change.h"
#include "portal/endpoints.h"
#include "portal/own.h"

/* What the app may ask for of the catalogue, or the answer. */
static const struct response *
find_scope(struct request *rq, struct scope *out)
{
	const struct client *app = rq->own;
	enum store_status status =
	    scope_by_name(rq->db, rq->arena, rq->path_args[1], out);
	if (status == STORE_OK && out->sensitivity == SCOPE_INTERNAL &&
	    !app_scope_find(app, out->name))
		status = STORE_NONE;
	if (status == STORE_OK)
		return NULL;
	return status == STORE_NONE ? api_not_found(rq) : oauth_store_error(rq, status);
}

static enum store_status
choose(struct request *rq, const struct scope *scope, bool wanted, struct text reason)
{
	const struct client *app = rq->own;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = app_choose_scope(rq, app, scope, wanted, reason);
	return app_change_end(rq, "app_scopes_chosen", app, app->id, status);
}

const struct response *
ask_scope_for_api(struct request *rq)
{
	static const char *const members[] = {"reason", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct client *app = rq->own;
	struct scope scope;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	json_t *given = json_object_get(body, "reason");
	struct text reason = text_trim(json_string_text(rq->arena, given));
	if ((given && !json_is_string(given)) || app_description_fault(reason))
		return api_refuse_member(
		    rq, TEXT("/reason"), TEXT("it is a text of at most 1000 characters"));
	refused = find_scope(rq, &scope);
	if (refused)
		return refused;
	enum store_status status = choose(rq, &scope, true, reason);
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, app->id, app);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct app_scope *held = app_scope_find(app, scope.name);
	return api_respond(rq, 200,
	    json_pack("{so so}", "scope", json_text(scope.name), "state",
		held ? json_text(scope_state_name(held->state)) : json_null()));
}

const struct response *
drop_scope_for_api(struct request *rq)
{
	struct scope scope;
	const struct response *refused = find_scope(rq, &scope);
	if (refused)
		return refused;
	const struct app_scope *held = app_scope_find(rq->own, scope.name);
	if (!held)
		return api_not_found(rq);
	if (held->state == SCOPE_REFUSED)
		return api_conflict(rq, "an operator has refused it, and that stays");
	enum store_status status = choose(rq, &scope, false, NO_TEXT);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}
