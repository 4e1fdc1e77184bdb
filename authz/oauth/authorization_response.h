/* How an authorization request ends: at the app's redirect URI (RFC 6749 4.1.2, RFC
 * 9207). */
#ifndef AUTHZ_OAUTH_AUTHORIZATION_RESPONSE_H
#define AUTHZ_OAUTH_AUTHORIZATION_RESPONSE_H

#include "http/request.h"
#include "oauth/errors.h"
#include "oauth/ticket.h"

/* To the app with an error; needs redirect_uri, state and mode only. */
const struct response *authorization_error(struct request *rq, const struct ticket *t,
    enum oauth_error_code code, const char *sentence);
/* To the app with a code for the person who is signed in, good for `scopes`. */
const struct response *authorization_code(
    struct request *rq, const struct ticket *t, struct texts scopes);

#endif
