/* id_token_hint (OIDC Core 3.1.2.1, RP-Initiated Logout 2): an ID token of ours, of any
 * age, that says whom the app means. */
#ifndef AUTHZ_OAUTH_ID_TOKEN_HINT_H
#define AUTHZ_OAUTH_ID_TOKEN_HINT_H

#include "store/db.h"

struct id_token_hint {
	struct uuid user_id;
	struct text audience; /* whose ID token it is */
	bool too_old;	      /* its key is not published any more: it proves nothing */
};

/* STORE_NONE when it is not one of ours; nothing but too_old is set then. */
enum store_status id_token_hint_read(
    struct db *db, struct arena *a, struct text hint, struct id_token_hint *out);

#endif
