/* What is good once: a jti of a client assertion, of a DPoP proof, of a request object.
 */
#ifndef AUTHZ_STORE_REPLAY_GUARDS_H
#define AUTHZ_STORE_REPLAY_GUARDS_H

#include "store/db.h"

/*
 * STORE_OK the first time, STORE_CONFLICT when it was taken before. `kind` and `owner`
 * (a client_id, a key's thumbprint) keep equal values apart. It is remembered until
 * `expires_at` (seconds), after which the caller must refuse it as too old.
 */
enum store_status replay_guard_take(struct db *db, struct arena *a, const char *kind,
    struct text owner, struct text value, int64_t expires_at);

#endif
