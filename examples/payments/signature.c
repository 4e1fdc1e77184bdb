#include "payments.h"

#ifndef LIBJWT_WANTS_TYP_JWT

#include <jwt.h>
#include <string.h>

bool
signature_good(const char *token, const char *pem, const char *alg)
{
	jwt_t *jwt = NULL;
	bool good =
	    jwt_decode(&jwt, token, (const unsigned char *)pem, (int)strlen(pem)) == 0 &&
	    jwt_get_alg(jwt) == jwt_str_alg(alg);
	jwt_free(jwt);
	return good;
}

#else

/* libjwt before 1.11 (Debian 12) refuses every typ but JWT, and an access token's is
 * at+jwt (RFC 9068 2.1): OpenSSL does it instead. */
#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

/* A JWS has r || s (RFC 7518 3.4) where OpenSSL wants DER. */
static size_t
to_der(unsigned char *signature, size_t n, size_t room)
{
	unsigned char *der = NULL;
	ECDSA_SIG *sig = n == 64 ? ECDSA_SIG_new() : NULL;
	if (!sig || ECDSA_SIG_set0(sig, BN_bin2bn(signature, 32, NULL),
			BN_bin2bn(signature + 32, 32, NULL)) != 1)
		return 0;
	int size = i2d_ECDSA_SIG(sig, &der);
	ECDSA_SIG_free(sig);
	if (size <= 0 || (size_t)size > room)
		size = 0;
	if (size)
		memcpy(signature, der, (size_t)size);
	OPENSSL_free(der);
	return (size_t)size;
}

bool
signature_good(const char *token, const char *pem, const char *alg)
{
	unsigned char signature[1024];
	const char *dot = strrchr(token, '.');
	if (!dot)
		return false;
	size_t n =
	    decode_base64url(dot + 1, strlen(dot + 1), signature, sizeof(signature));
	if (strcmp(alg, "ES256") == 0)
		n = to_der(signature, n, sizeof(signature));
	else if (strcmp(alg, "RS256") != 0)
		return false;
	BIO *in = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = in ? PEM_read_bio_PUBKEY(in, NULL, NULL, NULL) : NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = key && ctx && n &&
		    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
		    EVP_DigestVerify(ctx, signature, n, (const unsigned char *)token,
			(size_t)(dot - token)) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	BIO_free(in);
	return good;
}

#endif
