/* What a person is shown before they say yes or no: who asks, and for what. The same on
 * every page that asks (templates/partials/asker.html, choices.html). */
#ifndef AUTHZ_OAUTH_CONSENT_VIEW_H
#define AUTHZ_OAUTH_CONSENT_VIEW_H

#include "http/request.h"
#include "store/clients.h"

#include <jansson.h>

/* app_name, owner, reviewed and the like, groups (of scopes), email, and the title (a
 * phrase, "consent.title"). STORE_OK and *data a new reference, or why not. */
enum store_status consent_view(struct request *rq, const struct client *client,
    struct texts scopes, const char *title, json_t **data);
/* Of what was shown, what stayed ticked in the form. */
struct texts consent_ticked(struct request *rq, struct texts shown);
/* Writes the decision into the audit log: "consent_given" or "consent_denied". */
enum store_status consent_note(
    struct request *rq, const char *event, struct uuid client_id, struct texts scopes);

#endif
