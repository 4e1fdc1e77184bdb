#include "admin/admin.h"
#include "admin/decision.h"
#include "admin/endpoints.h"

/* What the form says beside its decision; NULL, or the answer that refuses it. */
static const struct response *
read_message(struct request *rq, struct text *message)
{
	const char *fault;
	*message = text_trim(form_get(rq->form, TEXT("message")));
	enum store_status status = decision_fault(rq, *message, &fault);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (!fault)
		return NULL;
	bool own = text_eq(text_of(fault), TEXT("admin.own_app"));
	return admin_app_page(rq, fault, own ? 403 : 422);
}

/* "approve" or "refuse", as the two buttons of a form say. */
static bool
read_decision(struct request *rq, bool *approve)
{
	struct text decision = form_get(rq->form, TEXT("decision"));
	*approve = text_eq(decision, TEXT("approve"));
	return *approve || text_eq(decision, TEXT("refuse"));
}

static const struct response *
back(struct request *rq, enum store_status status)
{
	return admin_back(rq, status, admin_app_path(rq, admin_of(rq)->app.id));
}

const struct response *
decide_scope(struct request *rq)
{
	struct text message, scope = form_get(rq->form, TEXT("scope"));
	enum scope_state was;
	bool approve;
	const struct response *refused = read_message(rq, &message);
	if (refused)
		return refused;
	if (!read_decision(rq, &approve) ||
	    !scope_state_parse(form_get(rq->form, TEXT("was")), &was))
		return respond_error_page(rq, 400, "errors.bad_request");
	return back(rq, decision_over_scope(rq, scope, was, approve, message));
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
	return back(rq, decision_over_app(
			    rq, approve ? DECISION_APPROVED : DECISION_REFUSED, message));
}

static const struct response *
decide(struct request *rq, enum decision decision)
{
	struct text message;
	const struct response *refused = read_message(rq, &message);
	return refused ? refused : back(rq, decision_over_app(rq, decision, message));
}

const struct response *
suspend_app(struct request *rq)
{
	return decide(rq, DECISION_SUSPENDED);
}

const struct response *
resume_app(struct request *rq)
{
	return decide(rq, DECISION_RESUMED);
}
