/*
 * An app's own public keys (RFC 7591 2): those in its jwks, or behind its jwks_uri. What
 * was fetched is kept as long as its server allows, between a minute and an hour, and a
 * day while that server is away. An unknown key has it fetched anew, once a minute at the
 * most.
 */
#ifndef AUTHZ_OAUTH_CLIENT_KEYS_H
#define AUTHZ_OAUTH_CLIENT_KEYS_H

#include "jose/certificate.h"
#include "jose/jws.h"
#include "store/clients.h"

enum client_keys_answer {
	CLIENT_KEYS_GOOD,
	CLIENT_KEYS_BAD, /* none of its keys fits */
	CLIENT_KEYS_AWAY /* its jwks_uri gave no keys: not the signature's fault, perhaps
			  */
};

/*
 * Was the JWS signed with one of the app's keys for signatures? `alg` is what the app
 * registered for this kind of JWS; empty: any that we speak and, for FAPI 2.0, that it
 * allows. May fetch, and so block: only for workers.
 */
enum client_keys_answer client_keys_verify(
    struct arena *a, const struct client *client, struct text alg, const struct jws *jws);

/* Is the certificate's key one of the app's, or the certificate itself? May block, too.
 */
bool client_keys_have(
    struct arena *a, const struct client *client, const struct certificate *c);

/* NULL when jwks and jwks_uri may be registered so, or the phrase that says why not. */
const char *client_keys_fault(const struct client *client);

#endif
