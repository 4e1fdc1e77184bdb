/* What registering (RFC 7591) and managing a registration (RFC 7592) share. */
#ifndef AUTHZ_OAUTH_REGISTRATION_H
#define AUTHZ_OAUTH_REGISTRATION_H

#include "http/request.h"
#include "store/registration.h"

#include <jansson.h>

/* Does it authenticate with a secret that this server gives it? */
bool registration_needs_secret(const struct client *app);
/* What stands behind Bearer in the Authorization header; the empty text otherwise. */
struct text registration_bearer(struct request *rq);
/* RFC 7591 3.2.1, RFC 7592 3: what holds, with the token that manages it, and with the
 * secret when there is a new one. */
const struct response *answer_registration(struct request *rq, int status,
    const struct client *app, struct text token, struct text secret);

#endif
