/* /api/v1/admin/resources and …/scopes: the platform's APIs and what may be asked of
 * them. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "api/api.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/api_document.h"

enum { RESOURCES_SHOWN = 1000 };

const struct response *
load_resource_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	return outcome_problem(
	    rq, ENDED(resource_by_id(rq->db, rq->arena, id, &admin_of(rq)->api)));
}

const struct response *
list_resources_for_api(struct request *rq)
{
	struct resource *all;
	size_t n;
	enum store_status status = resources_search(rq->db, rq->arena,
	    form_get(rq->parameters, TEXT("q")), NO_TEXT, RESOURCES_SHOWN, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, resource_document(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

const struct response *
show_resource_for_api(struct request *rq)
{
	return api_respond(rq, 200, resource_document(rq->arena, &admin_of(rq)->api));
}

/* Over what `r` is: what is left out gets its default, or goes; but a team stays the
 * owner until another is named, or none. */
static const struct response *
read_resource(struct request *rq, struct resource *r)
{
	struct resource_said said;
	const struct response *refused = read_resource_document(rq, &said);
	if (refused)
		return refused;
	if (!r->uri.n)
		r->uri = said.resource;
	r->name = said.name;
	r->token_format = said.token_format;
	r->token_lifetime = said.token_lifetime;
	r->status_list = said.status_list;
	if (!said.team_given)
		return NULL;
	enum store_status status = STORE_NONE;
	r->team_id = NO_UUID;
	if (!said.team_id.n || uuid_parse(said.team_id, &r->team_id))
		status = owner_find(rq, said.team_id, &r->team_id);
	if (status == STORE_OK)
		return NULL;
	return status == STORE_NONE ? api_refuse_member(rq, TEXT("/team_id"),
					  TEXT("there is no such team"))
				    : oauth_store_error(rq, status);
}

/* As it is stored now. */
static const struct response *
respond_stored(struct request *rq, bool created, struct uuid id)
{
	struct resource now;
	enum store_status status = resource_by_id(rq->db, rq->arena, id, &now);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *document = resource_document(rq->arena, &now);
	return created ? api_respond_created(rq, document,
			     arena_printf(rq->arena, "/api/v1/admin/resources/%.*s",
				 TEXT_ARG(uuid_text(rq->arena, id))))
		       : api_respond(rq, 200, document);
}

static const struct response *
create(struct request *rq)
{
	struct resource r = {.id = uuid_new(), .created_at = clock_now()};
	const struct response *refused = read_resource(rq, &r);
	if (!refused)
		refused = document_problem(rq, resource_create(rq, &r));
	return refused ? refused : respond_stored(rq, true, r.id);
}

const struct response *
create_resource_for_api(struct request *rq)
{
	return api_once(rq, create);
}

/* Whoever changes it meanwhile waits: the version that is checked is the one replaced. */
static const struct response *
hold_version(struct request *rq)
{
	struct resource *r = &admin_of(rq)->api;
	const struct response *refused =
	    outcome_problem(rq, ENDED(resource_hold(rq->db, rq->arena, r->id, r)));
	return refused ? refused : api_check_version(rq, resource_document(rq->arena, r));
}

static const struct response *
replace(struct request *rq)
{
	struct resource draft = admin_of(rq)->api;
	const struct response *refused = read_resource(rq, &draft);
	if (!refused)
		refused = hold_version(rq);
	if (!refused)
		refused =
		    outcome_problem(rq, resource_change(rq, &admin_of(rq)->api, &draft));
	return refused ? refused : respond_stored(rq, false, draft.id);
}

const struct response *
replace_resource_for_api(struct request *rq)
{
	return api_in_one(rq, replace);
}

/* All its scopes and tokens end, so that the version must be named here too. */
static const struct response *
remove_held(struct request *rq)
{
	const struct resource *r = &admin_of(rq)->api;
	const struct response *refused = hold_version(rq);
	if (!refused)
		refused = outcome_problem(rq, resource_delete(rq, r, r->name));
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

const struct response *
remove_resource_for_api(struct request *rq)
{
	return api_in_one(rq, remove_held);
}
