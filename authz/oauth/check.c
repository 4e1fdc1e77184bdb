/* For gateways: nginx auth_request, Traefik ForwardAuth, Envoy ext_authz. */
#include "base/builder.h"
#include "base/clock.h"
#include "oauth/access_token.h"
#include "oauth/acr.h"
#include "oauth/bearer.h"
#include "oauth/endpoints.h"
#include "oauth/scope.h"

/* RFC 9470: how surely, and how long ago, the person signed in. */
static const struct response *
check_sign_in(struct request *rq, const struct access_token *t)
{
	struct text acr = form_get(rq->parameters, TEXT("acr")),
		    max_age = form_get(rq->parameters, TEXT("max_age"));
	struct texts wanted;
	uint64_t seconds = 0;
	if (!acr.n && !max_age.n)
		return NULL;
	if (form_count(rq->parameters, TEXT("acr")) > 1 ||
	    form_count(rq->parameters, TEXT("max_age")) > 1 ||
	    !scope_parse(rq->arena, acr, &wanted) ||
	    (max_age.n && (!text_to_u64(max_age, &seconds) || seconds > INT32_MAX)))
		return oauth_error(
		    rq, INVALID_REQUEST, "acr or max_age is malformed or sent twice");
	if (acr.n && !acr_suffices(t->extras.acr, wanted))
		return refuse_authentication(
		    rq, "the person must sign in more surely", acr, max_age);
	if (max_age.n && (!t->auth_time || t->auth_time + (int64_t)seconds < clock_now()))
		return refuse_authentication(
		    rq, "the person signed in too long ago", acr, max_age);
	return NULL;
}

const struct response *
answer_check(struct request *rq)
{
	const struct access_token *t = rq->own;
	struct text resource = form_get(rq->parameters, TEXT("resource"));
	struct texts needed, held;
	if (form_count(rq->parameters, TEXT("scope")) > 1 ||
	    form_count(rq->parameters, TEXT("resource")) > 1 ||
	    !scope_parse(rq->arena, form_get(rq->parameters, TEXT("scope")), &needed))
		return oauth_error(
		    rq, INVALID_REQUEST, "scope or resource is malformed or sent twice");
	if (resource.n && !access_token_is_for(t, resource))
		return refuse_bearer(rq, INVALID_TOKEN,
		    "the access token is for another resource", NO_TEXT);
	scope_parse(rq->arena, t->scope, &held);
	if (!scope_within(needed, held))
		return refuse_bearer(rq, INSUFFICIENT_SCOPE,
		    "the access token lacks a scope", scope_text(rq->arena, needed));
	const struct response *refused = check_sign_in(rq, t);
	if (refused)
		return refused;
	struct response *rs = respond(rq, 200, NO_TEXT, NO_TEXT);
	response_header(rq, rs, TEXT("X-Auth-Subject"), t->subject);
	response_header(rq, rs, TEXT("X-Auth-Client"), access_token_client(rq->arena, t));
	response_header(rq, rs, TEXT("X-Auth-Scope"), t->scope);
	return rs;
}
