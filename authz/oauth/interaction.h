/* What stands between an authorization request and its code: signing in, and consent. */
#ifndef AUTHZ_OAUTH_INTERACTION_H
#define AUTHZ_OAUTH_INTERACTION_H

#include "http/request.h"
#include "oauth/ticket.h"
#include "store/clients.h"

/* Sends the person to sign in, shows the consent page, or answers the app. */
const struct response *interact(
    struct request *rq, const struct client *client, const struct ticket *t);
/* True when the person must sign in (again) before anything else. */
bool must_sign_in(const struct request *rq, const struct ticket *t);
const struct response *send_to_sign_in(struct request *rq, const struct ticket *t);
/* The consent page (consent.c). */
const struct response *show_consent(
    struct request *rq, const struct client *client, const struct ticket *t);

#endif
