/*
 * To set a context up costs a good part of an elliptic-curve signature, so each thread
 * keeps those of the keys that it used last.
 */
#include "jose/jws_key.h"

#include <openssl/rsa.h>

#include <pthread.h>
#include <stdlib.h>

enum { KEPT = 16 };

struct kept {
	uint64_t serial; /* the key's; 0: empty */
	EVP_PKEY_CTX *context;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t kept_key;

static void
free_kept(void *all)
{
	struct kept *kept = all;
	for (size_t i = 0; i < KEPT; i++)
		EVP_PKEY_CTX_free(kept[i].context);
	free(kept);
}

static void
make_key(void)
{
	if (pthread_key_create(&kept_key, free_kept) != 0)
		abort();
}

static struct kept *
thread_kept(void)
{
	pthread_once(&once, make_key);
	struct kept *kept = pthread_getspecific(kept_key);
	if (kept)
		return kept;
	kept = calloc(KEPT, sizeof(*kept));
	if (!kept || pthread_setspecific(kept_key, kept) != 0)
		abort();
	return kept;
}

static bool
prepare(EVP_PKEY_CTX *context, enum jws_alg alg, bool sign)
{
	if ((sign ? EVP_PKEY_sign_init(context) : EVP_PKEY_verify_init(context)) != 1)
		return false;
	if (alg == ALG_RS256 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1)
		return false;
	if (alg == ALG_PS256 &&
	    (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
		EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1))
		return false;
	return EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1;
}

EVP_PKEY_CTX *
jws_context(const struct jws_key *key, bool sign)
{
	struct kept *slot = &thread_kept()[(key->serial * 2 + sign) % KEPT];
	if (slot->serial == key->serial)
		return slot->context;
	EVP_PKEY_CTX_free(slot->context);
	*slot = (struct kept){0, NULL};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key->pkey, NULL);
	if (!context || !prepare(context, key->alg, sign)) {
		EVP_PKEY_CTX_free(context);
		return NULL;
	}
	*slot = (struct kept){key->serial, context};
	return context;
}
