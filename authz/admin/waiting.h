/* The parts of the page of reviews. For this room only. */
#ifndef AUTHZ_ADMIN_WAITING_H
#define AUTHZ_ADMIN_WAITING_H

#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

/* APIs that wait for an operator, as data.apis, and where they go on, data.apis_next. */
enum store_status put_waiting_apis(struct request *rq, json_t *data);

#endif
