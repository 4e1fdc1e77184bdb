/*
 * What the team of an app may do to its webhooks, for pages and the API alike: the rules,
 * the change and its audit event in one commit. They answer STORE_CONFLICT with *fault
 * where what was wanted may not be.
 */
#ifndef AUTHZ_WEBHOOKS_CHANGE_H
#define AUTHZ_WEBHOOKS_CHANGE_H

#include "http/request.h"
#include "store/clients.h"
#include "store/webhooks.h"

/* What an endpoint is to be. */
struct webhook_wish {
	struct text url, description;
	struct texts events;
	bool enabled;
};
struct webhook_fault {
	const char *field;  /* "url", "description", "events"; NULL: none of them */
	const char *phrase; /* its name in the catalogue */
};

/* *secret: to be shown this once. */
enum store_status webhook_create(struct request *rq, const struct client *app,
    const struct webhook_wish *wish, struct webhook *out, struct text *secret,
    struct webhook_fault *fault);
enum store_status webhook_change(struct request *rq, const struct webhook *w,
    const struct webhook_wish *wish, struct webhook_fault *fault);
/* A new secret. The one until now signs too for a day, unless it is to end `at_once`. */
enum store_status webhook_new_secret(
    struct request *rq, struct webhook *w, bool at_once, struct text *secret);
enum store_status webhook_delete(struct request *rq, const struct webhook *w);
/* Leaves a test event for it; STORE_CONFLICT when it is switched off. */
enum store_status webhook_test(
    struct request *rq, const struct webhook *w, struct webhook_fault *fault);
/* STORE_NONE: there is no such message, or the endpoint is switched off. */
enum store_status webhook_send_again(
    struct request *rq, const struct webhook *w, struct uuid message_id);

#endif
