/* RFC 7009. */
#include "base/cleanup.h"
#include "oauth/access_token.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/parameters.h"
#include "oauth/refresh_token.h"
#include "store/audit.h"
#include "store/clients.h"
#include "store/families.h"

/* The hint is only a hint: the token itself says what it is. */
static const struct parameter parameters[] = {
    {"token", true, false, 20000},
    {"token_type_hint", false, false, 100},
};

static enum store_status
note(struct request *rq, const char *event, struct uuid user_id)
{
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("client"),
	    .user_id = user_id,
	    .client_id = rq->client->id,
	    .address = rq->peer,
	    .request_id = rq->id};
	return audit_add(rq->db, rq->arena, &e);
}

static enum store_status
revoke(struct request *rq, struct text token)
{
	struct refresh_token refresh;
	struct access_token access;
	enum store_status status;
	if (refresh_token_read(rq->arena, token, &refresh)) {
		status = family_revoke(
		    rq->db, rq->arena, refresh.user_id, refresh.family, rq->client->id);
		return status == STORE_OK
			   ? note(rq, "refresh_token_revoked", refresh.user_id)
			   : status;
	}
	status = access_token_read(rq->db, rq->arena, token, &access);
	if (status == STORE_OK && !uuid_eq(access.client_id, rq->client->id))
		status = STORE_NONE;
	if (status != STORE_OK)
		return status;
	status = access_token_revoke(rq->db, rq->arena, &access);
	return status == STORE_OK ? note(rq, "access_token_revoked", access.user_id)
				  : status;
}

const struct response *
answer_revocation(struct request *rq)
{
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	if (fault)
		return oauth_error(because(rq, WHY_PARAMETER), INVALID_REQUEST, fault);
	enum store_status status = revoke(rq, form_get(rq->form, TEXT("token")));
	/* Unknown, dead or somebody else's: the answer is the same (RFC 7009 2.2). */
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	return respond_json(rq, 200, TEXT("{}"));
}
