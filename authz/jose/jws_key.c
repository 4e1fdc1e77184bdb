#include "jose/jws_key.h"

#include "base/encoding.h"
#include "base/log.h"
#include "jose/digest.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { RSA_BITS = 2048, EC_COORDINATE = 32, ED25519_PUBLIC = 32 };

static const struct {
	enum jws_alg alg;
	struct text name;
	const char *type; /* of the key, as OpenSSL names it */
} algs[] = {
    {ALG_ES256, TEXT_INIT("ES256"), "EC"},
    {ALG_RS256, TEXT_INIT("RS256"), "RSA"},
    {ALG_PS256, TEXT_INIT("PS256"), "RSA"},
    {ALG_EDDSA, TEXT_INIT("EdDSA"), "ED25519"},
};

struct text
jws_alg_name(enum jws_alg alg)
{
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		if (algs[i].alg == alg)
			return algs[i].name;
	return NO_TEXT;
}

enum jws_alg
jws_alg_of(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		if (text_eq(algs[i].name, name))
			return algs[i].alg;
	return ALG_NONE;
}

enum jws_alg
jws_alg_said(struct text name)
{
	return text_eq(name, TEXT("Ed25519")) ? ALG_EDDSA : jws_alg_of(name);
}

size_t
jws_algs(enum jws_alg out[8])
{
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		out[i] = algs[i].alg;
	return COUNT_OF(algs);
}

struct texts
jws_alg_names(struct arena *a)
{
	struct text *names = ARENA_ARRAY(a, COUNT_OF(algs), struct text);
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		names[i] = algs[i].name;
	return (struct texts){names, COUNT_OF(algs)};
}

bool
jws_alg_is_slow(enum jws_alg alg)
{
	return alg == ALG_RS256 || alg == ALG_PS256;
}

/* The algorithm is pinned to the key: type, curve and strength must fit. */
static bool
suits(enum jws_alg alg, const EVP_PKEY *pkey)
{
	char group[32] = "";
	size_t n = 0;
	switch (alg) {
	case ALG_ES256:
		return EVP_PKEY_is_a(pkey, "EC") &&
		       EVP_PKEY_get_group_name(pkey, group, sizeof(group), &n) == 1 &&
		       text_eq(text_of(group), TEXT("prime256v1"));
	case ALG_RS256:
	case ALG_PS256:
		return EVP_PKEY_is_a(pkey, "RSA") &&
		       EVP_PKEY_get_bits(pkey) >= RSA_BITS &&
		       EVP_PKEY_get_bits(pkey) <= 8192;
	case ALG_EDDSA:
		return EVP_PKEY_is_a(pkey, "ED25519");
	case ALG_NONE:
		break;
	}
	return false;
}

static json_t *
bytes_json(struct arena *a, const unsigned char *bytes, size_t n)
{
	struct text t = base64url_encode(a, bytes, n);
	return json_stringn(t.at, t.n);
}

static json_t *
number_json(struct arena *a, const EVP_PKEY *pkey, const char *param, size_t width)
{
	BIGNUM *number = NULL;
	unsigned char bytes[1024];
	if (EVP_PKEY_get_bn_param(pkey, param, &number) != 1)
		return NULL;
	size_t n = width ? width : (size_t)BN_num_bytes(number);
	int done = n <= sizeof(bytes) ? BN_bn2binpad(number, bytes, (int)n) : -1;
	BN_free(number);
	return done < 0 ? NULL : bytes_json(a, bytes, n);
}

/* Only the members that RFC 7638 3.2 hashes, in its order. */
static json_t *
required_members(struct arena *a, enum jws_alg alg, const EVP_PKEY *pkey)
{
	unsigned char raw[ED25519_PUBLIC];
	size_t n = sizeof(raw);
	switch (alg) {
	case ALG_ES256:
		return json_pack("{ss ss so so}", "crv", "P-256", "kty", "EC", "x",
		    number_json(a, pkey, OSSL_PKEY_PARAM_EC_PUB_X, EC_COORDINATE), "y",
		    number_json(a, pkey, OSSL_PKEY_PARAM_EC_PUB_Y, EC_COORDINATE));
	case ALG_RS256:
	case ALG_PS256:
		return json_pack("{so ss so}", "e",
		    number_json(a, pkey, OSSL_PKEY_PARAM_RSA_E, 0), "kty", "RSA", "n",
		    number_json(a, pkey, OSSL_PKEY_PARAM_RSA_N, 0));
	case ALG_EDDSA:
		if (EVP_PKEY_get_raw_public_key(pkey, raw, &n) != 1)
			return NULL;
		return json_pack("{ss ss so}", "crv", "Ed25519", "kty", "OKP", "x",
		    bytes_json(a, raw, n));
	case ALG_NONE:
		break;
	}
	return NULL;
}

