#ifndef AUTHZ_ACCOUNT_REQUESTS_H
#define AUTHZ_ACCOUNT_REQUESTS_H

#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

/* What waits for rq->user, for templates/partials/requests.html. *out is a new reference
 * in any case. */
enum store_status describe_requests(struct request *rq, json_t **out);

#endif
