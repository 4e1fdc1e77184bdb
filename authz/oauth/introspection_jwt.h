/* RFC 9701: an introspection answer that is signed, for an API that must be able to show
 * later what it was told. */
#ifndef AUTHZ_OAUTH_INTROSPECTION_JWT_H
#define AUTHZ_OAUTH_INTROSPECTION_JWT_H

#include "http/request.h"

/* Did the request ask for it (Accept: application/token-introspection+jwt)? */
bool introspection_jwt_wanted(const struct request *rq);
/* `json` is the answer without a signature; rq->client is the resource server. */
const struct response *introspection_jwt(struct request *rq, struct text json);

#endif
