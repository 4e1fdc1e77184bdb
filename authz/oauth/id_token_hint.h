/* OIDC Core 3.1.2.1: an ID token that the app once got says whom it expects. */
#ifndef AUTHZ_OAUTH_ID_TOKEN_HINT_H
#define AUTHZ_OAUTH_ID_TOKEN_HINT_H

#include "store/db.h"

/* Whom the hint names. It may have expired; STORE_NONE unless one of our keys signed it.
 */
enum store_status id_token_hint_read(
    struct db *db, struct arena *a, struct text hint, struct uuid *user_id);

#endif
