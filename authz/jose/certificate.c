#include "jose/certificate.h"

#include "base/encoding.h"
#include "jose/digest.h"
#include "jose/distinguished_name.h"
#include "jose/jws_key.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <stdlib.h>

enum { CHAIN_MOST = 8, STRENGTH = 2 }; /* of signatures: 112 bits */

DEFINE_CLEANUP(store_ctx, X509_STORE_CTX *, X509_STORE_CTX_free);
DEFINE_CLEANUP(names, GENERAL_NAMES *, GENERAL_NAMES_free);
DEFINE_CLEANUP(key, struct jws_key *, jws_key_free);

struct certificate {
	X509 *x509;
	struct text der; /* the caller's */
};

static X509 *
x509_of(struct text der)
{
	const unsigned char *at = (const unsigned char *)der.at;
	X509 *x509 = der.n ? d2i_X509(NULL, &at, (long)der.n) : NULL;
	if (x509 && at == (const unsigned char *)der.at + der.n)
		return x509;
	X509_free(x509);
	ERR_clear_error();
	return NULL;
}

struct certificate *
certificate_read(struct text der)
{
	X509 *x509 = x509_of(der);
	struct certificate *c = x509 ? malloc(sizeof(*c)) : NULL;
	if (c)
		*c = (struct certificate){x509, der};
	else
		X509_free(x509);
	return c;
}

void
certificate_free(struct certificate *c)
{
	X509_free(c->x509);
	free(c);
}

/* ---- authorities ---- */

/* Written once before threads start; OpenSSL guards what it caches in it. */
static X509_STORE *authorities;

const char *
certificate_authorities_load(const char *file)
{
	X509_STORE *store = X509_STORE_new();
	if (!store || X509_STORE_load_file(store, file) != 1) {
		X509_STORE_free(store);
		ERR_clear_error();
		return "it is not a PEM file of certificates that can be read";
	}
	X509_STORE_free(authorities);
	authorities = store;
	return NULL;
}

static STACK_OF(X509) * chain_of(struct texts chain)
{
	STACK_OF(X509) *stack = sk_X509_new_null();
	for (size_t i = 0; stack && i < chain.n && i < CHAIN_MOST; i++) {
		X509 *x509 = x509_of(chain.at[i]);
		if (x509 && !sk_X509_push(stack, x509))
			X509_free(x509);
	}
	return stack;
}

bool
certificate_is_trusted(const struct certificate *c, struct texts chain)
{
	CLEANUP(store_ctx) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *stack = chain_of(chain);
	bool trusted = false;
	if (authorities && ctx && stack &&
	    X509_STORE_CTX_init(ctx, authorities, c->x509, stack) == 1) {
		X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(ctx);
		X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_CLIENT);
		X509_VERIFY_PARAM_set_depth(rules, CHAIN_MOST);
		X509_VERIFY_PARAM_set_auth_level(rules, STRENGTH);
		trusted = X509_verify_cert(ctx) == 1;
	}
	sk_X509_pop_free(stack, X509_free);
	ERR_clear_error();
	return trusted;
}

/* ---- names ---- */

bool
certificate_subject_is(const struct certificate *c, struct text dn)
{
	struct arena *a = arena_new();
	struct text wanted, own;
	bool is = dn_of_text(a, dn, &wanted) &&
		  dn_of_x509(a, X509_get_subject_name(c->x509), &own) &&
		  text_eq(wanted, own);
	arena_free(a);
	return is;
}

bool
certificate_subject_known(struct text dn)
{
	struct arena *a = arena_new();
	struct text canonical;
	bool known = dn_of_text(a, dn, &canonical);
	arena_free(a);
	return known;
}

static struct text
bytes_of(const ASN1_STRING *s)
{
	return (struct text){
	    (const char *)ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)};
}

static bool
is_address(struct text bytes, struct text name)
{
	char room[INET6_ADDRSTRLEN] = "";
	unsigned char address[16];
	int family = bytes.n == 4 ? AF_INET : AF_INET6;
	if ((bytes.n != 4 && bytes.n != 16) || !name.n || name.n >= sizeof(room))
		return false;
	memcpy(room, name.at, name.n);
	return inet_pton(family, room, address) == 1 &&
	       memcmp(address, bytes.at, bytes.n) == 0;
}

static bool
is_name(const GENERAL_NAME *g, enum certificate_name kind, struct text name)
{
	switch (kind) {
	case CERTIFICATE_DNS:
		return g->type == GEN_DNS && text_eq_nocase(bytes_of(g->d.dNSName), name);
	case CERTIFICATE_URI:
		return g->type == GEN_URI &&
		       text_eq(bytes_of(g->d.uniformResourceIdentifier), name);
	case CERTIFICATE_IP:
		return g->type == GEN_IPADD && is_address(bytes_of(g->d.iPAddress), name);
	case CERTIFICATE_EMAIL:
		return g->type == GEN_EMAIL && text_eq(bytes_of(g->d.rfc822Name), name);
	}
	return false;
}

bool
certificate_has_name(
    const struct certificate *c, enum certificate_name kind, struct text name)
{
	CLEANUP(names)
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(c->x509, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; name.n && i < sk_GENERAL_NAME_num(names); i++)
		if (is_name(sk_GENERAL_NAME_value(names, i), kind, name))
			return true;
	return false;
}

/* ---- keys ---- */

struct text
jwk_x5t(struct arena *a, const json_t *jwk)
{
	const json_t *first = json_array_get(json_object_get(jwk, "x5c"), 0);
	const json_t *x5t = json_object_get(jwk, "x5t#S256");
	struct text der;
	if (json_is_string(first) &&
	    base64_decode(a,
		(struct text){json_string_value(first), json_string_length(first)}, &der))
		return sha256_base64url(a, der);
	return arena_text(
	    a, (struct text){json_string_value(x5t), json_string_length(x5t)});
}

static bool
has_key(const struct certificate *c, const json_t *jwk)
{
	EVP_PKEY *own = X509_get0_pubkey(c->x509);
	for (int alg = ALG_ES256; own && alg <= ALG_EDDSA; alg++) {
		CLEANUP(key)
		struct jws_key *key = jws_key_from_jwk((enum jws_alg)alg, jwk);
		if (key && EVP_PKEY_eq(key->pkey, own) == 1)
			return true;
	}
	return false;
}

bool
certificate_fits_jwk(const struct certificate *c, const json_t *jwk)
{
	if (jwk_is_private(jwk))
		return false;
	if (has_key(c, jwk))
		return true;
	struct arena *a = arena_new();
	struct text x5t = jwk_x5t(a, jwk);
	bool same = x5t.n && text_eq(x5t, sha256_base64url(a, c->der));
	arena_free(a);
	ERR_clear_error();
	return same;
}