/* Takes over `pkey`; NULL when it doesn't suit the algorithm. */
static struct jws_key *
wrap(enum jws_alg alg, EVP_PKEY *pkey)
{
	static atomic_ullong serials;
	CLEANUP(pkey) EVP_PKEY *held = pkey;
	if (!pkey || !suits(alg, pkey))
		return NULL;
	struct arena *a = arena_new();
	CLEANUP(json) json_t *members = required_members(a, alg, pkey);
	char *canonical =
	    members ? json_dumps(members, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	struct jws_key *key = canonical ? calloc(1, sizeof(*key)) : NULL;
	if (key) {
		struct text id = sha256_base64url(a, text_of(canonical));
		memcpy(key->id, id.at, id.n);
		key->id_size = id.n;
		key->alg = alg;
		key->serial = ++serials;
		key->pkey = pkey;
		held = NULL;
	}
	free(canonical);
	arena_free(a);
	return key;
}

struct jws_key *
jws_key_generate(enum jws_alg alg)
{
	EVP_PKEY *pkey = NULL;
	if (alg == ALG_ES256)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	else if (alg == ALG_EDDSA)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else if (alg == ALG_RS256 || alg == ALG_PS256)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)RSA_BITS);
	return wrap(alg, pkey);
}

void
jws_key_free(struct jws_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

struct text
jws_key_export(struct arena *a, const struct jws_key *key)
{
	unsigned char *der = NULL;
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key->pkey);
	int n = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
	PKCS8_PRIV_KEY_INFO_free(info);
	struct text copy = NO_TEXT;
	if (n > 0)
		copy = arena_text(a, (struct text){(const char *)der, (size_t)n});
	OPENSSL_clear_free(der, n > 0 ? (size_t)n : 0);
	return copy;
}

struct jws_key *
jws_key_import(enum jws_alg alg, struct text der)
{
	const unsigned char *at = (const unsigned char *)der.at;
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at, (long)der.n);
	return wrap(alg, pkey);
}

/* A member of a JWK as bytes; empty when missing or malformed. */
static struct text
member_bytes(struct arena *a, const json_t *jwk, const char *name)
{
	const json_t *value = json_object_get(jwk, name);
	struct text bytes = NO_TEXT;
	if (json_is_string(value))
		base64url_decode(a,
		    (struct text){json_string_value(value), json_string_length(value)},
		    &bytes);
	return bytes;
}

static EVP_PKEY *
public_from_params(const char *type, OSSL_PARAM_BLD *build)
{
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	CLEANUP(pkey_ctx)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	OSSL_PARAM_free(params);
	return pkey;
}

static EVP_PKEY *
ec_from_jwk(struct arena *a, const json_t *jwk)
{
	struct text x = member_bytes(a, jwk, "x"), y = member_bytes(a, jwk, "y");
	unsigned char point[1 + 2 * EC_COORDINATE] = {4};
	if (x.n != EC_COORDINATE || y.n != EC_COORDINATE)
		return NULL;
	memcpy(point + 1, x.at, x.n);
	memcpy(point + 1 + x.n, y.at, y.n);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *pkey = NULL;
	if (build &&
	    OSSL_PARAM_BLD_push_utf8_string(
		build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) &&
	    OSSL_PARAM_BLD_push_octet_string(
		build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)))
		pkey = public_from_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return pkey;
}

