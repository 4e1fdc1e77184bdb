#include "jose_test.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

/* RFC 7638 3.1. */
#define RSA_N                                                                            \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhD" \
	"R1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6C" \
	"f0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1" \
	"n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1" \
	"jF44-csFCur-kEgU8awapJzKnqDKgw"
#define EC_X "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
#define EC_Y "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
#define OKP_X "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

static const struct {
	enum jws_alg alg;
	const char *jwk, *thumbprint;
} thumbprints[] = {
    {ALG_RS256,
	"{\"kty\":\"RSA\",\"n\":\"" RSA_N
	"\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"}",
	"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
    {ALG_PS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\"}",
	"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"},
    /* RFC 8037 A.3. */
    {ALG_EDDSA, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" OKP_X "\"}",
	"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"},
    /* RFC 7515 A.3's key; its thumbprint by openssl and sha256sum. */
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}",
	"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"},
};

START_TEST(a_key_is_named_by_its_thumbprint)
{
	struct jws_key *key = key_of_jwk(thumbprints[_i].alg, thumbprints[_i].jwk);
	ck_assert_ptr_nonnull(key);
	ck_text(jws_key_id(key), text_of(thumbprints[_i].thumbprint));
	jws_key_free(key);
}
END_TEST

static bool
has(const json_t *jwk, const char *name, struct text value)
{
	return text_eq(text_of(json_string_value(json_object_get(jwk, name))), value);
}

START_TEST(a_published_key_has_public_members_only)
{
	static const char *const types[] = {"EC", "RSA", "RSA", "OKP"};
	static const size_t members[] = {7, 6, 6, 6};
	json_t *jwk = jws_key_jwk(keys[_i]);
	ck_assert(has(jwk, "kty", text_of(types[_i])));
	ck_assert(has(jwk, "use", TEXT("sig")));
	ck_assert(has(jwk, "alg", jws_alg_name(algs[_i])));
	ck_assert(has(jwk, "kid", jws_key_id(keys[_i])));
	ck_assert_uint_eq(json_object_size(jwk), members[_i]);
	ck_assert_ptr_null(json_object_get(jwk, "d"));
	struct jws_key *read = jws_key_from_jwk(algs[_i], jwk);
	ck_assert_ptr_nonnull(read);
	ck_text(jws_key_id(read), jws_key_id(keys[_i]));
	ck_assert_int_eq(jws_key_alg(read), algs[_i]);
	struct jws jws;
	ck_assert(jws_parse(arena, jws_sign(arena, keys[_i], NO_TEXT, TEXT("{}")), &jws));
	ck_assert(jws_verify(read, &jws));
	jws_key_free(read);
	json_decref(jwk);
}
END_TEST

static const struct {
	enum jws_alg alg;
	const char *jwk;
} bad[] = {
    {ALG_ES256, "{}"},
    {ALG_ES256, "[]"},
    {ALG_ES256, "\"EC\""},
    /* Another type, curve or algorithm than the one that is asked for. */
    {ALG_EDDSA,
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"},
    {ALG_RS256,
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"},
    {ALG_ES256, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OKP_X "\"}"},
    {ALG_NONE, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OKP_X "\"}"},
    {ALG_EDDSA, "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" OKP_X "\"}"},
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"},
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}"},
    {ALG_ES256, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y
		"\",\"alg\":\"ES384\"}"},
    {ALG_PS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\",\"alg\":\"RS256\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\",\"alg\":7}"},
    /* A point that is not on the curve, or not a point. */
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_Y "\",\"y\":\"" EC_X "\"}"},
    {ALG_ES256, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\"}"},
    {ALG_ES256, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "\",\"y\":\"AA\"}"},
    {ALG_ES256,
	"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" EC_X "=\",\"y\":\"" EC_Y "\"}"},
    {ALG_ES256, "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":1,\"y\":\"" EC_Y "\"}"},
    {ALG_EDDSA, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7T\"}"},
    {ALG_EDDSA, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}"},
    /* Weak: a short modulus, or an exponent that hides nothing or is even. */
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" EC_X EC_Y "\",\"e\":\"AQAB\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQ\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAA\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"" EC_X "\"}"},
    /* Whoever publishes a private member has no secret any more. */
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\",\"d\":\"AQ\"}"},
    {ALG_RS256, "{\"kty\":\"RSA\",\"n\":\"" RSA_N "\",\"e\":\"AQAB\",\"qi\":\"AQ\"}"},
    {ALG_EDDSA, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OKP_X "\",\"d\":null}"},
    {ALG_RS256, "{\"kty\":\"oct\",\"k\":\"AQAB\"}"},
    /* For encryption, or for signing alone. */
    {ALG_EDDSA,
	"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OKP_X "\",\"use\":\"enc\"}"},
    {ALG_EDDSA, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OKP_X
		"\",\"key_ops\":[\"sign\"]}"},
};

START_TEST(a_jwk_that_does_not_suit_is_refused)
{
	struct jws_key *key = key_of_jwk(bad[_i].alg, bad[_i].jwk);
	ck_assert_msg(!key, "%s", bad[_i].jwk);
	ck_assert_ptr_null(jws_key_from_jwk(ALG_ES256, NULL));
}
END_TEST

START_TEST(an_exported_key_signs_as_before)
{
	struct text der = jws_key_export(arena, keys[_i]);
	struct jws_key *again = jws_key_import(algs[_i], der);
	struct jws jws;
	ck_assert_ptr_nonnull(again);
	ck_text(jws_key_id(again), jws_key_id(keys[_i]));
	ck_assert(jws_parse(arena, jws_sign(arena, again, NO_TEXT, TEXT("{}")), &jws));
	ck_assert(jws_verify(keys[_i], &jws));
	jws_key_free(again);
}
END_TEST

