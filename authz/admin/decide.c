#include "admin/admin.h"
#include "admin/endpoints.h"
#include "oauth/app_rules.h"
#include "store/reviews.h"
#include "store/teams.h"

/* What the form says beside its decision; NULL, or the answer that refuses it. */
static const struct response *
read_message(struct request *rq, struct text *message)
{
	const struct admin *admin = admin_of(rq);
	enum team_role own;
	*message = text_trim(form_get(rq->form, TEXT("message")));
	/* Nobody reviews what is their own team's; an operator answers for the server
	 * anyway. */
	enum store_status status =
	    team_role_of(rq->db, rq->arena, admin->app.team_id, rq->user->id, &own);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (admin->role == ROLE_REVIEWER && own != TEAM_NONE)
		return admin_app_page(rq, "admin.own_app", 403);
	if (app_description_fault(*message))
		return admin_app_page(rq, "admin.message_fault", 422);
	return NULL;
}

/* "approve" or "refuse", as the two buttons of a form say. */
static bool
read_decision(struct request *rq, bool *approve)
{
	struct text decision = form_get(rq->form, TEXT("decision"));
	*approve = text_eq(decision, TEXT("approve"));
	return *approve || text_eq(decision, TEXT("refuse"));
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

static bool
scope_state_parse(struct text t, enum scope_state *out)
{
	for (int i = SCOPE_ASKED; i <= SCOPE_REFUSED; i++) {
		if (text_eq(scope_state_name((enum scope_state)i), t)) {
			*out = (enum scope_state)i;
			return true;
		}
	}
	return false;
}

const struct response *
decide_scope(struct request *rq)
{
	const struct client *app = &admin_of(rq)->app;
	struct text message, scope = form_get(rq->form, TEXT("scope"));
	enum scope_state was;
	bool approve;
	const struct response *refused = read_message(rq, &message);
	if (refused)
		return refused;
	if (!read_decision(rq, &approve) ||
	    !scope_state_parse(form_get(rq->form, TEXT("was")), &was))
		return respond_error_page(rq, 400, "errors.bad_request");
	struct review v = {.client_id = app->id,
	    .scope = scope,
	    .decision = approve ? DECISION_APPROVED : DECISION_REFUSED,
	    .message = message,
	    .decided_by = rq->user->id};
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = review_decide_scope(rq->db, rq->arena, app->id, scope, was,
	    approve ? SCOPE_APPROVED : SCOPE_REFUSED);
	if (status == STORE_OK)
		status =
		    keep_decision(rq, &v, "app_scope_decided", scope_state_name(was));
	return admin_back(rq, db_finish(rq->db, status), admin_app_path(rq, app->id));
}

/* One decision over the app itself, its record and its event, or none of them. */
static const struct response *
decide(struct request *rq, enum decision decision, const char *event, struct text message)
{
	const struct client *app = &admin_of(rq)->app;
	struct review v = {.client_id = app->id,
	    .decision = decision,
	    .message = message,
	    .decided_by = rq->user->id};
	struct text before = app->suspended_at	? TEXT("suspended")
			     : app->reviewed_at ? TEXT("reviewed")
						: TEXT("not reviewed");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	switch (decision) {
	case DECISION_APPROVED:
		status = client_set_reviewed(rq->db, rq->arena, app->id, true);
		break;
	case DECISION_REFUSED:
		status = review_refuse_app(rq->db, rq->arena, app->id);
		break;
	case DECISION_SUSPENDED:
		status = client_suspend(rq->db, rq->arena, app->id);
		break;
	case DECISION_RESUMED:
		status = client_resume(rq->db, rq->arena, app->id);
		break;
	}
	if (status == STORE_OK)
		status = keep_decision(rq, &v, event, before);
	return admin_back(rq, db_finish(rq->db, status), admin_app_path(rq, app->id));
}

const struct response *
decide_app(struct request *rq)
{
	struct text message;
	bool approve;
	const struct response *refused = read_message(rq, &message);
	if (refused)
		return refused;
	if (!read_decision(rq, &approve))
		return respond_error_page(rq, 400, "errors.bad_request");
	return decide(
	    rq, approve ? DECISION_APPROVED : DECISION_REFUSED, "app_reviewed", message);
}

const struct response *
suspend_app(struct request *rq)
{
	struct text message;
	const struct response *refused = read_message(rq, &message);
	return refused ? refused
		       : decide(rq, DECISION_SUSPENDED, "app_suspended", message);
}

const struct response *
resume_app(struct request *rq)
{
	struct text message;
	const struct response *refused = read_message(rq, &message);
	return refused ? refused : decide(rq, DECISION_RESUMED, "app_resumed", message);
}
