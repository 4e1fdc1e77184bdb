#include "oauth/scope_asked.h"

#include "oauth/errors.h"
#include "store/clients.h"

const struct response *
scope_asked(struct request *rq, struct scope_answer *out)
{
	return scope_asked_within(rq, rq->client->scopes, out);
}

const struct response *
scope_asked_within(struct request *rq, struct texts bound, struct scope_answer *out)
{
	struct scope_request q = {
	    .approved = scope_intersect(rq->arena, rq->client->scopes, bound)};
	scope_request_resources(&q, form_all(rq->arena, rq->form, TEXT("resource")));
	if (!scope_parse(rq->arena, form_get(rq->form, TEXT("scope")), &q.asked))
		return oauth_error(
		    rq, INVALID_SCOPE, "scope has characters that no scope may have");
	enum store_status status = scope_resolve(rq->db, rq->arena, &q, out);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (out->error)
		return oauth_error(rq, (enum oauth_error_code)out->code, out->error);
	return NULL;
}
