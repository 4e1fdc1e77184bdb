/* Bodies of endpoints that take JSON (RFC 7591). */
#ifndef AUTHZ_OAUTH_JSON_BODY_H
#define AUTHZ_OAUTH_JSON_BODY_H

#include "http/request.h"

#include <jansson.h>

/* NULL and a new reference to an object in *out, or the answer: the body must be one JSON
 * object without duplicate names, as application/json. */
const struct response *read_json(struct request *rq, json_t **out);

#endif
