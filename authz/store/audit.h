#ifndef AUTHZ_STORE_AUDIT_H
#define AUTHZ_STORE_AUDIT_H

#include "store/db.h"

#include <jansson.h>

/* What happened, to whom, by whom; never a secret. */
struct audit_event {
	struct text event;		/* "consent_given", "refresh_token_reused", … */
	struct text actor;		/* "user", "client", "operator", "cli", "authz" */
	struct uuid user_id, client_id; /* nil: none */
	struct uuid via;		/* the app that did it in their name; nil: none */
	struct text address, request_id;
	struct text details; /* a JSON object; empty: {} */
};

/* In the transaction of the change that it tells of, so that there is both or neither. */
enum store_status audit_add(struct db *db, struct arena *a, const struct audit_event *e);
/*
 * Details of a change: {"before": {…}, "after": {…}} with the members in which the two
 * objects differ. Takes both references; NULL is an object without members, as before a
 * thing was made or after it went.
 */
struct text audit_changes(struct arena *a, json_t *before, json_t *after);

#endif
