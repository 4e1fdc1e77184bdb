/* What an audit event says of a change, for people. For this room only. */
#ifndef AUTHZ_ADMIN_CHANGE_VIEW_H
#define AUTHZ_ADMIN_CHANGE_VIEW_H

#include "http/request.h"

#include <jansson.h>

/* Puts into `row` what changed, member by member (`changes`: name, before, after), and
 * what else the details say, on one line (`details`, or empty). */
void put_changes(struct request *rq, json_t *row, struct text details);

#endif
