/* Token Status List (draft-ietf-oauth-status-list): where tokens stand in the lists, and
 * which of them are revoked. */
#ifndef AUTHZ_STORE_STATUS_LIST_H
#define AUTHZ_STORE_STATUS_LIST_H

#include "store/db.h"

enum { STATUS_BLOCK = 1024 }; /* the sequence's step */

/* Nobody else gets the indexes *first to *first + STATUS_BLOCK - 1. */
enum store_status status_block_reserve(struct db *db, struct arena *a, int64_t *first);
/* Gives the family `offered` unless it has an index; *out is the one it has now.
 * STORE_NONE: the family is gone. */
enum store_status status_of_family(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid family, int64_t offered, int64_t *out);
/* Revokes the index of a token. The family that shares it, if any, lets go of it, so that
 * its next tokens get another. */
enum store_status status_revoke(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid family, int64_t index, int64_t expires_at);
/* Calls `each` for the revoked ones among `n` indexes from `first`. STORE_NONE: none of
 * them has been reserved yet. */
enum store_status statuses_revoked(struct db *db, struct arena *a, int64_t first,
    int64_t n, void (*each)(void *context, int64_t index), void *context);

#endif
