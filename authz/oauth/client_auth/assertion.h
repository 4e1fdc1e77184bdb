/* What private_key_jwt and client_secret_jwt have in common (RFC 7523 2.2, 3; OIDC Core
 * 9). */
#ifndef AUTHZ_OAUTH_CLIENT_AUTH_ASSERTION_H
#define AUTHZ_OAUTH_CLIENT_AUTH_ASSERTION_H

#include "jose/jws.h"
#include "oauth/client_auth/method.h"

struct assertion {
	struct jws jws;
	struct text jti;
	int64_t expires_at;
	bool for_issuer_alone; /* its aud is one string, the issuer */
};

/*
 * Takes the client_assertion if there is one whose signature is of this kind: a MAC or
 * not. All that can be judged without knowing the client is: what is wrong with it is
 * told.
 */
bool assertion_take(struct request *rq, bool by_mac, struct credentials *out);

/* After its signature was found good: STORE_OK the first time, STORE_NONE when it was
 * used before, or is not for this server alone where the client needs that. */
enum store_status assertion_use(
    struct request *rq, const struct client *client, const struct assertion *assertion);

#endif
