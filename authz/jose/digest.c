#include "jose/digest.h"

#include "base/encoding.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <pthread.h>
#include <stdlib.h>

/* These fail only when OpenSSL is broken or out of memory; going on would be worse. */
static void
must(bool done)
{
	if (!done)
		abort();
}

/* SHA256() looks the algorithm up each time, under a lock that all threads share. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *algorithm;
static EVP_MAC *hmac;
static pthread_key_t context_key, hmac_key;

static void
free_context(void *context)
{
	EVP_MD_CTX_free(context);
}

static void
free_hmac(void *context)
{
	EVP_MAC_CTX_free(context);
}

static void
prepare(void)
{
	algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	must(algorithm && hmac && pthread_key_create(&context_key, free_context) == 0 &&
	     pthread_key_create(&hmac_key, free_hmac) == 0);
}

static EVP_MD_CTX *
thread_context(void)
{
	pthread_once(&once, prepare);
	EVP_MD_CTX *context = pthread_getspecific(context_key);
	if (!context) {
		context = EVP_MD_CTX_new();
		must(context && EVP_DigestInit_ex2(context, algorithm, NULL) == 1 &&
		     pthread_setspecific(context_key, context) == 0);
	}
	return context;
}

void
sha256(struct text data, unsigned char out[SHA256_SIZE])
{
	EVP_MD_CTX *context = thread_context();
	must(EVP_DigestInit_ex2(context, NULL, NULL) == 1 &&
	     EVP_DigestUpdate(context, data.at, data.n) == 1 &&
	     EVP_DigestFinal_ex(context, out, NULL) == 1);
}

void
sha512(struct text data, unsigned char out[SHA512_SIZE])
{
	must(EVP_Digest(data.at, data.n, out, NULL, EVP_sha512(), NULL) == 1);
}

static EVP_MAC_CTX *
thread_hmac(void)
{
	pthread_once(&once, prepare);
	EVP_MAC_CTX *context = pthread_getspecific(hmac_key);
	if (!context) {
		char digest[] = "SHA256";
		const OSSL_PARAM params[] = {
		    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		    OSSL_PARAM_construct_end()};
		context = EVP_MAC_CTX_new(hmac);
		must(context && EVP_MAC_CTX_set_params(context, params) == 1 &&
		     pthread_setspecific(hmac_key, context) == 0);
	}
	return context;
}

/* The key stays in the thread's context until the next, or until the thread ends. */
void
hmac_sha256(struct text key, struct text data, unsigned char out[SHA256_SIZE])
{
	EVP_MAC_CTX *context = thread_hmac();
	size_t n = 0;
	/* Without a key, OpenSSL would take the one before. */
	const unsigned char *at = (const unsigned char *)(key.n ? key.at : "");
	must(EVP_MAC_init(context, at, key.n, NULL) == 1 &&
	     EVP_MAC_update(context, (const unsigned char *)data.at, data.n) == 1 &&
	     EVP_MAC_final(context, out, &n, SHA256_SIZE) == 1 && n == SHA256_SIZE);
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
