/* How an authorization request ends: at the app's redirect URI (RFC 6749 4.1.2, RFC
 * 9207). */
#ifndef AUTHZ_OAUTH_AUTHORIZATION_RESPONSE_H
#define AUTHZ_OAUTH_AUTHORIZATION_RESPONSE_H

#include "http/request.h"
#include "oauth/errors.h"
#include "oauth/ticket.h"

/* The mode of that name (none: query); false, and query, when there is no such. */
bool response_mode_read(struct text name, enum response_mode *out);
/* Names of the modes, for metadata. */
struct texts response_mode_names(struct arena *a);

/* To the app with an error; needs client_id, redirect_uri, state and mode only. */
const struct response *authorization_error(struct request *rq, const struct ticket *t,
    enum oauth_error_code code, const char *sentence);
/* To the app with a code for the person who is signed in, good for `scopes`. */
const struct response *authorization_code(
    struct request *rq, const struct ticket *t, struct texts scopes);

#endif
