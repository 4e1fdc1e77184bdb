/* Client secrets: "azs_", 256 random bits, and a checksum by which scanners find leaked
 * ones. */
#ifndef AUTHZ_OAUTH_CLIENT_SECRET_H
#define AUTHZ_OAUTH_CLIENT_SECRET_H

#include "jose/jws.h"
#include "oauth/secret_wish.h"

/* A new secret for the client, "azs_" + 43 characters + checksum, and what the store
 * keeps of it. */
struct text client_secret_new(struct arena *a, const struct client *client,
    const struct secret_wish *wish, struct client_secret *out);

/* Compares with every valid secret of the client in constant time, and gives the one that
 * it is; `client` NULL (unknown) costs the same and is NULL. */
const struct client_secret *client_secret_match(
    const struct client *client, struct text secret);
/* The same for a JWS with a MAC: by which of the secrets is it? */
const struct client_secret *client_secret_signer(
    struct arena *a, const struct client *client, const struct jws *jws);
/* Does the secret prove the client? Then STORE_OK, and it is noted that it was used. */
enum store_status client_secret_check(const struct client *client, struct text secret);

#endif
