/* What the files that change APIs share. */
#ifndef AUTHZ_PORTAL_API_AUDIT_H
#define AUTHZ_PORTAL_API_AUDIT_H

#include "portal/api_change.h"

/* Begins for who may do at least that much in the API's team, and reads it anew; else the
 * transaction has ended. */
struct outcome api_begin(struct request *rq, struct own_api *own, enum team_role least);
/* Ends it with an event of what differs; takes both references. */
enum store_status api_finish(struct request *rq, enum store_status status,
    const char *event, const struct resource *api, json_t *before, json_t *after);

#endif
