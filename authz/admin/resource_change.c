#include "admin/resource_change.h"

#include "admin/admin.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "oauth/resource_rules.h"
#include "store/audit.h"
#include "store/teams.h"

/* Ends the transaction, with the event of what changed when it went well. */
static enum store_status
finish(struct request *rq, enum store_status status, const char *event, struct text uri,
    json_t *before, json_t *after)
{
	struct text changes = audit_changes(rq->arena, before, after);
	json_t *details = json_loadb(changes.at, changes.n, 0, NULL);
	if (uri.n)
		json_object_set_new(details, "resource", json_text(uri));
	if (status == STORE_OK)
		status = admin_audit(rq, event, NO_UUID, NO_UUID, details);
	else
		json_decref(details);
	return db_finish(rq->db, status);
}

static struct outcome
draft_fault(const struct resource *draft)
{
	const char *fault = app_name_fault(draft->name);
	if (fault)
		return REFUSED("name", fault);
	fault = resource_lifetime_fault(draft->token_lifetime, RESOURCE_LIFETIME_MOST);
	return fault ? REFUSED("token_lifetime", fault) : DONE;
}

struct outcome
resource_create(struct request *rq, const struct resource *draft)
{
	if (!is_resource_uri(draft->uri))
		return REFUSED("uri", "server.uri_fault");
	struct outcome o = draft_fault(draft);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = resource_add(rq->db, rq->arena, draft);
	status = finish(
	    rq, status, "resource_added", draft->uri, NULL, resource_audited(draft));
	return status == STORE_CONFLICT ? REFUSED("uri", "api.uri_taken") : ENDED(status);
}

struct outcome
resource_change(
    struct request *rq, const struct resource *before, const struct resource *draft)
{
	struct resource after;
	struct outcome o = draft_fault(draft);
	if (!outcome_is_done(o))
		return o;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = resource_set(rq->db, rq->arena, draft);
	if (status == STORE_OK && !uuid_eq(before->team_id, draft->team_id))
		status = resource_set_owner(rq->db, rq->arena, draft);
	if (status == STORE_OK)
		status = resource_by_id(rq->db, rq->arena, before->id, &after);
	return ENDED(
	    finish(rq, status, "resource_changed", before->uri, resource_audited(before),
		resource_audited(status == STORE_OK ? &after : before)));
}

struct outcome
resource_delete(struct request *rq, const struct resource *api, struct text typed)
{
	if (!text_eq(typed, api->name))
		return REFUSED("confirmation", "api.confirmation_differs");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = resource_remove(rq->db, rq->arena, api->id);
	return ENDED(finish(
	    rq, status, "resource_deleted", api->uri, resource_audited(api), NULL));
}

struct outcome
resource_review(
    struct request *rq, const struct resource *api, bool approve, struct text words)
{
	enum resource_state now = approve ? RESOURCE_APPROVED : RESOURCE_REFUSED;
	enum team_role own;
	if (app_description_fault(words))
		return REFUSED("message", "admin.message_fault");
	enum store_status status = team_role_of(
	    rq->db, rq->arena, api->team_id, rq->user ? rq->user->id : NO_UUID, &own);
	if (status == STORE_OK && admin_of(rq)->role == ROLE_REVIEWER && own != TEAM_NONE)
		return (struct outcome){.forbidden = true, .fault = "admin.own_app"};
	if (status == STORE_OK)
		status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = resource_decide(rq->db, rq->arena, api->id, RESOURCE_ASKED, now, words);
	json_t *change = json_pack("{so s{so} s{so} so}", "resource", json_text(api->uri),
	    "before", "state", json_text(resource_state_name(RESOURCE_ASKED)), "after",
	    "state", json_text(resource_state_name(now)), "message", json_text(words));
	if (status == STORE_OK)
		status = admin_audit(rq, "api_reviewed", NO_UUID, NO_UUID, change);
	else
		json_decref(change);
	return ENDED(db_finish(rq->db, status));
}

struct outcome
scope_create(struct request *rq, const struct resource *api, const struct scope *s)
{
	struct scope added = *s;
	const char *field, *fault = scope_words_fault(rq->arena, s, &field);
	if (!is_scope_name(s->name))
		return REFUSED("scope", "server.scope_fault");
	if (fault)
		return REFUSED(field, fault);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	added.resource_id = api->id;
	status = scope_add(rq->db, rq->arena, &added);
	status = finish(rq, status, "scope_added", api->uri, NULL, scope_audited(&added));
	return status == STORE_CONFLICT ? REFUSED("scope", "api.scope_taken")
					: ENDED(status);
}

struct outcome
scope_change(struct request *rq, const struct scope *s)
{
	struct scope before;
	const char *field, *fault = scope_words_fault(rq->arena, s, &field);
	if (fault)
		return REFUSED(field, fault);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = scope_by_name(rq->db, rq->arena, s->name, &before);
	if (status == STORE_OK)
		status = scope_set(rq->db, rq->arena, s);
	if (status != STORE_OK) {
		db_rollback(rq->db);
		return ENDED(status);
	}
	return ENDED(finish(rq, status, "scope_changed", before.resource_uri,
	    scope_audited(&before), scope_audited(s)));
}

struct outcome
scope_delete(struct request *rq, struct text name, struct text typed)
{
	struct scope before;
	if (!text_eq(typed, name))
		return REFUSED("confirmation", "server.scope_confirmation_fault");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	status = scope_by_name(rq->db, rq->arena, name, &before);
	bool own = status == STORE_OK && uuid_is_nil(before.resource_id);
	if (status == STORE_OK && !own)
		status = scope_remove(rq->db, rq->arena, name);
	if (status != STORE_OK || own) {
		db_rollback(rq->db);
		return own ? REFUSED(NULL, "server.own_scope") : ENDED(status);
	}
	return ENDED(finish(rq, status, "scope_deleted", before.resource_uri,
	    scope_audited(&before), NULL));
}

enum store_status
owner_find(struct request *rq, struct text typed, struct uuid *team)
{
	struct user user;
	struct team found;
	*team = NO_UUID;
	if (!typed.n)
		return STORE_OK;
	if (uuid_parse(typed, team))
		return team_by_id(rq->db, rq->arena, *team, &found);
	enum store_status status = user_by_email(rq->db, rq->arena, typed, &user);
	return status == STORE_OK ? team_personal(rq->db, rq->arena, user.id, team)
				  : status;
}
