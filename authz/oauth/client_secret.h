/* Client secrets: "azs_", 256 random bits, and a checksum by which scanners find leaked
 * ones. */
#ifndef AUTHZ_OAUTH_CLIENT_SECRET_H
#define AUTHZ_OAUTH_CLIENT_SECRET_H

#include "jose/jws.h"
#include "store/clients.h"

/* Compares with every valid secret of the client in constant time; `client` NULL
 * (unknown) costs the same and is false. */
bool client_secret_matches(const struct client *client, struct text secret);
/* The same for a JWS with a MAC: is it by one of the secrets? */
bool client_secret_signed(
    struct arena *a, const struct client *client, const struct jws *jws);

#endif
