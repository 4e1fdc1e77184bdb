#ifndef JOSE_TEST_H
#define JOSE_TEST_H

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "jose/jws.h"
#include "jose/keyring.h"

#include <check.h>

/* A test's own arena, and an empty folder to stand in. */
extern struct arena *arena;
void ck_text(struct text got, struct text want);
/* The keyring from these entries, one a line; fails the test when it is refused. */
void use_ring(const char *entries);

#define RING_ONE "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define RING_TWO "00000002 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"

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

/* A suite of one case with the fixture. */
Suite *suite_with(const char *name, TCase **tc);
Suite *digest_suite(void);
Suite *keyring_suite(void);
Suite *seal_suite(void);
Suite *jws_suite(void);
Suite *jwk_suite(void);

#endif
