/* Signing keys, JWK (RFC 7517) and compact JWS (RFC 7515), over OpenSSL EVP. */
#ifndef AUTHZ_JOSE_JWS_H
#define AUTHZ_JOSE_JWS_H

#include "base/arena.h"

#include <jansson.h>

/* RFC 7518 3.1, RFC 8037 3.1. */
enum jws_alg { ALG_NONE, ALG_ES256, ALG_RS256, ALG_PS256, ALG_EDDSA };

struct text jws_alg_name(enum jws_alg alg);
/* ALG_NONE for what we don't speak, `none` among it. */
enum jws_alg jws_alg_of(struct text name);
/* As others name it: Ed25519 (RFC 9864 2.2) is EdDSA with the one curve that we speak. */
enum jws_alg jws_alg_said(struct text name);
/* All that we speak, in the order of preference; `out` has room for 8. */
size_t jws_algs(enum jws_alg out[8]);
struct texts jws_alg_names(struct arena *a);
/* RSA: a signature takes a third of a millisecond, which is not for a loop. */
bool jws_alg_is_slow(enum jws_alg alg);

/* A key pair or a public key; immutable, shared freely between threads. */
struct jws_key;

struct jws_key *jws_key_generate(enum jws_alg alg);
void jws_key_free(struct jws_key *key);
/* The private key as PKCS#8 DER, in `a` (wiped with it); for sealing into the database.
 */
struct text jws_key_export(struct arena *a, const struct jws_key *key);
/* From PKCS#8 DER; NULL when it isn't one for `alg`. */
struct jws_key *jws_key_import(enum jws_alg alg, struct text der);
/* From a public JWK; NULL when malformed, weak (RSA under 2048 bits, exponent 1), holding
 * private members, not for `alg`, or by its use or key_ops not for verifying. */
struct jws_key *jws_key_from_jwk(enum jws_alg alg, const json_t *jwk);
/* Has it members that nobody but its owner may know? */
bool jwk_is_private(const json_t *jwk);

enum jws_alg jws_key_alg(const struct jws_key *key);
/* The JWK thumbprint (RFC 7638), base64url; lives as long as the key. */
struct text jws_key_id(const struct jws_key *key);
/* The public JWK with kty, use, alg, kid and the key's own members. New reference. */
json_t *jws_key_jwk(const struct jws_key *key);

/*
 * header {"alg","typ","kid"} . `payload` . signature. `typ` may be empty. The empty text
 * after logging, when OpenSSL fails.
 */
struct text jws_sign(
    struct arena *a, const struct jws_key *key, struct text typ, struct text payload);

/* The same under a header of one's own, which must be JSON and name the key's alg. */
struct text jws_sign_as(
    struct arena *a, const struct jws_key *key, struct text header, struct text payload);

/* A compact JWS taken apart; nothing is verified yet. */
struct jws {
	enum jws_alg alg;
	struct text typ, kid;
	struct text signing_input, payload, signature; /* decoded, but for the input */
};

/* False when it isn't three base64url parts with a JSON header, names an unknown alg, or
 * has `crit` (RFC 7515 4.1.11). */
bool jws_parse(struct arena *a, struct text token, struct jws *out);
/* True when `key` is for the JWS's alg and made the signature. */
bool jws_verify(const struct jws_key *key, const struct jws *jws);

/* The same for HS256 (RFC 7518 3.2), and for that alone: kept apart, so that nobody's
 * public key is ever taken for a secret. Its alg stays ALG_NONE. */
bool jws_parse_mac(struct arena *a, struct text token, struct jws *out);
bool jws_verify_mac(struct text secret, const struct jws *jws);

/*
 * The second pair of eyes: signs a token with `key` and lets libjwt verify it from the
 * public PEM. True also for algorithms that libjwt does not know. False after logging.
 */
bool jws_key_proven_by_libjwt(const struct jws_key *key);

/* A parsed token's signature as libjwt judges it, from a public JWK alone. */
enum libjwt_verdict { LIBJWT_GOOD, LIBJWT_BAD, LIBJWT_UNABLE };
enum libjwt_verdict jws_verify_by_libjwt(
    struct arena *a, const json_t *jwk, struct text token, const struct jws *jws);

#endif
