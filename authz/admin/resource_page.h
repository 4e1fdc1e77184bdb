/* What the pages about APIs and scopes share. For this room only. */
#ifndef AUTHZ_ADMIN_RESOURCE_PAGE_H
#define AUTHZ_ADMIN_RESOURCE_PAGE_H

#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

struct text any_api_path(struct request *rq, struct uuid id);
struct text any_scope_path(struct request *rq, struct text name);
/* The scopes of an API, or (nil) authz's own, with their words in each language. */
enum store_status put_scope_rows(struct request *rq, json_t *data, struct uuid id);
/* How many apps and consents it hits when that scope, or (empty) the API, goes. */
enum store_status put_effects(
    struct request *rq, json_t *data, struct uuid id, struct text scope);

#endif
