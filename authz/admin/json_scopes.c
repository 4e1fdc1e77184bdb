/* /api/v1/admin/resources/{}/scopes and …/scopes/{}: the words that people read when they
 * decide, and who may ask. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/api_document.h"

const struct response *
list_scopes_for_api(struct request *rq)
{
	struct scope *all;
	size_t n;
	enum store_status status =
	    scopes_of(rq->db, rq->arena, admin_of(rq)->api.id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_document(&all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static const struct response *
respond_stored(struct request *rq, int code, struct text name)
{
	struct scope now;
	enum store_status status = scope_by_name(rq->db, rq->arena, name, &now);
	return status == STORE_OK ? api_respond(rq, code, scope_document(&now))
				  : oauth_store_error(rq, status);
}

/* One of the API in the path. */
static enum store_status
find_scope(struct request *rq, struct scope *out)
{
	enum store_status status =
	    scope_by_name(rq->db, rq->arena, rq->path_args[1], out);
	return status == STORE_OK && !uuid_eq(out->resource_id, admin_of(rq)->api.id)
		   ? STORE_NONE
		   : status;
}

const struct response *
show_scope_of_resource_for_api(struct request *rq)
{
	struct scope s;
	enum store_status status = find_scope(rq, &s);
	const struct response *refused = outcome_problem(rq, ENDED(status));
	return refused ? refused : api_respond(rq, 200, scope_document(&s));
}

static const struct response *
put(struct request *rq)
{
	const struct resource *api = &admin_of(rq)->api;
	struct scope is, s = {.name = rq->path_args[1]};
	const struct response *refused = read_scope_document(rq, &s);
	if (refused)
		return refused;
	enum store_status status = scope_hold(rq->db, rq->arena, s.name, &is);
	bool is_new = status == STORE_NONE;
	if (status == STORE_OK && !uuid_eq(is.resource_id, api->id))
		return api_conflict(rq, "another API has a scope of that name");
	refused = check_scope_version(rq, status, &is);
	if (!refused)
		refused = document_problem(
		    rq, is_new ? scope_create(rq, api, &s) : scope_change(rq, &s));
	return refused ? refused : respond_stored(rq, is_new ? 201 : 200, s.name);
}

const struct response *
put_scope_for_api(struct request *rq)
{
	return api_in_one(rq, put);
}

const struct response *
remove_scope_for_api(struct request *rq)
{
	struct scope is;
	struct text name = rq->path_args[1];
	struct outcome o = ENDED(find_scope(rq, &is));
	if (outcome_is_done(o))
		o = scope_delete(rq, name, name);
	const struct response *refused = outcome_problem(rq, o);
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

/* authz's own: openid, profile and the like. */
const struct response *
list_authz_scopes_for_api(struct request *rq)
{
	struct scope *all;
	size_t n;
	enum store_status status = scopes_own(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_document(&all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static const struct response *
find_authz_scope(struct request *rq,
    enum store_status (*find)(
	struct db *db, struct arena *a, struct text name, struct scope *out),
    struct scope *out)
{
	enum store_status status = find(rq->db, rq->arena, rq->path_args[0], out);
	if (status == STORE_OK && !uuid_is_nil(out->resource_id))
		status = STORE_NONE;
	return outcome_problem(rq, ENDED(status));
}

const struct response *
show_authz_scope_for_api(struct request *rq)
{
	struct scope s;
	const struct response *refused = find_authz_scope(rq, scope_by_name, &s);
	return refused ? refused : api_respond(rq, 200, scope_document(&s));
}

/* They are neither made nor deleted. */
static const struct response *
replace_own(struct request *rq)
{
	struct scope is, s = {.name = rq->path_args[0]};
	const struct response *refused = read_scope_document(rq, &s);
	if (!refused)
		refused = find_authz_scope(rq, scope_hold, &is);
	if (!refused)
		refused = check_scope_version(rq, STORE_OK, &is);
	if (!refused)
		refused = document_problem(rq, scope_change(rq, &s));
	return refused ? refused : respond_stored(rq, 200, s.name);
}

const struct response *
replace_authz_scope_for_api(struct request *rq)
{
	return api_in_one(rq, replace_own);
}
