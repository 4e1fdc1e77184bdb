#ifndef JOSE_TEST_H
#define JOSE_TEST_H

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "jose/jws.h"

#include "../ring.h"

/* Every test stands in an empty folder. */

/* A key pair for each algorithm, made once for all tests. */
extern const enum jws_alg algs[];
enum { ALG_COUNT = 4 };
extern struct jws_key *keys[ALG_COUNT];
/* The key for an algorithm. */
const struct jws_key *key_for(enum jws_alg alg);
/* From a public JWK in text; NULL when it is refused. */
struct jws_key *key_of_jwk(enum jws_alg alg, const char *jwk);

/* Public keys and tokens of RFC 7515 A.2, A.3 and RFC 8037 A. */
struct rfc_token {
	enum jws_alg alg;
	const char *jwk, *token;
};
extern const struct rfc_token rfc_tokens[];
enum { RFC_TOKENS = 3 };

Suite *digest_suite(void);
Suite *keyring_suite(void);
Suite *seal_suite(void);
Suite *jws_suite(void);
Suite *jwk_suite(void);
Suite *ecdsa_der_suite(void);
Suite *certificate_suite(void);

#endif
