#include "oauth/scope_asked.h"

#include "oauth/errors.h"
#include "store/clients.h"

const struct response *
scope_asked(struct request *rq, struct scope_answer *out)
{
	struct scope_request q = {.resource_uri = form_get(rq->form, TEXT("resource")),
	    .approved = rq->client->scopes};
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
