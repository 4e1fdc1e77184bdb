/* The scopes of a team's API, and which apps get them. */
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/resource_rules.h"
#include "portal/api_audit.h"
#include "settings/settings.h"
#include "store/reviews.h"
#include "store/users.h"

static struct outcome
scope_fault(struct request *rq, const struct own_api *own, const struct scope *s)
{
	const char *field;
	const char *fault = team_scope_fault(rq->arena, &own->api, s, &field);
	return fault ? REFUSED(field, fault) : DONE;
}

enum store_status
own_scope_find(
    struct request *rq, const struct own_api *own, struct text name, struct scope *out)
{
	enum store_status status = scope_by_name(rq->db, rq->arena, name, out);
	return status == STORE_OK && !uuid_eq(out->resource_id, own->api.id) ? STORE_NONE
									     : status;
}

struct outcome
api_scope_add(struct request *rq, struct own_api *own, const struct scope *s)
{
	struct scope added = *s;
	struct outcome o = scope_fault(rq, own, s);
	if (outcome_is_done(o))
		o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	added.resource_id = own->api.id;
	enum store_status status = scope_add(rq->db, rq->arena, &added);
	status = api_finish(
	    rq, status, "api_scope_added", &own->api, NULL, scope_audited(&added));
	return status == STORE_CONFLICT ? REFUSED("scope", "api.scope_taken")
					: ENDED(status);
}

/* Begins a change to a scope that operators don't keep to themselves. */
static struct outcome
begin_scope(
    struct request *rq, struct own_api *own, struct text name, struct scope *before)
{
	struct outcome o = api_begin(rq, own, TEAM_MEMBER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = own_scope_find(rq, own, name, before);
	o = ENDED(status);
	if (status == STORE_OK && before->sensitivity == SCOPE_INTERNAL)
		o = REFUSED("sensitivity", "api.sensitivity");
	if (!outcome_is_done(o))
		db_rollback(rq->db);
	return o;
}

struct outcome
api_scope_change(struct request *rq, struct own_api *own, const struct scope *s)
{
	struct scope before;
	/* First whether it is there: of what is not, nothing is wrong. */
	struct outcome o = ENDED(own_scope_find(rq, own, s->name, &before));
	const char *field, *fault = scope_words_fault(rq->arena, s, &field);
	if (outcome_is_done(o) && fault)
		o = REFUSED(field, fault);
	if (outcome_is_done(o) && s->sensitivity == SCOPE_INTERNAL)
		o = REFUSED("sensitivity", "api.sensitivity");
	if (outcome_is_done(o))
		o = begin_scope(rq, own, s->name, &before);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = scope_set(rq->db, rq->arena, s);
	return ENDED(api_finish(rq, status, "api_scope_changed", &own->api,
	    scope_audited(&before), scope_audited(s)));
}

struct outcome
api_scope_remove(struct request *rq, struct own_api *own, struct text name)
{
	struct scope before;
	struct outcome o = begin_scope(rq, own, name, &before);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = scope_remove(rq->db, rq->arena, name);
	return ENDED(api_finish(
	    rq, status, "api_scope_removed", &own->api, scope_audited(&before), NULL));
}

static enum store_status
keep_decision(struct request *rq, const struct own_api *own, const struct review *v,
    enum scope_state was)
{
	enum store_status status = review_note(rq->db, rq->arena, v);
	return change_finish(rq, status, "app_scope_decided", v->client_id,
	    json_pack("{so so s{so} s{so} so}", "resource", json_text(own->api.uri),
		"scope", json_text(v->scope), "before", "state",
		json_text(scope_state_name(was)), "after", "state",
		json_text(decision_name(v->decision)), "message", json_text(v->message)));
}

struct outcome
api_decide(struct request *rq, struct own_api *own, struct uuid client_id,
    struct text scope, enum scope_state was, bool approve, struct text message)
{
	struct scope found;
	struct review v = {.client_id = client_id,
	    .scope = scope,
	    .decision = approve ? DECISION_APPROVED : DECISION_REFUSED,
	    .message = message,
	    .decided_by = rq->user->id};
	const char *fault = app_description_fault(message);
	if (fault)
		return REFUSED("message", fault);
	if (!settings()->apis.owners_decide)
		return REFUSED(NULL, "api.operators_decide");
	struct outcome o = api_begin(rq, own, TEAM_OWNER);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = own_scope_find(rq, own, scope, &found);
	if (status == STORE_OK && found.sensitivity == SCOPE_INTERNAL)
		status = STORE_NONE;
	if (status != STORE_OK) {
		db_rollback(rq->db);
		return ENDED(status);
	}
	status = review_decide_scope(rq->db, rq->arena, client_id, scope, was,
	    approve ? SCOPE_APPROVED : SCOPE_REFUSED);
	if (status == STORE_NONE) {
		db_rollback(rq->db);
		return REFUSED(NULL, "api.decided_already");
	}
	return ENDED(status == STORE_OK ? keep_decision(rq, own, &v, was)
					: db_finish(rq->db, status));
}