static EVP_PKEY *
rsa_from_jwk(struct arena *a, const json_t *jwk)
{
	struct text n = member_bytes(a, jwk, "n"), e = member_bytes(a, jwk, "e");
	EVP_PKEY *pkey = NULL;
	if (n.n < RSA_BITS / 8 || n.n > 1024 || !e.n || e.n > 8)
		return NULL;
	BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.at, (int)n.n, NULL);
	BIGNUM *exponent = BN_bin2bn((const unsigned char *)e.at, (int)e.n, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	/* Under the exponent 1 everybody can sign; an even one belongs to no key. */
	if (modulus && exponent && BN_is_odd(exponent) && !BN_is_one(exponent) && build &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
		pkey = public_from_params("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(modulus);
	BN_free(exponent);
	return pkey;
}

static bool
member_is(const json_t *jwk, const char *name, const char *wanted)
{
	const char *value = json_string_value(json_object_get(jwk, name));
	return value && text_eq(text_of(value), text_of(wanted));
}

static EVP_PKEY *
pkey_from_jwk(struct arena *a, enum jws_alg alg, const json_t *jwk)
{
	if (alg == ALG_ES256)
		return member_is(jwk, "kty", "EC") && member_is(jwk, "crv", "P-256")
			   ? ec_from_jwk(a, jwk)
			   : NULL;
	if (alg == ALG_RS256 || alg == ALG_PS256)
		return member_is(jwk, "kty", "RSA") ? rsa_from_jwk(a, jwk) : NULL;
	if (alg != ALG_EDDSA || !member_is(jwk, "kty", "OKP") ||
	    !member_is(jwk, "crv", "Ed25519"))
		return NULL;
	struct text x = member_bytes(a, jwk, "x");
	return x.n == ED25519_PUBLIC ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
					   (const unsigned char *)x.at, x.n)
				     : NULL;
}

bool
jwk_is_private(const json_t *jwk)
{
	static const char *const private_members[] = {
	    "d", "p", "q", "dp", "dq", "qi", "oth", "k"};
	for (size_t i = 0; i < COUNT_OF(private_members); i++)
		if (json_object_get(jwk, private_members[i]))
			return true;
	return false;
}

/* RFC 7517 4.2, 4.3: what is not said is allowed. */
static bool
may_verify(const json_t *jwk)
{
	const json_t *ops = json_object_get(jwk, "key_ops"), *op;
	size_t i;
	if (json_object_get(jwk, "use") && !member_is(jwk, "use", "sig"))
		return false;
	json_array_foreach(ops, i,
	    op) if (json_is_string(op) &&
		    text_eq(text_of(json_string_value(op)), TEXT("verify"))) return true;
	return !ops;
}

struct jws_key *
jws_key_from_jwk(enum jws_alg alg, const json_t *jwk)
{
	if (jwk_is_private(jwk) || !may_verify(jwk))
		return NULL;
	const char *said = json_string_value(json_object_get(jwk, "alg"));
	if (json_object_get(jwk, "alg") && (!said || jws_alg_said(text_of(said)) != alg))
		return NULL;
	struct arena *a = arena_new();
	EVP_PKEY *pkey = pkey_from_jwk(a, alg, jwk);
	arena_free(a);
	return wrap(alg, pkey);
}

enum jws_alg
jws_key_alg(const struct jws_key *key)
{
	return key->alg;
}

struct text
jws_key_id(const struct jws_key *key)
{
	return (struct text){key->id, key->id_size};
}

json_t *
jws_key_jwk(const struct jws_key *key)
{
	struct arena *a = arena_new();
	json_t *jwk = required_members(a, key->alg, key->pkey);
	arena_free(a);
	if (!jwk)
		return NULL;
	json_object_set_new(jwk, "use", json_string("sig"));
	json_object_set_new(jwk, "alg", json_string(jws_alg_name(key->alg).at));
	json_object_set_new(jwk, "kid", json_stringn(key->id, key->id_size));
	return jwk;
}

struct text
jws_key_pem(struct arena *a, EVP_PKEY *pkey, bool private_half)
{
	/* Secure memory isn't configured; the BIO's buffer is wiped by hand. */
	CLEANUP(bio) BIO *out = BIO_new(BIO_s_mem());
	char *at = NULL;
	if (!out ||
	    (private_half ? PEM_write_bio_PrivateKey(out, pkey, NULL, NULL, 0, NULL, NULL)
			  : PEM_write_bio_PUBKEY(out, pkey)) != 1)
		return NO_TEXT;
	long n = BIO_get_mem_data(out, &at);
	struct text pem = arena_text(a, (struct text){at, (size_t)n});
	OPENSSL_cleanse(at, (size_t)n);
	return pem;
}
