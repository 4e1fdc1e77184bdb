/* RFC 6749 4.4: the app for itself. No refresh token, no public client, no OpenID. */
#include "base/builder.h"
#include "live/usage.h"
#include "oauth/authorization_details.h"
#include "oauth/errors.h"
#include "oauth/grants/grant.h"
#include "oauth/scope.h"
#include "oauth/scope_asked.h"
#include "store/clients.h"

/* RFC 9396 6: nobody is asked, so the app's registration for the type is all it takes. */
static const struct response *
read_details(struct request *rq, struct scope_request *q, struct issued *out)
{
	struct authorization_details details;
	const char *fault;
	struct text sent = form_get(rq->form, TEXT("authorization_details"));
	if (!sent.n)
		return NULL;
	if (!request_may_block(rq))
		return DEFER;
	enum store_status status = authorization_details_read(
	    rq->db, rq->arena, rq->client, sent, &details, &fault);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (fault)
		return oauth_error(rq, INVALID_AUTHORIZATION_DETAILS, fault);
	out->authorization_details = details.json;
	q->no_default = true;
	if (!q->resource_uri.n)
		q->resource_uri = details.resource_uri;
	return NULL;
}

static const struct response *
check_details(
    struct request *rq, const struct issued *out, const struct scope_answer *answer)
{
	struct text kept;
	if (!out->authorization_details.n)
		return NULL;
	enum store_status status = authorization_details_for(rq->db, rq->arena,
	    out->authorization_details, scope_answer_uris(rq->arena, answer), &kept);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return text_eq(kept, out->authorization_details)
		   ? NULL
		   : oauth_error(rq, INVALID_AUTHORIZATION_DETAILS, details_elsewhere);
}

const struct response *
issue_for_itself(struct request *rq, struct issued *out)
{
	struct scope_request q = {.approved = rq->client->scopes};
	struct scope_answer answer;
	scope_request_resources(&q, form_all(rq->arena, rq->form, TEXT("resource")));
	if (text_eq(rq->client->auth_method, TEXT("none")))
		return oauth_error(rq, UNAUTHORIZED_CLIENT,
		    "a public app can't prove who it is, so it may not act for itself");
	if (!scope_parse(rq->arena, form_get(rq->form, TEXT("scope")), &q.asked))
		return oauth_error(
		    rq, INVALID_SCOPE, "scope has characters that no scope may have");
	for (size_t i = 0; i < q.asked.n; i++)
		if (scope_is_about_person(q.asked.at[i]))
			return oauth_error(rq, INVALID_SCOPE,
			    "openid and its kin are about a person, and none is here");
	const struct response *refused = read_details(rq, &q, out);
	if (refused)
		return refused;
	enum store_status status = scope_resolve(rq->db, rq->arena, &q, &answer);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (answer.error)
		explain_scopes(rq, &q, &answer);
	if (answer.error)
		return oauth_error(rq, (enum oauth_error_code)answer.code, answer.error);
	if (answer.mixed_formats)
		return oauth_error(rq, INVALID_TARGET,
		    "these resources take tokens of different formats: ask for one at a "
		    "time");
	out->scopes = answer.scopes;
	out->more_resources = answer.more_resources;
	refused = check_details(rq, out, &answer);
	if (!refused)
		refused = issue_access_token(rq, out, answer.resource);
	if (!refused)
		live_count(rq->client->id, USAGE_ACCESS_TOKENS);
	return refused;
}

const struct grant grant_client_credentials = {
    TEXT_INIT("client_credentials"), issue_for_itself};
