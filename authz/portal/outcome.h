/* What came of a change that a page or the API was asked for. */
#ifndef AUTHZ_PORTAL_OUTCOME_H
#define AUTHZ_PORTAL_OUTCOME_H

#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

/*
 * Done when `status` is STORE_OK and `fault` NULL. STORE_NONE: there is no such thing for
 * this person. With a fault (the name of a phrase) nothing was changed; `field` names
 * what is at fault, if it is one field. `forbidden`: the person sees it, and may not.
 */
struct outcome {
	enum store_status status;
	bool forbidden;
	const char *field, *fault;
};

#define DONE ((struct outcome){.status = STORE_OK})
#define ENDED(status_) ((struct outcome){.status = (status_)})
#define REFUSED(field_, fault_)                                                          \
	((struct outcome){.status = STORE_OK, .field = (field_), .fault = (fault_)})
#define FORBIDDEN                                                                        \
	((struct outcome){                                                               \
	    .status = STORE_OK, .forbidden = true, .fault = "errors.owners_only.title"})

static inline bool
outcome_is_done(struct outcome o)
{
	return o.status == STORE_OK && !o.fault;
}

/*
 * Ends the transaction of a change: with STORE_OK writes its audit event, by the person
 * who is signed in, and commits; else rolls back. Takes over `details`: {"before": …,
 * "after": …} and what says of which team or API; no secrets. nil: no app.
 */
enum store_status change_finish(struct request *rq, enum store_status status,
    const char *event, struct uuid client_id, json_t *details);

/* The page that says that something is not there, is for owners, or failed; NULL when the
 * outcome is for the page itself to tell: done, or a fault. */
const struct response *outcome_page(struct request *rq, struct outcome o);
/* The same as a problem of the JSON API, faults too; NULL when it is done. */
const struct response *outcome_problem(struct request *rq, struct outcome o);

#endif
