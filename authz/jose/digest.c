#include "jose/digest.h"

#include "base/encoding.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <stdlib.h>

/* These fail only when OpenSSL is broken or out of memory; going on would be worse. */
static void
must(bool done)
{
	if (!done)
		abort();
}

void
sha256(struct text data, unsigned char out[SHA256_SIZE])
{
	must(SHA256((const unsigned char *)data.at, data.n, out) != NULL);
}

void
hmac_sha256(struct text key, struct text data, unsigned char out[SHA256_SIZE])
{
	unsigned n = 0;
	must(HMAC(EVP_sha256(), key.at, (int)key.n, (const unsigned char *)data.at,
		 data.n, out, &n) != NULL &&
	     n == SHA256_SIZE);
}

void
hkdf_sha256(struct text key, struct text info, unsigned char out[SHA256_SIZE])
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
	    OSSL_PARAM_construct_octet_string(
		OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key.at, key.n),
	    OSSL_PARAM_construct_octet_string(
		OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)info.at, info.n),
	    OSSL_PARAM_construct_end()};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	must(context && EVP_KDF_derive(context, out, SHA256_SIZE, params) == 1);
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

struct text
sha256_base64url(struct arena *a, struct text data)
{
	unsigned char digest[SHA256_SIZE];
	sha256(data, digest);
	return base64url_encode(a, digest, sizeof(digest));
}
