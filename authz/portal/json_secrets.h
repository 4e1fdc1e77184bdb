/* What is wished of a new secret, as the JSON API is told. */
#ifndef AUTHZ_PORTAL_JSON_SECRETS_H
#define AUTHZ_PORTAL_JSON_SECRETS_H

#include "http/request.h"
#include "oauth/secret_wish.h"

/* Reads the body: label, expires_in_days, expires_on; without one nothing is chosen. The
 * answer that refuses it, or NULL. */
const struct response *read_secret_wish(struct request *rq, struct secret_wish *wish);

#endif
