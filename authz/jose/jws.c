#include "jose/jws.h"

#include "base/builder.h"
#include "base/encoding.h"
#include "base/log.h"
#include "jose/digest.h"
#include "jose/jws_key.h"

#include <openssl/err.h>

#include <stdlib.h>

enum { LONGEST_TOKEN = 16 * 1024 };

DEFINE_CLEANUP(md_ctx, EVP_MD_CTX *, EVP_MD_CTX_free);

/* Ed25519 hashes for itself (RFC 8032 5.1). */
static bool
sign_message(const struct jws_key *key, struct text input, unsigned char *out, size_t *n)
{
	CLEANUP(md_ctx) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	return ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
	       EVP_DigestSign(ctx, out, n, (const unsigned char *)input.at, input.n) == 1;
}

static bool
sign_digest(const struct jws_key *key, struct text input, unsigned char *out, size_t *n)
{
	unsigned char digest[SHA256_SIZE];
	EVP_PKEY_CTX *ctx = jws_context(key, true);
	sha256(input, digest);
	return ctx && EVP_PKEY_sign(ctx, out, n, digest, sizeof(digest)) == 1;
}

static struct text
sign_input(struct arena *a, const struct jws_key *key, struct text input)
{
	unsigned char signature[1024];
	size_t n = sizeof(signature);
	bool good = key->alg == ALG_EDDSA ? sign_message(key, input, signature, &n)
					  : sign_digest(key, input, signature, &n);
	if (!good) {
		log_error("signing_failed", LT("kid", jws_key_id(key)),
		    LC("why", ERR_reason_error_string(ERR_get_error())));
		return NO_TEXT;
	}
	if (key->alg == ALG_ES256)
		return ecdsa_to_raw(a, signature, n);
	return arena_text(a, (struct text){(const char *)signature, n});
}

static void
build_base64url(struct builder *b, struct text t)
{
	build_text(b, base64url_encode(b->arena, t.at, t.n));
}

struct text
jws_sign_as(
    struct arena *a, const struct jws_key *key, struct text header, struct text payload)
{
	struct builder token = builder_new(a, (header.n + payload.n) * 2 + 256);
	build_base64url(&token, header);
	build_char(&token, '.');
	build_base64url(&token, payload);
	struct text signature = sign_input(a, key, builder_text(&token));
	if (!signature.n)
		return NO_TEXT;
	build_char(&token, '.');
	build_base64url(&token, signature);
	return builder_text(&token);
}

struct text
jws_sign(struct arena *a, const struct jws_key *key, struct text typ, struct text payload)
{
	struct builder header = builder_new(a, 128);
	build_text(&header, TEXT("{\"alg\":"));
	build_json_string(&header, jws_alg_name(key->alg));
	if (typ.n)
		build_json_member(&header, TEXT("typ"), typ);
	build_json_member(&header, TEXT("kid"), jws_key_id(key));
	build_char(&header, '}');
	return jws_sign_as(a, key, builder_text(&header), payload);
}

static struct text
copy_member(struct arena *a, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return NO_TEXT;
	return arena_text(
	    a, (struct text){json_string_value(value), json_string_length(value)});
}

/* *alg gets the name. */
static bool
parse_header(struct arena *a, struct text header, struct jws *out, struct text *alg)
{
	CLEANUP(json)
	json_t *members = json_loadb(header.at, header.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(members) || json_object_get(members, "crit"))
		return false;
	*alg = copy_member(a, members, "alg");
	out->alg = jws_alg_said(*alg);
	out->typ = copy_member(a, members, "typ");
	out->kid = copy_member(a, members, "kid");
	return true;
}

/* All tokens of a key have the same header, so each thread keeps what the last one said.
 */
static _Thread_local struct {
	char encoded[256], typ[32], kid[64];
	size_t encoded_n, typ_n, kid_n;
	enum jws_alg alg;
} last_header;