static bool
imports(enum jws_alg alg, struct text der)
{
	struct jws_key *key = jws_key_import(alg, der);
	jws_key_free(key);
	return key != NULL;
}

static struct text
der_of(EVP_PKEY *pkey)
{
	unsigned char *der = NULL;
	int n = i2d_PrivateKey(pkey, &der);
	struct text copy = arena_text(arena, (struct text){(char *)der, (size_t)n});
	OPENSSL_free(der);
	EVP_PKEY_free(pkey);
	return copy;
}

START_TEST(a_private_key_is_imported_for_its_own_algorithm)
{
	struct text ec = jws_key_export(arena, key_for(ALG_ES256));
	struct text rsa = jws_key_export(arena, key_for(ALG_RS256));
	struct text okp = jws_key_export(arena, key_for(ALG_EDDSA));
	ck_assert(imports(ALG_RS256, rsa) && imports(ALG_PS256, rsa));
	ck_assert(!imports(ALG_ES256, rsa) && !imports(ALG_EDDSA, rsa));
	ck_assert(!imports(ALG_RS256, ec) && !imports(ALG_EDDSA, ec));
	ck_assert(!imports(ALG_RS256, okp) && !imports(ALG_ES256, okp));
	ck_assert(!imports(ALG_NONE, ec));
	ck_assert(!imports(ALG_ES256, TEXT("")) && !imports(ALG_ES256, TEXT("junk")));
	ck_assert(!imports(ALG_ES256, text_part(ec, 0, ec.n / 2)));
	ck_assert(
	    !imports(ALG_ES256, der_of(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384"))));
	ck_assert(!imports(
	    ALG_RS256, der_of(EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024))));
}
END_TEST

/* RFC 8037 A.1 and A.4: the private key of the RFC makes the signature of the RFC. */
START_TEST(the_private_key_of_rfc_8037_is_the_public_ones)
{
	struct text d;
	struct builder der = builder_new(arena, 64);
	struct jws jws;
	ck_assert(base64url_decode(
	    arena, TEXT("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"), &d));
	build_bytes(
	    &der, "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
	build_text(&der, d);
	struct jws_key *key = jws_key_import(ALG_EDDSA, builder_text(&der));
	ck_assert_ptr_nonnull(key);
	ck_text(jws_key_id(key), TEXT("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
	ck_assert(jws_parse(arena, text_of(rfc_tokens[2].token), &jws));
	ck_assert(jws_verify(key, &jws));
	jws_key_free(key);
}
END_TEST

START_TEST(generated_keys_are_new_each_time)
{
	for (size_t i = 0; i < ALG_COUNT; i++) {
		struct jws_key *key = jws_key_generate(algs[i]);
		ck_assert_ptr_nonnull(key);
		ck_assert(!text_eq(jws_key_id(key), jws_key_id(keys[i])));
		ck_assert(jws_key_proven_by_libjwt(key));
		jws_key_free(key);
	}
	ck_assert_ptr_null(jws_key_generate(ALG_NONE));
}
END_TEST

START_TEST(algorithms_go_by_the_names_of_the_rfcs)
{
	static const char *const names[] = {"ES256", "RS256", "PS256", "EdDSA"};
	static const char *const unknown[] = {
	    "", "none", "HS256", "es256", "ES256K", "ES512"};
	for (size_t i = 0; i < ALG_COUNT; i++) {
		ck_text(jws_alg_name(algs[i]), text_of(names[i]));
		ck_assert_int_eq(jws_alg_of(text_of(names[i])), algs[i]);
	}
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		ck_assert_int_eq(jws_alg_of(text_of(unknown[i])), ALG_NONE);
}
END_TEST

/* RFC 9864 2.2 names EdDSA together with its curve. */
START_TEST(a_key_of_ed25519_may_say_so_as_its_algorithm)
{
	json_t *jwk = jws_key_jwk(keys[ALG_COUNT - 1]);
	json_object_set_new(jwk, "alg", json_string("Ed25519"));
	struct jws_key *key = jws_key_from_jwk(ALG_EDDSA, jwk);
	ck_assert_ptr_nonnull(key);
	jws_key_free(key);
	json_object_set_new(jwk, "alg", json_string("Ed448"));
	ck_assert_ptr_null(jws_key_from_jwk(ALG_EDDSA, jwk));
	json_decref(jwk);
	ck_assert_int_eq(jws_alg_of(TEXT("Ed25519")), ALG_NONE);
	ck_assert_int_eq(jws_alg_said(TEXT("Ed25519")), ALG_EDDSA);
	ck_assert_int_eq(jws_alg_said(TEXT("ES256")), ALG_ES256);
	ck_assert_int_eq(jws_alg_said(TEXT("ed25519")), ALG_NONE);
}
END_TEST

Suite *
jwk_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: keys and JWK", &tc);
	tcase_add_loop_test(
	    tc, a_key_is_named_by_its_thumbprint, 0, COUNT_OF(thumbprints));
	tcase_add_loop_test(tc, a_published_key_has_public_members_only, 0, ALG_COUNT);
	tcase_add_loop_test(tc, a_jwk_that_does_not_suit_is_refused, 0, COUNT_OF(bad));
	tcase_add_loop_test(tc, an_exported_key_signs_as_before, 0, ALG_COUNT);
	tcase_add_test(tc, a_private_key_is_imported_for_its_own_algorithm);
	tcase_add_test(tc, the_private_key_of_rfc_8037_is_the_public_ones);
	tcase_add_test(tc, generated_keys_are_new_each_time);
	tcase_add_test(tc, algorithms_go_by_the_names_of_the_rfcs);
	tcase_add_test(tc, a_key_of_ed25519_may_say_so_as_its_algorithm);
	return suite;
}
