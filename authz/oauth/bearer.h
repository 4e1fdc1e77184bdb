#ifndef AUTHZ_OAUTH_BEARER_H
#define AUTHZ_OAUTH_BEARER_H

#include "oauth/errors.h"

/* The error with RFC 6750 3's challenge; `scope` is what would be needed, or empty. */
const struct response *refuse_bearer(struct request *rq, enum oauth_error_code code,
    const char *sentence, struct text scope);
/* RFC 9470 3: 401 with what the sign-in must be like; both may be empty, and are of
 * characters that a scope may have. */
const struct response *refuse_authentication(struct request *rq, const char *sentence,
    struct text acr_values, struct text max_age);

#endif