static void
remember_header(struct text encoded, const struct jws *jws)
{
	if (encoded.n > sizeof(last_header.encoded) ||
	    jws->typ.n > sizeof(last_header.typ) || jws->kid.n > sizeof(last_header.kid))
		return;
	memcpy(last_header.encoded, encoded.at, encoded.n);
	if (jws->typ.n)
		memcpy(last_header.typ, jws->typ.at, jws->typ.n);
	if (jws->kid.n)
		memcpy(last_header.kid, jws->kid.at, jws->kid.n);
	last_header.encoded_n = encoded.n;
	last_header.typ_n = jws->typ.n;
	last_header.kid_n = jws->kid.n;
	last_header.alg = jws->alg;
}

static bool
read_header(struct arena *a, struct text encoded, struct jws *out)
{
	struct text header, alg, last = {last_header.encoded, last_header.encoded_n};
	if (last.n && text_eq(encoded, last)) {
		out->alg = last_header.alg;
		out->typ =
		    arena_text(a, (struct text){last_header.typ, last_header.typ_n});
		out->kid =
		    arena_text(a, (struct text){last_header.kid, last_header.kid_n});
		return true;
	}
	if (!base64url_decode(a, encoded, &header) ||
	    !parse_header(a, header, out, &alg) || out->alg == ALG_NONE)
		return false;
	remember_header(encoded, out);
	return true;
}

/* Three parts, the last two decoded. */
static bool
take_apart(struct arena *a, struct text token, struct text *header, struct jws *out)
{
	struct text rest = token, parts[3];
	if (token.n > LONGEST_TOKEN)
		return false;
	for (int i = 0; i < 3; i++)
		if (!text_next(&rest, '.', &parts[i]))
			return false;
	if (rest.at)
		return false;
	*out = (struct jws){.signing_input = {token.at, parts[0].n + 1 + parts[1].n}};
	*header = parts[0];
	return base64url_decode(a, parts[1], &out->payload) &&
	       base64url_decode(a, parts[2], &out->signature) && out->signature.n != 0;
}

bool
jws_parse(struct arena *a, struct text token, struct jws *out)
{
	struct text encoded;
	return take_apart(a, token, &encoded, out) && read_header(a, encoded, out);
}

bool
jws_parse_mac(struct arena *a, struct text token, struct jws *out)
{
	struct text encoded, header, alg;
	return take_apart(a, token, &encoded, out) &&
	       base64url_decode(a, encoded, &header) &&
	       parse_header(a, header, out, &alg) && text_eq(alg, TEXT("HS256"));
}

bool
jws_verify_mac(struct text secret, const struct jws *jws)
{
	unsigned char mac[SHA256_SIZE];
	hmac_sha256(secret, jws->signing_input, mac);
	return text_eq_secret(
	    jws->signature, (struct text){(const char *)mac, sizeof(mac)});
}

static bool
verify_message(const struct jws_key *key, const struct jws *jws)
{
	CLEANUP(md_ctx) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	return ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
	       EVP_DigestVerify(ctx, (const unsigned char *)jws->signature.at,
		   jws->signature.n, (const unsigned char *)jws->signing_input.at,
		   jws->signing_input.n) == 1;
}

static bool
verify_digest(const struct jws_key *key, struct text signature, struct text input)
{
	unsigned char digest[SHA256_SIZE];
	EVP_PKEY_CTX *ctx = jws_context(key, false);
	sha256(input, digest);
	return ctx && EVP_PKEY_verify(ctx, (const unsigned char *)signature.at,
			  signature.n, digest, sizeof(digest)) == 1;
}

bool
jws_verify(const struct jws_key *key, const struct jws *jws)
{
	if (jws->alg != key->alg)
		return false;
	struct arena *a = arena_new();
	struct text signature =
	    key->alg == ALG_ES256 ? ecdsa_to_der(a, jws->signature) : jws->signature;
	bool good = signature.n && (key->alg == ALG_EDDSA ? verify_message(key, jws)
							  : verify_digest(key, signature,
								jws->signing_input));
	if (!good)
		ERR_clear_error();
	arena_free(a);
	return good;
}
