/*
 * Apps that wait for their review, where the operator wants one first ([apps] sandbox):
 * they may sign in members of the team that owns them, and nobody else.
 */
#ifndef AUTHZ_OAUTH_SANDBOX_H
#define AUTHZ_OAUTH_SANDBOX_H

#include "http/request.h"
#include "store/clients.h"

/* Costs nothing where it is not wanted, and for apps that were reviewed. */
bool app_in_sandbox(const struct client *app);
/* May that person use it? STORE_NONE: no. Asks the database only for an app in the
 * sandbox; STORE_DEFER where it may not. */
enum store_status app_open_to(
    struct request *rq, const struct client *app, struct uuid user_id);
/* NULL when rq->user may; else the page that says that it is not open to everyone yet. */
const struct response *require_open_app(struct request *rq, const struct client *app);
/* The same for rq->client and the person whom its request is about, as an OAuth error. */
const struct response *require_open_client(struct request *rq, struct uuid user_id);

#endif
