/* RFC 6749 4.1.1: how an app's request comes in by the person's browser. */
#include "base/clock.h"
#include "identity/signin.h"
#include "oauth/app_error.h"
#include "oauth/authorization_request.h"
#include "oauth/authorization_response.h"
#include "oauth/client_document.h"
#include "oauth/endpoints.h"
#include "oauth/explain.h"
#include "oauth/interaction.h"
#include "oauth/pushed_request.h"
#include "oauth/request_object.h"

const struct response *
read_authorization_request(struct request *rq)
{
	if (rq->method == METHOD_GET)
		return read_query(rq);
	const struct response *fault = read_form(rq);
	rq->parameters = rq->form;
	return fault;
}

/* One sentence for all reasons: nobody learns whether the client exists. */
static const struct response *
refuse_client(struct request *rq)
{
	return app_error_page(rq,
	    "there is no app of that client_id that may be answered at that "
	    "redirect_uri (both are compared character by character; redirect_uri "
	    "may be left out only if one is registered, and not with openid)");
}

static const struct response *
find_client(struct request *rq, struct client *client)
{
	const char *why, *fault = authorization_where_to_fault(rq);
	if (fault)
		return app_error_page(rq, fault);
	enum store_status status =
	    client_named(rq, authorization_parameter(rq, "client_id"), client, &why);
	if (status == STORE_NONE && why)
		return app_error_page(rq, why);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_OK)
		explain_app(rq, client->id, true);
	if (status == STORE_OK && client_is_stopped(client))
		because(rq, WHY_SUSPENDED);
	if (status == STORE_NONE || client_is_stopped(client))
		return refuse_client(rq);
	return NULL;
}

/* What the app pushed takes the place of all that came with the browser (RFC 9126 4). */
static const struct response *
open_pushed(struct request *rq, const struct client *client, struct ticket *t)
{
	struct text uri = authorization_parameter(rq, "request_uri");
	if (!pushed_request_is(uri))
		return NULL;
	if (authorization_parameter(rq, "request").n) /* RFC 9101 5 */
		return app_error_page(
		    rq, "a request comes with request or with request_uri, not both");
	return pushed_request_open(rq, client, uri, t);
}

/* A request by the browser alone: in a signed object, if there is one. */
static const char *
open_object(struct request *rq, const struct client *client, enum oauth_error_code *code)
{
	bool found;
	*code = INVALID_REQUEST;
	if (pushed_request_required(client)) {
		because(rq, WHY_PUSH_REQUIRED);
		return "this app must push its authorization requests (RFC 9126)";
	}
	return request_object_open(rq, client, &found, code);
}

/* A person's browser sends no cookie with a POST from another site (SameSite=Lax), so a
 * request by POST goes on by GET; one that was pushed goes on under a URL that can be
 * loaded again. */
static const struct response *
go_on_by_ticket(struct request *rq, struct ticket *t)
{
	struct builder b = builder_new(rq->arena, 2048);
	build_text(&b, TEXT("/consent"));
	build_query(&b, TEXT("ticket"), ticket_make(rq->arena, t));
	carry_language(rq, &b);
	return respond_redirect(rq, builder_text(&b));
}

const struct response *
answer_authorize(struct request *rq)
{
	struct client *client = ARENA_NEW(rq->arena, struct client);
	struct ticket t = {.created_at = clock_now()};
	enum oauth_error_code code;
	const char *fault = NULL;
	const struct response *refused = find_client(rq, client);
	if (!refused)
		refused = open_pushed(rq, client, &t);
	if (refused)
		return refused;
	if (!t.pushed.n)
		fault = open_object(rq, client, &code);
	authorization_answer_read(rq, &t);
	/* Until client and redirect URI are known, faults are pages. */
	if (!authorization_redirect_uri(rq, client, &t))
		return refuse_client(rq);
	if (!fault)
		fault = authorization_request_read(rq, client, &t, &code);
	if (fault)
		return authorization_error(rq, &t, code, fault);
	if (rq->session)
		t.session_then = rq->session->id;
	if (t.pushed.n || rq->method == METHOD_POST)
		return go_on_by_ticket(rq, &t);
	return interact(rq, client, &t);
}
