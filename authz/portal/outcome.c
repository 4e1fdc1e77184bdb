#include "portal/outcome.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "identity/signin.h"
#include "store/audit.h"

DEFINE_CLEANUP(json, json_t *, json_decref);

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
