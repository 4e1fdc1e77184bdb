/* Who is an operator, for pages and the JSON API. For this room only. */
#ifndef AUTHZ_ADMIN_OPERATOR_CHANGE_H
#define AUTHZ_ADMIN_OPERATOR_CHANGE_H

#include "portal/outcome.h"
#include "store/operators.h"

/* Gives that person a role, or (ROLE_NONE) takes it away, with its audit event. Refused
 * for the last operator; `sure` must be set when they give up their own role. STORE_NONE:
 * there is no such person, or they had none. */
struct outcome operator_change(
    struct request *rq, struct uuid user_id, enum operator_role role, bool sure);

#endif
