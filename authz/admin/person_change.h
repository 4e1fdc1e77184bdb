/*
 * What operators do to a person, for the pages and for the JSON API: one change to
 * admin_of(rq)->person with its audit event, or neither. For this room only.
 */
#ifndef AUTHZ_ADMIN_PERSON_CHANGE_H
#define AUTHZ_ADMIN_PERSON_CHANGE_H

#include "http/request.h"
#include "store/sessions.h"

/* STORE_CONFLICT: nobody disables themselves. STORE_NONE: they are gone. */
enum store_status person_disable(struct request *rq);
enum store_status person_enable(struct request *rq);
/* STORE_NONE: it has ended already. */
enum store_status person_end_session(struct request *rq, struct uuid id);
/* All of them; *ended: how many. */
enum store_status person_end_sessions(struct request *rq, int64_t *ended);

/* Those that are live. */
enum store_status person_sessions(struct request *rq, struct session **out, size_t *n);

#endif
