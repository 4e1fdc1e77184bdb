/* What stands between an authorization request and its code: signing in, and consent. */
#ifndef AUTHZ_OAUTH_INTERACTION_H
#define AUTHZ_OAUTH_INTERACTION_H

#include "http/request.h"
#include "oauth/ticket.h"
#include "store/clients.h"

/* Sends the person to sign in, shows the consent page, or answers the app. */
const struct response *interact(
    struct request *rq, const struct client *client, const struct ticket *t);
/* NULL when the person whom the request is about is signed in as it asks, or the answer
 * that comes before anything else. */
const struct response *require_person(struct request *rq, const struct ticket *t);
/* After it: NULL when the app is open to that person (oauth/sandbox.h). */
const struct response *require_open(
    struct request *rq, const struct client *client, const struct ticket *t);
/* Appends the request's ui_locales, if it has them, to a URL of ours. */
void carry_language(const struct request *rq, struct builder *url);
/* To the app with a code, in which the person has the name that the app knows. */
const struct response *give_code(struct request *rq, const struct client *client,
    const struct ticket *t, struct texts scopes);
/* The consent page (consent.c). */
const struct response *show_consent(
    struct request *rq, const struct client *client, const struct ticket *t);
/* The page that asks whether it is the person who is signed in (select_account.c). */
const struct response *show_accounts(
    struct request *rq, const struct client *client, const struct ticket *t);

#endif
