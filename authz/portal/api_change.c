#include "portal/api_change.h"

#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/resource_rules.h"
#include "portal/api_audit.h"
#include "portal/team_change.h"
#include "settings/settings.h"
#include "store/audit.h"
#include "store/users.h"

enum store_status
own_api_find(struct db *db, struct arena *a, struct uuid user_id, struct uuid id,
    struct own_api *out)
{
	enum store_status status = resource_by_id(db, a, id, &out->api);
	if (status == STORE_OK)
		status = team_role_of(db, a, out->api.team_id, user_id, &out->role);
	return status == STORE_OK && out->role == TEAM_NONE ? STORE_NONE : status;
}

struct outcome
api_begin(struct request *rq, struct own_api *own, enum team_role least)
{
	struct uuid team = own->api.team_id;
	struct outcome o = team_begin(rq, team, least);
	if (!outcome_is_done(o))
		return o;
	enum store_status status =
	    resource_by_id(rq->db, rq->arena, own->api.id, &own->api);
	if (status == STORE_OK && !uuid_eq(own->api.team_id, team))
		status = STORE_NONE;
	if (status != STORE_OK)
		db_rollback(rq->db);
	return ENDED(status);
}

enum store_status
api_finish(struct request *rq, enum store_status status, const char *event,
    const struct resource *api, json_t *before, json_t *after)
{
	struct text changes = audit_changes(rq->arena, before, after);
	json_t *details = json_loadb(changes.at, changes.n, 0, NULL);
	json_object_set_new(details, "resource", json_text(api->uri));
	return change_finish(rq, status, event, NO_UUID, details);
}

static struct outcome
draft_fault(const struct resource *draft)
{
	const char *fault = app_name_fault(draft->name);
	if (fault)
		return REFUSED("name", fault);
	fault = resource_lifetime_fault(
	    draft->token_lifetime, settings()->apis.lifetime_most);
	return fault ? REFUSED("token_lifetime", fault) : DONE;
}

/* What only a new one can have wrong. */
static struct outcome
new_fault(const struct resource *draft)
{
	const char *fault = team_resource_uri_fault(draft->uri);
	if (fault)
		return REFUSED("uri", fault);
	fault = scope_prefix_fault(draft->scope_prefix);
	if (fault)
		return REFUSED("scope_prefix", fault);
	fault = app_description_fault(draft->purpose);
	if (fault)
		return REFUSED("purpose", fault);
	if (!draft->purpose.n)
		return REFUSED("purpose", "api.purpose_missing");
	return draft_fault(draft);
}

/* Inside of the transaction: what others have already. */
static struct outcome
find_taken(struct request *rq, const struct resource *draft)
{
	struct resource other, *all;
	size_t n = 0, waiting = 0;
	bool taken = false;
	enum store_status status = resource_by_uri(rq->db, rq->arena, draft->uri, &other);
	if (status == STORE_OK)
		return REFUSED("uri", "api.uri_taken");
	if (status == STORE_NONE)
		status = scope_prefix_taken(
		    rq->db, rq->arena, draft->scope_prefix, draft->id, &taken);
	if (taken)
		return REFUSED("scope_prefix", "api.prefix_taken");
	if (status == STORE_OK)
		status = resources_of_team(
		    rq->db, rq->arena, draft->team_id, NO_UUID, 1000, &all, &n);
	for (size_t i = 0; i < n; i++)
		waiting += all[i].state != RESOURCE_APPROVED;
	return waiting >= API_WAITING_MOST ? REFUSED(NULL, "api.waiting_many")
					   : ENDED(status);
}

struct outcome
api_register(struct request *rq, const struct resource *draft)
{
	struct resource added = *draft;
	added.state = RESOURCE_ASKED;
	if (!settings()->apis.teams)
		return ENDED(STORE_NONE);
	struct outcome o = new_fault(draft);
	if (outcome_is_done(o))
		o = team_begin(rq, draft->team_id, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	o = find_taken(rq, draft);
	if (!outcome_is_done(o)) {
		db_rollback(rq->db);
		return o;
	}
	enum store_status status = resource_add(rq->db, rq->arena, &added);
	status = api_finish(
	    rq, status, "api_registered", &added, NULL, resource_audited(&added));
	/* Somebody else was faster by a moment. */
	return status == STORE_CONFLICT ? REFUSED("uri", "api.uri_taken") : ENDED(status);
}

struct outcome
api_change(struct request *rq, struct own_api *own, const struct resource *draft)
{
	struct outcome o = draft_fault(draft);
	if (outcome_is_done(o))
		o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	struct resource after = own->api;
	after.name = draft->name;
	after.token_format = draft->token_format;
	after.token_lifetime = draft->token_lifetime;
	enum store_status status = resource_set(rq->db, rq->arena, &after);
	status = api_finish(rq, status, "api_changed", &own->api,
	    resource_audited(&own->api), resource_audited(&after));
	return ENDED(status);
}

struct outcome
api_ask_again(struct request *rq, struct own_api *own, struct text purpose)
{
	const char *fault = app_description_fault(purpose);
	if (!fault && !purpose.n)
		fault = "api.purpose_missing";
	if (fault)
		return REFUSED("purpose", fault);
	struct outcome o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	struct resource after = own->api;
	after.state = RESOURCE_ASKED;
	/* STORE_NONE: approved meanwhile, which is as good. */
	enum store_status status = resource_ask(rq->db, rq->arena, own->api.id, purpose);
	if (status == STORE_NONE) {
		db_rollback(rq->db);
		return DONE;
	}
	status = api_finish(rq, status, "api_review_asked", &own->api,
	    resource_audited(&own->api), resource_audited(&after));
	return ENDED(status);
}

struct outcome
api_delete(struct request *rq, struct own_api *own, struct text typed)
{
	struct outcome o = api_begin(rq, own, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	if (!text_eq(typed, own->api.name)) {
		db_rollback(rq->db);
		return REFUSED("confirmation", "api.confirmation_differs");
	}
	enum store_status status = resource_remove(rq->db, rq->arena, own->api.id);
	status = api_finish(
	    rq, status, "api_deleted", &own->api, resource_audited(&own->api), NULL);
	return ENDED(status);
}
