/* AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. */
#include "base/encoding.h"
#include "base/log.h"
#include "base/random.h"
#include "jose/keyring_entries.h"

#include <openssl/evp.h>

#include <pthread.h>
#include <stdlib.h>

enum { ID = 4, NONCE = 12, TAG = 16, OVERHEAD = ID + NONCE + TAG };

/* The fetched cipher, shared; a context for each thread, freed with it. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_CIPHER *cipher;
static pthread_key_t context_key;

static void
free_context(void *context)
{
	EVP_CIPHER_CTX_free(context);
}

static void
prepare(void)
{
	cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	if (!cipher || pthread_key_create(&context_key, free_context) != 0)
		abort();
}

static EVP_CIPHER_CTX *
thread_context(void)
{
	pthread_once(&once, prepare);
	EVP_CIPHER_CTX *context = pthread_getspecific(context_key);
	if (!context) {
		context = EVP_CIPHER_CTX_new();
		if (!context || pthread_setspecific(context_key, context) != 0)
			abort();
	}
	return context;
}

static void
put_id(unsigned char *at, uint32_t id)
{
	for (int i = 0; i < ID; i++)
		at[i] = (unsigned char)(id >> (24 - 8 * i));
}

static uint32_t
get_id(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
	       at[3];
}

struct text
seal(struct arena *a, enum purpose purpose, struct text context, struct text plain)
{
	const struct keyring_entry *entry = keyring_newest();
	EVP_CIPHER_CTX *ctx = thread_context();
	unsigned char *out = arena_alloc(a, plain.n + OVERHEAD);
	int n = 0, last = 0;
	put_id(out, entry->id);
	random_bytes(out + ID, NONCE);
	/* Fails only when OpenSSL is broken: nothing unsealed may ever leave. */
	if (EVP_EncryptInit_ex2(ctx, cipher, entry->keys[purpose], out + ID, NULL) != 1 ||
	    (context.n && EVP_EncryptUpdate(ctx, NULL, &n,
			      (const unsigned char *)context.at, (int)context.n) != 1) ||
	    EVP_EncryptUpdate(ctx, out + ID + NONCE, &n, (const unsigned char *)plain.at,
		(int)plain.n) != 1 ||
	    EVP_EncryptFinal_ex(ctx, out + ID + NONCE + n, &last) != 1 ||
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_GET_TAG, TAG, out + ID + NONCE + plain.n) != 1)
		abort();
	return base64url_encode(a, out, plain.n + OVERHEAD);
}

bool
seal_open(struct arena *a, enum purpose purpose, struct text context, struct text sealed,
    struct text *plain)
{
	struct text raw;
	if (sealed.n > 64 * 1024 || !base64url_decode(a, sealed, &raw) ||
	    raw.n < OVERHEAD)
		return false;
	unsigned char *in = (unsigned char *)(uintptr_t)raw.at;
	const struct keyring_entry *entry = keyring_entry(get_id(in));
	if (!entry)
		return false;
	EVP_CIPHER_CTX *ctx = thread_context();
	size_t size = raw.n - OVERHEAD;
	unsigned char *out = arena_alloc(a, size + 1);
	int n = 0, last = 0;
	bool good =
	    EVP_DecryptInit_ex2(ctx, cipher, entry->keys[purpose], in + ID, NULL) == 1 &&
	    (!context.n || EVP_DecryptUpdate(ctx, NULL, &n,
			       (const unsigned char *)context.at, (int)context.n) == 1) &&
	    EVP_DecryptUpdate(ctx, out, &n, in + ID + NONCE, (int)size) == 1 &&
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_SET_TAG, TAG, in + ID + NONCE + size) == 1 &&
	    EVP_DecryptFinal_ex(ctx, out + n, &last) == 1;
	if (!good)
		return false;
	*plain = (struct text){(const char *)out, size};
	return true;
}
