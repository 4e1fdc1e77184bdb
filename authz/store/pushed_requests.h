/* Authorization requests that apps pushed ahead (RFC 9126): each leads to one answer. */
#ifndef AUTHZ_STORE_PUSHED_REQUESTS_H
#define AUTHZ_STORE_PUSHED_REQUESTS_H

#include "store/db.h"

/* Keeps them under `reference`, of which only the hash is stored, for so many seconds. */
enum store_status pushed_request_add(struct db *db, struct arena *a,
    struct text reference, struct uuid client_id, struct text parameters,
    int64_t lifetime);
/* STORE_NONE unless that client pushed them, lately, and they led to no answer yet. */
enum store_status pushed_request_find(struct db *db, struct arena *a,
    struct text reference, struct uuid client_id, struct text *parameters);
/* Takes them away, as late as their ticket lives; STORE_NONE the second time. */
enum store_status pushed_request_end(
    struct db *db, struct arena *a, struct text reference, struct uuid client_id);

#endif
