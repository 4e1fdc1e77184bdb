#include "admin/decision.h"

#include "admin/admin.h"
#include "base/json.h"
#include "oauth/app_rules.h"
#include "store/teams.h"

static struct uuid
decider(const struct request *rq)
{
	return rq->user ? rq->user->id : NO_UUID;
}

/* Nobody reviews what is their own team's; an operator answers for the server anyway. */
enum store_status
decision_fault(struct request *rq, struct text message, const char **fault)
{
	const struct admin *admin = admin_of(rq);
	enum team_role own = TEAM_NONE;
	*fault = NULL;
	enum store_status status =
	    team_role_of(rq->db, rq->arena, admin->app.team_id, decider(rq), &own);
	if (status != STORE_OK)
		return status;
	if (admin->role == ROLE_REVIEWER && own != TEAM_NONE)
		*fault = "admin.own_app";
	else if (app_description_fault(message))
		*fault = "admin.message_fault";
	return STORE_OK;
}

static enum store_status
keep_decision(
    struct request *rq, const struct review *v, const char *event, struct text before)
{
	struct text after = decision_name(v->decision);
	enum store_status status = review_note(rq->db, rq->arena, v);
	if (status != STORE_OK)
		return status;
	json_t *change = json_pack("{so so so}", "before", json_text(before), "after",
	    json_text(after), "message", json_text(v->message));
	if (v->scope.n)
		json_object_set_new(change, "scope", json_text(v->scope));
	return admin_audit(rq, event, NO_UUID, v->client_id, change);
}

enum store_status
decision_over_scope(struct request *rq, struct text scope, enum scope_state was,
    bool approve, struct text message)
{
	struct review v = {.client_id = admin_of(rq)->app.id,
	    .scope = scope,
	    .decision = approve ? DECISION_APPROVED : DECISION_REFUSED,
	    .message = message,
	    .decided_by = decider(rq)};
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = review_decide_scope(rq->db, rq->arena, v.client_id, scope, was,
	    approve ? SCOPE_APPROVED : SCOPE_REFUSED);
	if (status == STORE_OK)
		status =
		    keep_decision(rq, &v, "app_scope_decided", scope_state_name(was));
	return db_finish(rq->db, status);
}

static enum store_status
apply(struct request *rq, struct uuid id, enum decision decision)
{
	switch (decision) {
	case DECISION_APPROVED:
		return client_set_reviewed(rq->db, rq->arena, id, true);
	case DECISION_REFUSED:
		return review_refuse_app(rq->db, rq->arena, id);
	case DECISION_SUSPENDED:
		return client_suspend(rq->db, rq->arena, id);
	case DECISION_RESUMED:
		return client_resume(rq->db, rq->arena, id);
	}
	return STORE_FAILED;
}

enum store_status
decision_over_app(struct request *rq, enum decision decision, struct text message)
{
	static const char *const events[] = {[DECISION_APPROVED] = "app_reviewed",
	    [DECISION_REFUSED] = "app_reviewed",
	    [DECISION_SUSPENDED] = "app_suspended",
	    [DECISION_RESUMED] = "app_resumed"};
	const struct client *app = &admin_of(rq)->app;
	struct review v = {.client_id = app->id,
	    .decision = decision,
	    .message = message,
	    .decided_by = decider(rq)};
	struct text before = app->suspended_at	? TEXT("suspended")
			     : app->reviewed_at ? TEXT("reviewed")
						: TEXT("not reviewed");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = apply(rq, app->id, decision);
	if (status == STORE_OK)
		status = keep_decision(rq, &v, events[decision], before);
	return db_finish(rq->db, status);
}
