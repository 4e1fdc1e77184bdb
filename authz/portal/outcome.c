#include "portal/outcome.h"

#include "api/api.h"
#include "base/json.h"
#include "html/page.h"
#include "identity/signin.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "store/clients.h"

enum store_status
change_finish(struct request *rq, enum store_status status, const char *event,
    struct uuid client_id, json_t *details)
{
	CLEANUP(json) json_t *owned = details;
	if (status == STORE_OK) {
		struct audit_event e = {.event = text_of(event),
		    .actor = TEXT("user"),
		    .user_id = rq->user->id,
		    .client_id = client_id,
		    .via = rq->client ? rq->client->id : NO_UUID,
		    .address = rq->peer,
		    .request_id = rq->id,
		    .details = json_compact(rq->arena, owned)};
		status = audit_add(rq->db, rq->arena, &e);
	}
	return db_finish(rq->db, status);
}

const struct response *
outcome_page(struct request *rq, struct outcome o)
{
	if (o.status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	if (o.status != STORE_OK)
		return store_error_page(rq, o.status);
	return o.forbidden ? respond_error_page(rq, 403, "errors.owners_only") : NULL;
}

const struct response *
outcome_problem(struct request *rq, struct outcome o)
{
	if (o.status == STORE_NONE)
		return api_not_found(rq);
	if (o.status != STORE_OK)
		return oauth_store_error(rq, o.status);
	if (!o.fault)
		return NULL;
	struct text why = phrase(rq->arena, LANGUAGE_EN, text_of(o.fault), NULL);
	if (o.forbidden)
		return respond_problem(rq, 403, "owners_only", why, NULL);
	if (o.field)
		return api_refuse_member(
		    rq, arena_printf(rq->arena, "/%s", o.field), why);
	return api_conflict(rq, arena_cstr(rq->arena, why));
}
