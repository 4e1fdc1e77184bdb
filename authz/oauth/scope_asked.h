/* The scope and resource parameters of a request that is answered directly. */
#ifndef AUTHZ_OAUTH_SCOPE_ASKED_H
#define AUTHZ_OAUTH_SCOPE_ASKED_H

#include "http/request.h"
#include "oauth/scope.h"

/* What is wrong with an answer that has an error, for the app's developer. */
void explain_scopes(
    struct request *rq, const struct scope_request *q, const struct scope_answer *answer);

/* What the client gets of what the form asks for (scope_resolve()), or the answer. */
const struct response *scope_asked(struct request *rq, struct scope_answer *out);
/* The same, and no scope that is not in `bound`. */
const struct response *scope_asked_within(
    struct request *rq, struct texts bound, struct scope_answer *out);

#endif
