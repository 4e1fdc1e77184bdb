/* /api/v1/admin/resources and …/scopes: the platform's APIs and what may be asked of
 * them. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"
#include "admin/resource_change.h"
#include "api/api.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/api_document.h"
#include "store/resource_effects.h"

const struct response *
load_resource_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	return outcome_problem(
	    rq, ENDED(resource_by_id(rq->db, rq->arena, id, &admin_of(rq)->api)));
}

/* With state=asked, those that wait for a reviewer. */
const struct response *
list_resources_for_api(struct request *rq)
{
	struct api_page page;
	struct resource *all;
	size_t n;
	struct text state = form_get(rq->parameters, TEXT("state"));
	bool asked = text_eq(state, resource_state_name(RESOURCE_ASKED));
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	if (!asked && form_count(rq->parameters, TEXT("state")))
		return oauth_error(rq, INVALID_REQUEST, "state is asked");
	enum store_status status = asked ? resources_asked(rq->db, rq->arena, page.after,
					       page.limit + 1, &all, &n)
					 : lookup_resources(rq, lookup_words(rq),
					       page.after, page.limit + 1, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, resource_document(rq->arena, &all[i]));
	return api_respond_page(rq, items, shown < n ? all[shown - 1].id : NO_UUID);
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

/* Whether apps may use what a team registered. */
static const struct response *
review(struct request *rq)
{
	static const char *const members[] = {"decision", "message", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct resource *api = &admin_of(rq)->api;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	struct text name = json_string_text(rq->arena, json_object_get(body, "decision"));
	const json_t *message = json_object_get(body, "message");
	bool approve = text_eq(name, resource_state_name(RESOURCE_APPROVED));
	if (!approve && !text_eq(name, resource_state_name(RESOURCE_REFUSED)))
		return api_refuse_member(
		    rq, TEXT("/decision"), TEXT("it is approved or refused"));
	if (message && !json_is_string(message))
		return api_refuse_member(rq, TEXT("/message"), TEXT("it is a text"));
	struct outcome o = resource_review(
	    rq, api, approve, text_trim(json_string_text(rq->arena, message)));
	if (o.status == STORE_NONE)
		return api_conflict(rq, "it waits for no decision (any more)");
	refused = outcome_problem(rq, o);
	return refused ? refused : respond_stored(rq, false, api->id);
}

const struct response *
review_resource_for_api(struct request *rq)
{
	return api_once(rq, review);
}

/* Whom it hits when it goes, or the scope of that name. */
const struct response *
show_effects_for_api(struct request *rq)
{
	struct effects hit;
	enum store_status status = effects_of_removal(rq->db, rq->arena,
	    admin_of(rq)->api.id, form_get(rq->parameters, TEXT("scope")), &hit);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return api_respond(rq, 200,
	    json_pack("{sI sI}", "apps", (json_int_t)hit.apps, "consents",
		(json_int_t)hit.consents));
}
