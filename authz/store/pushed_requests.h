/* Authorization requests that apps pushed ahead (RFC 9126): each is taken once. */
#ifndef AUTHZ_STORE_PUSHED_REQUESTS_H
#define AUTHZ_STORE_PUSHED_REQUESTS_H

#include "store/db.h"

/* Keeps them under `reference`, of which only the hash is stored, for so many seconds. */
enum store_status pushed_request_add(struct db *db, struct arena *a,
    struct text reference, struct uuid client_id, struct text parameters,
    int64_t lifetime);
/* Takes them; STORE_NONE unless that client pushed them, lately, and for the first time.
 */
enum store_status pushed_request_take(struct db *db, struct arena *a,
    struct text reference, struct uuid client_id, struct text *parameters);

#endif
