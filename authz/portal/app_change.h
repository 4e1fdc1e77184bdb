/*
 * What a developer may change of an app, for the pages and for the JSON API: each change
 * is one transaction, its audit event in it.
 */
#ifndef AUTHZ_PORTAL_APP_CHANGE_H
#define AUTHZ_PORTAL_APP_CHANGE_H

#include "http/request.h"
#include "oauth/secret_wish.h"

/* What a new app of a kind is: its id, authentication and grants. */
struct client app_new(struct arena *a, enum app_kind kind, struct uuid team);
/* Registers it; *secret gets the secret, which is shown this once, or nothing if its
 * authentication needs none. Reads the app anew. */
enum store_status app_register(
    struct request *rq, struct client *app, struct text *secret);
/* Everything that client_set() sets. */
enum store_status app_replace(struct request *rq, const struct client *before,
    const struct client *after, const char *event);
/* The picture that people see of it (image/image.h), or none. One that it has already is
 * no change. */
enum store_status app_set_logo(
    struct request *rq, const struct client *app, struct text png);
/* It stops at once, and may be restored for APP_GRACE seconds. */
enum store_status app_delete(struct request *rq, const struct client *app);
/* STORE_NONE: it is too late, or it was not deleted. */
enum store_status app_restore(struct request *rq, const struct client *app);
/* It comes back to the reviewers' queue. STORE_NONE: it was not refused. */
enum store_status app_ask_review(struct request *rq, const struct client *app);
/* STORE_CONFLICT: there are two, or its authentication needs none. */
enum store_status app_add_secret(struct request *rq, const struct client *app,
    const struct secret_wish *wish, struct client_secret *stored, struct text *secret);
/* STORE_CONFLICT: it is the last valid one. One that is gone already is no fault. */
enum store_status app_remove_secret(
    struct request *rq, const struct client *app, struct uuid id);

/* In a transaction of the caller: asks for one, which open ones are approved by and
 * others reviewed after, or (`wanted` false) gives it up. An operator's no stays. */
enum store_status app_choose_scope(struct request *rq, const struct client *app,
    const struct scope *s, bool wanted, struct text reason);

/*
 * Ends the transaction of a change to an app, which went as `status` says, and writes its
 * audit event in it: what is other than in `before` (NULL: it was not there). STORE_NONE,
 * something that was gone already, is a change that went well.
 */
enum store_status app_change_end(struct request *rq, const char *event,
    const struct client *before, struct uuid id, enum store_status status);

#endif
