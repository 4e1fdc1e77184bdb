/* RFC 7591 2.3: what somebody whom the operator trusts says of an app, signed. */
#ifndef AUTHZ_OAUTH_SOFTWARE_STATEMENT_H
#define AUTHZ_OAUTH_SOFTWARE_STATEMENT_H

#include "http/request.h"

#include <jansson.h>

/*
 * Puts what the request's software_statement claims, if there is one, over what the app
 * says of itself. NULL, or the answer (invalid_software_statement when it is no good,
 * unapproved_software_statement when nobody trusts its issuer). Blocks.
 */
const struct response *apply_software_statement(struct request *rq, json_t *metadata);

#endif
