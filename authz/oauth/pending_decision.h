/* A person's answer to what waits for it, whichever page asked. */
#ifndef AUTHZ_OAUTH_PENDING_DECISION_H
#define AUTHZ_OAUTH_PENDING_DECISION_H

#include "http/request.h"
#include "store/clients.h"
#include "store/pending_grants.h"

/* The app that asks, if it still may have what it asks for; STORE_NONE when not. */
enum store_status pending_client(
    struct request *rq, const struct pending_grant *g, struct client *out);
/*
 * rq->user says no, or yes to the scopes that stayed ticked: writes consent and audit log
 * and sets g->state (nothing ticked is a no). STORE_NONE: it was decided before, or is
 * too late.
 */
enum store_status pending_decide(struct request *rq, struct pending_grant *g, bool allow);

#endif
