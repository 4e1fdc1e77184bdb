/* Token Status List (draft-ietf-oauth-status-list): APIs that judge JWTs themselves learn
 * which were revoked from a list that they fetch now and then. */
#ifndef AUTHZ_OAUTH_STATUS_LIST_H
#define AUTHZ_OAUTH_STATUS_LIST_H

#include "oauth/issued.h"

#include <jansson.h>

/* Sets out->status_index when the token is a JWT for a resource with a status list, or
 * for several of which one has: the family's, or a new one for an app itself. NULL, or
 * the answer. */
const struct response *take_status_index(struct request *rq, const struct issued *i,
    const struct resource *resource, struct grant_extras *out);
/* `,"status":…` (6.1), and its way back. */
void build_status(struct builder *b, int64_t index);
void read_status(const json_t *claims, struct optional_number *out);

#endif
