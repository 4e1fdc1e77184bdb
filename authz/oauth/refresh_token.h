/* Refresh tokens: key id, family, user, generation, and an HMAC over them; nothing
 * stored. */
#ifndef AUTHZ_OAUTH_REFRESH_TOKEN_H
#define AUTHZ_OAUTH_REFRESH_TOKEN_H

#include "store/clients.h"

struct refresh_token {
	struct uuid user_id, family;
	int64_t generation;
};

/* "azr_" and base64url. The same input gives the same token, until the keyring changes.
 */
struct text refresh_token_make(struct arena *a, const struct refresh_token *t);
/* False for a forged one; the database need not be asked then. */
bool refresh_token_read(struct arena *a, struct text token, struct refresh_token *out);
/* Seconds that the app may refresh after one login: the server's, or less. */
int64_t refresh_lifetime(const struct client *app);

#endif
