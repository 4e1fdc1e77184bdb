/* What a key is, for this room only. */
#ifndef AUTHZ_JOSE_JWS_KEY_H
#define AUTHZ_JOSE_JWS_KEY_H

#include "base/cleanup.h"
#include "base/json.h"
#include "jose/jws.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

struct jws_key {
	enum jws_alg alg;
	EVP_PKEY *pkey;
	char id[48];
	size_t id_size;
	uint64_t serial; /* no two keys of this process have the same */
};

DEFINE_CLEANUP(pkey, EVP_PKEY *, EVP_PKEY_free);
DEFINE_CLEANUP(pkey_ctx, EVP_PKEY_CTX *, EVP_PKEY_CTX_free);
DEFINE_CLEANUP(bio, BIO *, BIO_free);

/* jws_context.c: this thread's context that signs or verifies SHA-256 digests with the
 * key; NULL when OpenSSL can't. Not for Ed25519, which takes the message itself. */
EVP_PKEY_CTX *jws_context(const struct jws_key *key, bool sign);

/* ecdsa_der.c: between OpenSSL's DER and r || s of P-256 (RFC 7518 3.4); empty when the
 * bytes are not such a signature. */
struct text ecdsa_to_raw(struct arena *a, const unsigned char *der, size_t n);
struct text ecdsa_to_der(struct arena *a, struct text raw);

/* The public half as PEM; the empty text when OpenSSL can't. */
struct text jws_key_pem(struct arena *a, EVP_PKEY *pkey, bool private_half);

#endif
