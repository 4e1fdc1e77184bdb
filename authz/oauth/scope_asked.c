#include "oauth/scope_asked.h"

#include "base/builder.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "store/clients.h"

/* Those of `asked` that are not in `approved`. */
static struct text
without(struct arena *a, struct texts asked, struct texts approved)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < asked.n; i++)
		if (!texts_have(approved, asked.at[i]))
			texts_add(&list, asked.at[i]);
	return texts_join(a, texts_done(&list), ' ');
}

void
explain_scopes(
    struct request *rq, const struct scope_request *q, const struct scope_answer *answer)
{
	if (!scope_within(q->asked, q->approved))
		explain_fact(because(rq, WHY_SCOPE_NOT_APPROVED), "scope",
		    without(rq->arena, q->asked, q->approved), q->approved);
	else if (answer->code == INVALID_TARGET)
		explain_pair(
		    because(rq, WHY_RESOURCE), "resource", q->resource_uri, NO_TEXT);
	else
		explain_pair(because(rq, WHY_SCOPE_ELSEWHERE), "resource",
		    scope_text(rq->arena, q->asked), q->resource_uri);
}

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
		explain_scopes(rq, &q, out);
	if (out->error)
		return oauth_error(rq, (enum oauth_error_code)out->code, out->error);
	return NULL;
}
