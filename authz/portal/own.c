#include "portal/own.h"

#include "identity/signin.h"
#include "portal/app_deleted.h"

static enum store_status
find_any(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    struct own_app *out)
{
	enum store_status status = client_by_id(db, a, client_id, &out->app);
	if (status == STORE_OK)
		status = team_role_of(db, a, out->app.team_id, user_id, &out->role);
	return status == STORE_OK && out->role == TEAM_NONE ? STORE_NONE : status;
}

enum store_status
own_app_find(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    struct own_app *out)
{
	enum store_status status = find_any(db, a, user_id, client_id, out);
	return status == STORE_OK && out->app.deleted_at ? STORE_NONE : status;
}

enum store_status
own_deleted_app_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, struct own_app *out)
{
	enum store_status status = find_any(db, a, user_id, client_id, out);
	return status == STORE_OK && !out->app.deleted_at ? STORE_NONE : status;
}

static const struct response *
load_any(struct request *rq)
{
	struct uuid id;
	struct own_app *own = ARENA_NEW(rq->arena, struct own_app);
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status = find_any(rq->db, rq->arena, rq->user->id, id, own);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	if (status != STORE_OK)
		return store_error_page(rq, status);
	rq->own = own;
	return NULL;
}

const struct response *
load_own_app(struct request *rq)
{
	const struct response *refused = load_any(rq);
	if (refused)
		return refused;
	const struct own_app *own = rq->own;
	return own->app.deleted_at ? deleted_app_page(rq, own) : NULL;
}

const struct response *
load_deleted_app(struct request *rq)
{
	const struct response *refused = load_any(rq);
	if (refused)
		return refused;
	const struct own_app *own = rq->own;
	return own->app.deleted_at ? NULL
				   : respond_error_page(rq, 404, "errors.not_found");
}

enum team_role
own_role(const struct request *rq)
{
	const struct own_app *own = rq->own;
	return own->role;
}

const struct response *
require_owner(struct request *rq)
{
	return own_role(rq) == TEAM_OWNER
		   ? NULL
		   : respond_error_page(rq, 403, "errors.owners_only");
}

enum store_status
team_for_new(struct db *db, struct arena *a, struct uuid user_id, struct uuid wanted,
    struct uuid *out)
{
	struct team *teams;
	enum team_role role;
	size_t n;
	if (!uuid_is_nil(wanted)) {
		enum store_status found = team_role_of(db, a, wanted, user_id, &role);
		*out = wanted;
		return found == STORE_OK && role == TEAM_NONE ? STORE_NONE : found;
	}
	enum store_status status = teams_of_user(db, a, user_id, &teams, &n);
	if (status != STORE_OK)
		return status;
	if (n != 1 && !(n && teams[0].personal))
		return team_personal(db, a, user_id, out);
	*out = teams[0].id;
	return STORE_OK;
}
