/* /api/v1/admin/apps/{}/scopes/{} and …/decisions: what is decided over an app. */
#include "admin/admin.h"
#include "admin/decision.h"
#include "admin/endpoints.h"
#include "api/api.h"
#include "base/json.h"
#include "html/page.h"
#include "oauth/errors.h"
#include "oauth/problem.h"

enum { DECISIONS_SHOWN = 100 };

/* A string that may be left out. */
static const struct response *
read_text(struct request *rq, const json_t *body, const char *name, struct text *out)
{
	const json_t *value = json_object_get(body, name);
	*out = json_string_text(rq->arena, value);
	if (!value || json_is_string(value))
		return NULL;
	return api_refuse_member(
	    rq, arena_printf(rq->arena, "/%s", name), TEXT("it is a text"));
}

/* The message to the developer; may this person decide here at all? */
static const struct response *
read_message(struct request *rq, const json_t *body, struct text *message)
{
	const char *fault;
	const struct response *refused = read_text(rq, body, "message", message);
	if (refused)
		return refused;
	*message = text_trim(*message);
	enum store_status status = decision_fault(rq, *message, &fault);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!fault)
		return NULL;
	struct text why = phrase(rq->arena, LANGUAGE_EN, text_of(fault), NULL);
	if (text_eq(text_of(fault), TEXT("admin.own_app")))
		return respond_problem(rq, 403, "own_app", why, NULL);
	return api_refuse_member(rq, TEXT("/message"), why);
}

static const struct response *
read_state(struct request *rq, const json_t *body, const struct app_scope *held,
    enum scope_state *was, enum scope_state *now)
{
	struct text state, before;
	const struct response *refused = read_text(rq, body, "state", &state);
	if (!refused)
		refused = read_text(rq, body, "was", &before);
	if (refused)
		return refused;
	if (!scope_state_parse(state, now) || *now == SCOPE_ASKED)
		return api_refuse_member(
		    rq, TEXT("/state"), TEXT("it is approved or refused"));
	*was = held->state;
	if (json_object_get(body, "was") && !scope_state_parse(before, was))
		return api_refuse_member(
		    rq, TEXT("/was"), TEXT("it is asked, approved or refused"));
	return NULL;
}

const struct response *
decide_scope_for_api(struct request *rq)
{
	static const char *const members[] = {"state", "was", "message", NULL};
	CLEANUP(json) json_t *body = NULL;
	enum scope_state was = SCOPE_ASKED, now = SCOPE_ASKED;
	struct text message;
	const struct app_scope *held =
	    app_scope_find(&admin_of(rq)->app, rq->path_args[1]);
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	if (!held)
		return api_not_found(rq);
	refused = read_state(rq, body, held, &was, &now);
	if (!refused)
		refused = read_message(rq, body, &message);
	if (refused)
		return refused;
	enum store_status status =
	    decision_over_scope(rq, held->scope, was, now == SCOPE_APPROVED, message);
	if (status == STORE_NONE)
		return api_conflict(rq, "somebody has decided it meanwhile: look again");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return api_respond(rq, 200,
	    json_pack("{so so}", "scope", json_text(held->scope), "state",
		json_text(scope_state_name(now))));
}

static json_t *
decision_json(struct arena *a, const struct review *v)
{
	return json_pack("{so so so so so}", "scope",
	    v->scope.n ? json_text(v->scope) : json_null(), "decision",
	    json_text(decision_name(v->decision)), "message", json_text(v->message),
	    "decided_by",
	    uuid_is_nil(v->decided_by) ? json_null()
				       : json_text(uuid_text(a, v->decided_by)),
	    "decided_at", json_time(v->decided_at));
}

const struct response *
list_decisions_for_api(struct request *rq)
{
	struct review *all;
	size_t n;
	enum store_status status = reviews_list(
	    rq->db, rq->arena, admin_of(rq)->app.id, DECISIONS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, decision_json(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

/* Keeps it and gives it back. */
static const struct response *
decide(struct request *rq, const json_t *body, enum decision decision)
{
	struct text message;
	const struct response *refused = read_message(rq, body, &message);
	if (refused)
		return refused;
	enum store_status status = decision_over_app(rq, decision, message);
	if (status == STORE_NONE)
		return api_not_found(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return api_respond(rq, 200,
	    json_pack("{so so}", "decision", json_text(decision_name(decision)),
		"message", json_text(message)));
}

static const struct response *
review(struct request *rq)
{
	static const char *const members[] = {"decision", "message", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct text name;
	const struct response *refused = api_read_body(rq, members, &body);
	if (!refused)
		refused = read_text(rq, body, "decision", &name);
	if (refused)
		return refused;
	bool approved = text_eq(name, decision_name(DECISION_APPROVED));
	if (!approved && !text_eq(name, decision_name(DECISION_REFUSED)))
		return api_refuse_member(
		    rq, TEXT("/decision"), TEXT("it is approved or refused"));
	return decide(rq, body, approved ? DECISION_APPROVED : DECISION_REFUSED);
}

static const struct response *
decide_with_message(struct request *rq, enum decision decision)
{
	static const char *const members[] = {"message", NULL};
	CLEANUP(json) json_t *body = NULL;
	const struct response *refused = api_read_body(rq, members, &body);
	return refused ? refused : decide(rq, body, decision);
}

static const struct response *
suspend(struct request *rq)
{
	if (!rq->user && uuid_eq(admin_of(rq)->app.id, rq->client->id))
		return api_conflict(rq, "that is you: an operator must do it");
	return decide_with_message(rq, DECISION_SUSPENDED);
}

static const struct response *
resume(struct request *rq)
{
	return decide_with_message(rq, DECISION_RESUMED);
}

const struct response *
review_app_for_api(struct request *rq)
{
	return api_once(rq, review);
}

const struct response *
suspend_app_for_api(struct request *rq)
{
	return api_once(rq, suspend);
}

const struct response *
resume_app_for_api(struct request *rq)
{
	return api_once(rq, resume);
}
