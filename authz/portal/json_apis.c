/* /api/v1/apis: the APIs of a developer's teams. */
#include "api/api.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "portal/api_change.h"
#include "portal/api_document.h"
#include "portal/endpoints.h"
#include "portal/own.h"
#include "settings/settings.h"
#include "store/users.h"

const struct response *
load_own_api_for_api(struct request *rq)
{
	struct uuid id;
	struct own_api *own = ARENA_NEW(rq->arena, struct own_api);
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	rq->own = own;
	return outcome_problem(
	    rq, ENDED(own_api_find(rq->db, rq->arena, rq->user->id, id, own)));
}

const struct response *
list_apis_for_api(struct request *rq)
{
	struct api_page page;
	struct uuid team = NO_UUID;
	struct resource *apis;
	size_t n;
	struct text wanted = form_get(rq->parameters, TEXT("team_id"));
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	if (form_count(rq->parameters, TEXT("team_id")) && !uuid_parse(wanted, &team))
		return oauth_error(rq, INVALID_REQUEST, "team_id is not an id");
	enum store_status status = resources_of_user(
	    rq->db, rq->arena, rq->user->id, team, page.after, page.limit + 1, &apis, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, resource_document(rq->arena, &apis[i]));
	return api_respond_page(rq, items, shown < n ? apis[shown - 1].id : NO_UUID);
}

/* The team that is named, or the person's own. */
static const struct response *
find_team(struct request *rq, struct text id, struct uuid *team)
{
	struct uuid wanted = NO_UUID;
	enum store_status status = STORE_NONE;
	if (!id.n || uuid_parse(id, &wanted))
		status = team_for_new(rq->db, rq->arena, rq->user->id, wanted, team);
	if (status == STORE_NONE)
		return api_refuse_member(
		    rq, TEXT("/team_id"), TEXT("it is not the id of a team of yours"));
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

static const struct response *
create(struct request *rq)
{
	struct resource_said said;
	struct resource now, r = {.id = uuid_new(), .created_at = clock_now()};
	if (!settings()->apis.teams)
		return respond_problem(rq, 403, "operators_only",
		    TEXT("on this server only operators add APIs"), NULL);
	const struct response *refused = read_resource_document(rq, &said);
	if (!refused)
		refused = find_team(rq, said.team_id, &r.team_id);
	if (refused)
		return refused;
	r.uri = said.resource;
	r.name = said.name;
	r.scope_prefix = said.scope_prefix;
	r.purpose = said.purpose;
	r.token_format = said.token_format;
	r.token_lifetime = said.token_lifetime;
	struct outcome o = api_register(rq, &r);
	if (outcome_is_done(o))
		o = ENDED(resource_by_id(rq->db, rq->arena, r.id, &now));
	refused = document_problem(rq, o);
	if (refused)
		return refused;
	return api_respond_created(rq, resource_document(rq->arena, &now),
	    arena_printf(
		rq->arena, "/api/v1/apis/%.*s", TEXT_ARG(uuid_text(rq->arena, r.id))));
}

const struct response *
create_api_for_api(struct request *rq)
{
	return api_once(rq, create);
}

const struct response *
show_api_for_api(struct request *rq)
{
	const struct own_api *own = rq->own;
	return api_respond(rq, 200, resource_document(rq->arena, &own->api));
}

const struct response *
hold_own_api_for_api(struct request *rq)
{
	struct own_api *own = rq->own;
	enum store_status status = team_hold(rq->db, rq->arena, own->api.team_id);
	if (status == STORE_OK)
		status = resource_hold(rq->db, rq->arena, own->api.id, &own->api);
	return outcome_problem(rq, ENDED(status));
}

static const struct response *
hold_version(struct request *rq)
{
	struct own_api *own = rq->own;
	const struct response *refused = hold_own_api_for_api(rq);
	return refused ? refused
		       : api_check_version(rq, resource_document(rq->arena, &own->api));
}

/* As it is after the change `o`, or why there was none. */
static const struct response *
respond_changed(struct request *rq, struct outcome o)
{
	struct own_api *own = rq->own;
	if (outcome_is_done(o))
		o = ENDED(resource_by_id(rq->db, rq->arena, own->api.id, &own->api));
	const struct response *refused = document_problem(rq, o);
	return refused ? refused : show_api_for_api(rq);
}

static const struct response *
replace(struct request *rq)
{
	struct own_api *own = rq->own;
	struct resource_said said;
	const struct response *refused = read_resource_document(rq, &said);
	if (!refused)
		refused = hold_version(rq);
	if (refused)
		return refused;
	struct resource draft = own->api;
	draft.name = said.name;
	draft.token_format = said.token_format;
	draft.token_lifetime = said.token_lifetime;
	return respond_changed(rq, api_change(rq, own, &draft));
}

const struct response *
replace_api_for_api(struct request *rq)
{
	return api_in_one(rq, replace);
}

/* All its scopes and tokens end, so that the version must be named here too. */
static const struct response *
remove_held(struct request *rq)
{
	struct own_api *own = rq->own;
	const struct response *refused = hold_version(rq);
	if (!refused)
		refused = document_problem(rq, api_delete(rq, own, own->api.name));
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

const struct response *
delete_api_for_api(struct request *rq)
{
	return api_in_one(rq, remove_held);
}

static const struct response *
ask(struct request *rq)
{
	static const char *const members[] = {"purpose", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	struct text purpose =
	    text_trim(json_string_text(rq->arena, json_object_get(body, "purpose")));
	return respond_changed(rq, api_ask_again(rq, rq->own, purpose));
}

const struct response *
ask_for_api_for_api(struct request *rq)
{
	return api_once(rq, ask);
}
