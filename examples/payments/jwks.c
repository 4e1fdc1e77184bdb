#include "payments.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FRESH = 300, AGAIN = 10 }; /* seconds */

/* `lock` guards the copy and when it was fetched, and last asked for. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static json_t *keys;
static time_t fetched, asked;

size_t
decode_base64url(const char *at, size_t length, unsigned char *out, size_t room)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t n = 0;
	unsigned bits = 0, held = 0;
	for (size_t i = 0; i < length; i++) {
		const char *digit = at[i] ? strchr(digits, at[i]) : NULL;
		if (!digit)
			return 0;
		bits = bits << 6 | (unsigned)(digit - digits);
		held += 6;
		if (held >= 8) {
			if (n == room)
				return 0;
			held -= 8;
			out[n++] = (unsigned char)(bits >> held);
		}
	}
	return n;
}

static size_t
decode(const json_t *text, unsigned char *out, size_t room)
{
	const char *at = json_string_value(text);
	return at ? decode_base64url(at, strlen(at), out, room) : 0;
}

static EVP_PKEY *
from_params(const char *type, OSSL_PARAM_BLD *build)
{
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *
ec_key(const json_t *jwk)
{
	unsigned char point[65] = {4};
	if (decode(json_object_get(jwk, "x"), point + 1, 32) != 32 ||
	    decode(json_object_get(jwk, "y"), point + 33, 32) != 32)
		return NULL;
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
	OSSL_PARAM_BLD_push_octet_string(
	    build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point));
	EVP_PKEY *key = from_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *
rsa_key(const json_t *jwk)
{
	unsigned char n[512], e[8];
	size_t n_size = decode(json_object_get(jwk, "n"), n, sizeof(n));
	size_t e_size = decode(json_object_get(jwk, "e"), e, sizeof(e));
	if (n_size < 256 || !e_size)
		return NULL;
	BIGNUM *modulus = BN_bin2bn(n, (int)n_size, NULL);
	BIGNUM *exponent = BN_bin2bn(e, (int)e_size, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
	EVP_PKEY *key = from_params("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(modulus);
	BN_free(exponent);
	return key;
}

static bool
to_pem(const json_t *jwk, char pem[4096])
{
	const char *kty = json_string_value(json_object_get(jwk, "kty"));
	EVP_PKEY *key = NULL;
	if (kty && strcmp(kty, "EC") == 0)
		key = ec_key(jwk);
	else if (kty && strcmp(kty, "RSA") == 0)
		key = rsa_key(jwk);
	BIO *out = BIO_new(BIO_s_mem());
	int n = -1;
	if (key && out && PEM_write_bio_PUBKEY(out, key) == 1)
		n = BIO_read(out, pem, 4095);
	if (n > 0)
		pem[n] = '\0';
	BIO_free(out);
	EVP_PKEY_free(key);
	return n > 0;
}

static const json_t *
find(const char *kid)
{
	size_t i;
	json_t *jwk;
	json_array_foreach(json_object_get(keys, "keys"), i, jwk)
	{
		const char *id = json_string_value(json_object_get(jwk, "kid"));
		if (id && strcmp(id, kid) == 0)
			return jwk;
	}
	return NULL;
}

static void
fetch_keys(const char *issuer, time_t now)
{
	char url[1024];
	if (now - asked < AGAIN && keys)
		return;
	asked = now;
	snprintf(url, sizeof(url), "%s/oauth2/jwks", issuer);
	char *body = fetch(url, NULL, NULL, NULL);
	json_t *fresh = body ? json_loads(body, JSON_REJECT_DUPLICATES, NULL) : NULL;
	free(body);
	if (!fresh)
		return; /* the old copy serves on */
	json_decref(keys);
	keys = fresh;
	fetched = now;
}

bool
jwks_find(const char *issuer, const char *kid, char pem[4096], char alg[16])
{
	time_t now = time(NULL);
	pthread_mutex_lock(&lock);
	if (!keys || now - fetched > FRESH || !find(kid))
		fetch_keys(issuer, now);
	const json_t *jwk = find(kid);
	const char *name = json_string_value(json_object_get(jwk, "alg"));
	bool found = name && strlen(name) < 16 && to_pem(jwk, pem);
	if (found)
		memcpy(alg, name, strlen(name) + 1);
	pthread_mutex_unlock(&lock);
	return found;
}
