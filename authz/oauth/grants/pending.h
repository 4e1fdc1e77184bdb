/* What the device_code and the CIBA grant have in common: the app asks, again and again,
 * what the person decided. */
#ifndef AUTHZ_OAUTH_GRANTS_PENDING_H
#define AUTHZ_OAUTH_GRANTS_PENDING_H

#include "oauth/issued.h"
#include "oauth/pending_code.h"

/* authorization_pending, slow_down, access_denied, expired_token (RFC 8628 3.5, CIBA 11);
 * or, once it is allowed, the tokens. */
const struct response *redeem_pending(
    struct request *rq, enum pending_door door, const char *name, struct issued *out);

#endif
