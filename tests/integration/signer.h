/* What apps sign with keys of their own: JWTs of any kind, and DPoP proofs. */
#ifndef INTEGRATION_SIGNER_H
#define INTEGRATION_SIGNER_H

#include "flow.h"
#include "jose/jws.h"

/* A key of an app; goes with the test. */
struct jws_key *signer(enum jws_alg alg);
/* Its public key set, as JSON. */
const char *jwks_of(const struct jws_key *key);
/* A JWT with these members; both are taken over. `alg` is added to the header unless it
 * is there. */
const char *signed_jwt(const struct jws_key *key, json_t *header, json_t *claims);

struct proof {
	const char *htm;   /* NULL: POST */
	const char *htu;   /* NULL: the token endpoint; a path: of the server */
	const char *token; /* whose hash is sent as ath */
	const char *nonce, *jti, *typ;
	int age;		  /* seconds */
	const struct process *to; /* NULL: server */
};
const char *dpop_proof(const struct jws_key *key, struct proof how);
/* The header with a proof for the token endpoint. */
const char *dpop_header(const struct jws_key *key);

#endif
