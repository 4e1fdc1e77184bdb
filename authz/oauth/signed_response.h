/* JWT Secured Authorization Response Mode (JARM). */
#ifndef AUTHZ_OAUTH_SIGNED_RESPONSE_H
#define AUTHZ_OAUTH_SIGNED_RESPONSE_H

#include "base/uuid.h"
#include "http/request.h"
#include "store/db.h"

/* The answer to an app as a JWT, signed as the app registered (RS256 by default). Blocks.
 */
enum store_status signed_response(struct request *rq, struct uuid client_id,
    const struct field *fields, size_t n, struct text *out);

#endif
