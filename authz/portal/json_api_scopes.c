/* /api/v1/apis/{}/scopes: the scopes of a team's API, and which apps have them. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/api_change.h"
#include "portal/api_document.h"
#include "portal/endpoints.h"
#include "store/scope_apps.h"

enum { REQUESTS_SHOWN = 100 };

const struct response *
list_own_scopes_for_api(struct request *rq)
{
	const struct own_api *own = rq->own;
	struct scope *all;
	size_t n;
	enum store_status status = scopes_of(rq->db, rq->arena, own->api.id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_document(&all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

/* The scope in the path, if it is this API's. */
static const struct response *
find_scope(struct request *rq, struct scope *out)
{
	return outcome_problem(
	    rq, ENDED(own_scope_find(rq, rq->own, rq->path_args[1], out)));
}

const struct response *
show_own_scope_for_api(struct request *rq)
{
	struct scope s;
	const struct response *refused = find_scope(rq, &s);
	return refused ? refused : api_respond(rq, 200, scope_document(&s));
}

/* Under the team's lock: the version that is checked is the one that is replaced. */
static const struct response *
put(struct request *rq)
{
	struct own_api *own = rq->own;
	struct scope is, s = {.name = rq->path_args[1]};
	const struct response *refused = read_scope_document(rq, &s);
	if (!refused)
		refused = hold_own_api_for_api(rq);
	if (refused)
		return refused;
	enum store_status status = scope_hold(rq->db, rq->arena, s.name, &is);
	bool is_new = status == STORE_NONE;
	if (status == STORE_OK && !uuid_eq(is.resource_id, own->api.id))
		return api_conflict(rq, "another API has a scope of that name");
	refused = check_scope_version(rq, status, &is);
	if (!refused)
		refused = document_problem(rq,
		    is_new ? api_scope_add(rq, own, &s) : api_scope_change(rq, own, &s));
	if (!refused)
		refused = find_scope(rq, &s);
	return refused ? refused
		       : api_respond(rq, is_new ? 201 : 200, scope_document(&s));
}

const struct response *
put_own_scope_for_api(struct request *rq)
{
	return api_in_one(rq, put);
}

const struct response *
remove_own_scope_for_api(struct request *rq)
{
	const struct response *refused =
	    document_problem(rq, api_scope_remove(rq, rq->own, rq->path_args[1]));
	return refused ? refused : respond(rq, 204, NO_TEXT, NO_TEXT);
}

static json_t *
scope_app_json(struct arena *a, const struct scope_app *s)
{
	return json_pack("{so so so so so so so sb so}", "app_id",
	    json_text(uuid_text(a, s->client_id)), "client_name", json_text(s->name),
	    "owner", json_text(s->owner_name), "client_uri", json_text(s->homepage),
	    "scope", json_text(s->scope), "state", json_text(scope_state_name(s->state)),
	    "reason", json_text(s->reason), "reviewed", s->reviewed, "changed_at",
	    json_time(s->changed_at));
}

static json_t *
scope_apps_json(struct arena *a, const struct scope_app *all, size_t n)
{
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_app_json(a, &all[i]));
	return items;
}

const struct response *
list_apps_of_scope_for_api(struct request *rq)
{
	struct api_page page;
	struct scope s;
	struct scope_app *all;
	size_t n;
	const struct response *refused = api_read_page(rq, &page);
	if (!refused)
		refused = find_scope(rq, &s);
	if (refused)
		return refused;
	enum store_status status = scope_apps_list(
	    rq->db, rq->arena, s.name, page.after, page.limit + 1, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	return api_respond_page(rq, scope_apps_json(rq->arena, all, shown),
	    shown < n ? all[shown - 1].client_id : NO_UUID);
}

/* What is decided makes room for what waits behind. */
const struct response *
list_scope_requests_for_api(struct request *rq)
{
	const struct own_api *own = rq->own;
	struct scope_app *all;
	size_t n;
	enum store_status status =
	    scope_requests_list(rq->db, rq->arena, own->api.id, REQUESTS_SHOWN, &all, &n);
	return status == STORE_OK
		   ? api_respond_page(rq, scope_apps_json(rq->arena, all, n), NO_UUID)
		   : oauth_store_error(rq, status);
}

static const struct response *
read_decision(
    struct request *rq, const json_t *body, bool *approve, enum scope_state *was)
{
	struct text state = json_string_text(rq->arena, json_object_get(body, "state"));
	const json_t *before = json_object_get(body, "was");
	*approve = text_eq(state, scope_state_name(SCOPE_APPROVED));
	*was = SCOPE_ASKED;
	if (!*approve && !text_eq(state, scope_state_name(SCOPE_REFUSED)))
		return api_refuse_member(
		    rq, TEXT("/state"), TEXT("it is approved or refused"));
	if (before && !scope_state_parse(json_string_text(rq->arena, before), was))
		return api_refuse_member(
		    rq, TEXT("/was"), TEXT("it is asked, approved or refused"));
	return NULL;
}

const struct response *
decide_own_scope_for_api(struct request *rq)
{
	static const char *const members[] = {"state", "was", "message", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct text scope = rq->path_args[1];
	struct uuid app;
	bool approve;
	enum scope_state was;
	const struct response *refused = api_read_body(rq, members, &body);
	if (!refused)
		refused = read_decision(rq, body, &approve, &was);
	if (refused)
		return refused;
	const json_t *message = json_object_get(body, "message");
	if (message && !json_is_string(message))
		return api_refuse_member(rq, TEXT("/message"), TEXT("it is a text"));
	if (!uuid_parse(rq->path_args[2], &app))
		return api_not_found(rq);
	refused =
	    document_problem(rq, api_decide(rq, rq->own, app, scope, was, approve,
				     text_trim(json_string_text(rq->arena, message))));
	if (refused)
		return refused;
	return api_respond(rq, 200,
	    json_pack("{so so}", "scope", json_text(scope), "state",
		json_text(scope_state_name(approve ? SCOPE_APPROVED : SCOPE_REFUSED))));
}
