#include "api/api.h"
#include "live/clients.h"
#include "oauth/access_token.h"
#include "oauth/bearer.h"
#include "oauth/scope.h"
#include "settings/settings.h"
#include "store/users.h"

static enum store_status
find_app(struct request *rq, struct uuid id)
{
	struct client *app = ARENA_NEW(rq->arena, struct client);
	enum store_status status = STORE_OK;
	if (!live_client_find(rq->arena, id, app))
		status = live_client_read(rq->db, rq->arena, id, app);
	if (status == STORE_OK)
		rq->client = app;
	return status;
}

static enum store_status
find_person(struct request *rq, struct uuid id)
{
	if (uuid_is_nil(id))
		return STORE_OK;
	struct user *person = ARENA_NEW(rq->arena, struct user);
	enum store_status status = user_by_id(rq->db, rq->arena, id, person);
	if (status == STORE_OK && person->disabled_at)
		return STORE_NONE;
	rq->user = person;
	return status;
}

static const struct response *
require_scope(struct request *rq, struct text scope)
{
	const struct access_token *t = rq->own;
	struct texts scopes;
	rq->own = NULL;
	if (!access_token_is_for(t, settings()->server.issuer))
		return refuse_bearer(rq, INVALID_TOKEN,
		    "the access token is for another API: ask for one without the "
		    "parameter resource",
		    NO_TEXT);
	if (!scope_parse(rq->arena, t->scope, &scopes) || !texts_have(scopes, scope))
		return refuse_bearer(rq, INSUFFICIENT_SCOPE,
		    arena_cstr(rq->arena,
			arena_printf(rq->arena, "this endpoint needs the scope %.*s",
			    TEXT_ARG(scope))),
		    scope);
	enum store_status status = find_app(rq, t->client_id);
	if (status == STORE_OK)
		status = find_person(rq, t->user_id);
	if (status == STORE_NONE)
		return refuse_bearer(
		    rq, INVALID_TOKEN, "the person or the app is gone", NO_TEXT);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

const struct response *
require_apps_scope(struct request *rq)
{
	const struct response *refused = require_scope(rq, TEXT("apps"));
	if (refused || rq->user)
		return refused;
	return refuse_bearer(rq, INSUFFICIENT_SCOPE,
	    "apps are managed for a person: use an access token that somebody allowed, "
	    "not "
	    "one of client_credentials",
	    TEXT("apps"));
}

const struct response *
require_admin_scope(struct request *rq)
{
	return require_scope(rq, TEXT("admin"));
}
