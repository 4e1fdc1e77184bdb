/* What a grant is; one file each beside this header. */
#ifndef AUTHZ_OAUTH_GRANTS_GRANT_H
#define AUTHZ_OAUTH_GRANTS_GRANT_H

#include "oauth/issued.h"

struct grant {
	struct text name;
	/* Fills `out` and returns NULL, or answers. rq->client is set and may use the
	 * grant. */
	const struct response *(*run)(struct request *rq, struct issued *out);
	/* It reaches people unasked: no app registers itself for it. */
	bool by_operator;
};

extern const struct grant grant_authorization_code, grant_refresh_token,
    grant_client_credentials, grant_device_code, grant_token_exchange, grant_ciba,
    grant_jwt_bearer;

/* A token for rq->client itself, of the scopes that the form asks for; no public client.
 */
const struct response *issue_for_itself(struct request *rq, struct issued *out);

#endif
