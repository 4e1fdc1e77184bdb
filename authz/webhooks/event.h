/* What apps can be told of, and in which words. */
#ifndef AUTHZ_WEBHOOKS_EVENT_H
#define AUTHZ_WEBHOOKS_EVENT_H

#include "store/clients.h"
#include "store/webhook_sending.h"

/* The events that an endpoint may want: "consent.given", … */
extern const struct texts webhook_event_types;
/* What is sent to try an endpoint. */
#define WEBHOOK_TEST TEXT("webhook.test")

/*
 * {"type":…,"timestamp":…,"data":{"client_id":…,…}}: what docs/webhooks.md promises. A
 * person is told of by the `sub` that the app knows them by. STORE_NONE: they never had
 * one, so that there is nothing to tell.
 */
enum store_status webhook_body(struct db *db, struct arena *a, const struct client *app,
    const struct webhook_event *e, struct text *out);

#endif
