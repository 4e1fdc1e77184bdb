/* For gateways: nginx auth_request, Traefik ForwardAuth, Envoy ext_authz. */
#include "base/builder.h"
#include "oauth/access_token.h"
#include "oauth/bearer.h"
#include "oauth/endpoints.h"
#include "oauth/scope.h"

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
	struct response *rs = respond(rq, 200, NO_TEXT, NO_TEXT);
	response_header(rq, rs, TEXT("X-Auth-Subject"), t->subject);
	response_header(rq, rs, TEXT("X-Auth-Client"), access_token_client(rq->arena, t));
	response_header(rq, rs, TEXT("X-Auth-Scope"), t->scope);
	return rs;
}
