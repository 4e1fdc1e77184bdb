#include "jose_test.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

static struct jws parsed;

static bool
verifies(const struct jws_key *key, struct text token)
{
	return jws_parse(arena, token, &parsed) && jws_verify(key, &parsed);
}

static struct text
encoded(struct text t)
{
	return base64url_encode(arena, t.at, t.n);
}

/* A token of this very header, signed by `key`; RSA keys sign as PS256 with a salt of
 * `salt` bytes. */
static struct text
token_by(const struct jws_key *key, const char *header, int salt)
{
	unsigned char signature[512];
	size_t n = sizeof(signature);
	struct text der = jws_key_export(arena, key);
	struct text input = arena_printf(arena, "%.*s.%.*s",
	    TEXT_ARG(encoded(text_of(header))), TEXT_ARG(encoded(TEXT("{\"n\":1}"))));
	const unsigned char *at = (const unsigned char *)der.at;
	EVP_PKEY *pkey = d2i_AutoPrivateKey(NULL, &at, (long)der.n);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx;
	bool rsa = EVP_PKEY_is_a(pkey, "RSA");
	ck_assert_int_eq(
	    EVP_DigestSignInit(ctx, &pctx, rsa ? EVP_sha256() : NULL, NULL, pkey), 1);
	if (rsa) {
		EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
		ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, salt), 1);
	}
	ck_assert_int_eq(
	    EVP_DigestSign(ctx, signature, &n, (const unsigned char *)input.at, input.n),
	    1);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return arena_printf(arena, "%.*s.%.*s", TEXT_ARG(input),
	    TEXT_ARG(base64url_encode(arena, signature, n)));
}

/* The same by the Ed25519 key. */
static struct text
token_with_header(const char *header)
{
	return token_by(key_for(ALG_EDDSA), header, 0);
}

/* The token with its signature replaced. */
static struct text
with_signature(struct text token, struct text signature)
{
	while (token.at[token.n - 1] != '.')
		token.n--;
	return arena_printf(
	    arena, "%.*s%.*s", TEXT_ARG(token), TEXT_ARG(encoded(signature)));
}

START_TEST(every_algorithm_signs_what_it_verifies)
{
	const struct jws_key *key = keys[_i];
	struct text payload = TEXT("{\"sub\":\"ada\"}");
	struct text token = jws_sign(arena, key, TEXT("at+jwt"), payload);
	ck_assert(verifies(key, token));
	ck_assert_int_eq(parsed.alg, algs[_i]);
	ck_text(parsed.payload, payload);
	ck_text(parsed.typ, TEXT("at+jwt"));
	ck_text(parsed.kid, jws_key_id(key));
	token = jws_sign(arena, key, NO_TEXT, NO_TEXT);
	ck_assert(verifies(key, token));
	ck_text(parsed.typ, NO_TEXT);
	ck_text(parsed.payload, TEXT(""));
}
END_TEST

START_TEST(every_altered_character_is_noticed)
{
	const struct jws_key *key = keys[_i];
	struct text token = jws_sign(arena, key, TEXT("JWT"), TEXT("{\"sub\":\"ada\"}"));
	char *copy = (char *)(uintptr_t)arena_text(arena, token).at;
	struct text altered = {copy, token.n};
	for (size_t i = 0; i < token.n; i++) {
		copy[i] = token.at[i] == 'A' ? 'B' : 'A';
		ck_assert_msg(!verifies(key, altered), "character %zu", i);
		copy[i] = token.at[i];
	}
	ck_assert(verifies(key, altered));
}
END_TEST

START_TEST(another_key_of_the_same_algorithm_does_not_verify)
{
	struct jws_key *other = jws_key_generate(algs[_i]);
	struct text token = jws_sign(arena, other, NO_TEXT, TEXT("{}"));
	ck_assert(verifies(other, token));
	ck_assert(!verifies(keys[_i], token));
	jws_key_free(other);
}
END_TEST

START_TEST(the_algorithm_is_the_keys_and_not_the_tokens)
{
	struct text der = jws_key_export(arena, key_for(ALG_RS256));
	struct jws_key *ps256 = jws_key_import(ALG_PS256, der);
	ck_assert_ptr_nonnull(ps256);
	struct text token = jws_sign(arena, key_for(ALG_RS256), NO_TEXT, TEXT("{}"));
	ck_assert(!verifies(ps256, token));
	parsed.alg = ALG_PS256;
	ck_assert(!jws_verify(ps256, &parsed));
	token = jws_sign(arena, ps256, NO_TEXT, TEXT("{}"));
	ck_assert(verifies(ps256, token));
	ck_assert(!verifies(key_for(ALG_RS256), token));
	for (size_t i = 0; i < ALG_COUNT; i++) {
		token = jws_sign(arena, keys[i], NO_TEXT, TEXT("{}"));
		for (size_t k = 0; k < ALG_COUNT; k++)
			ck_assert_int_eq(verifies(keys[k], token), i == k);
	}
	jws_key_free(ps256);
}
END_TEST

START_TEST(a_signature_under_another_algorithms_name_does_not_verify)
{
	static const char *const names[] = {"ES256", "RS256", "PS256"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct text header = arena_printf(arena, "{\"alg\":\"%s\"}", names[i]);
		struct text token = token_with_header(header.at);
		ck_assert(jws_parse(arena, token, &parsed));
		ck_assert(!jws_verify(key_for(ALG_EDDSA), &parsed));
	}
}
END_TEST

/* RFC 7518 3.5. */
START_TEST(the_salt_of_ps256_is_as_long_as_the_hash)
{
	static const int salts[] = {0, 31, 32, 33, 64};
	const struct jws_key *key = key_for(ALG_PS256);
	for (size_t i = 0; i < COUNT_OF(salts); i++)
		ck_assert_int_eq(
		    verifies(key, token_by(key, "{\"alg\":\"PS256\"}", salts[i])),
		    salts[i] == 32);
}
END_TEST

START_TEST(the_tokens_of_the_rfcs_verify)
{
	const struct rfc_token *t = &rfc_tokens[_i];
	struct jws_key *key = key_of_jwk(t->alg, t->jwk);
	ck_assert_ptr_nonnull(key);
	ck_assert(verifies(key, text_of(t->token)));
	ck_assert(!verifies(key_for(t->alg), text_of(t->token)));
	jws_key_free(key);
}
END_TEST

START_TEST(a_header_that_is_not_understood_is_refused)
{
	static const char *const bad[] = {"{}", "[]", "\"EdDSA\"", "null", "", "{",
	    "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"\"}",
	    "{\"alg\":\"HS256\"}", "{\"alg\":\"ES384\"}", "{\"alg\":\"eddsa\"}",
	    "{\"alg\":\"EdDSA \"}", "{\"alg\":[\"EdDSA\"]}", "{\"alg\":4}",
	    "{\"alg\":null}", "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}",
	    "{\"alg\":\"none\",\"alg\":\"EdDSA\"}", "{\"alg\":\"EdDSA\\u0000\"}",
	    "{\"alg\":\"EdDSA\"}x", "{\"alg\":\"EdDSA\",\"crit\":[]}",
	    "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"],\"exp\":1}",
	    "{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":false}",
	    "{\"alg\":\"EdDSA\",\"crit\":null}", "{\"alg\":\"EdDSA\",\"x\":\"\xff\"}"};
	ck_assert_msg(
	    !jws_parse(arena, token_with_header(bad[_i]), &parsed), "%s", bad[_i]);
}
END_TEST

START_TEST(a_header_may_be_spaced_and_hold_what_we_do_not_read)
{
	static const char *const good[] = {"{\"alg\":\"EdDSA\"}",
	    " {\r\n\t\"typ\" : \"x\" , \"alg\" : \"EdDSA\" } ",
	    "{\"alg\":\"Ed\\u0044SA\",\"kid\":7,\"typ\":null}",
	    "{\"alg\":\"EdDSA\",\"zip\":\"DEF\",\"b64\":true}", "{\"alg\":\"Ed25519\"}"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_assert_msg(verifies(key_for(ALG_EDDSA), token_with_header(good[i])),
		    "%s", good[i]);
}
END_TEST

/* RFC 7515 4.1.2 to 4.1.6 let a token bring its own key: ours never listens to it. */
START_TEST(a_key_that_comes_with_the_token_is_not_used)
{
	struct jws_key *ours = jws_key_generate(ALG_EDDSA);
	json_t *jwk = jws_key_jwk(key_for(ALG_EDDSA));
	char *theirs = json_dumps(jwk, JSON_COMPACT);
	struct text header = arena_printf(arena,
	    "{\"alg\":\"EdDSA\",\"kid\":\"%.*s\",\"jwk\":%s,\"jku\":\"http://localhost/"
	    "\",\"x5u\":\"http://localhost/\"}",
	    TEXT_ARG(jws_key_id(ours)), theirs);
	struct text token = token_with_header(header.at);
	ck_assert(verifies(key_for(ALG_EDDSA), token));
	ck_text(parsed.kid, jws_key_id(ours));
	ck_assert(!verifies(ours, token));
	free(theirs);
	json_decref(jwk);
	jws_key_free(ours);
}
END_TEST

START_TEST(what_is_not_three_parts_is_no_token)
{
	struct text good = jws_sign(arena, key_for(ALG_EDDSA), NO_TEXT, TEXT("{}"));
	static const char *const forms[] = {"%.*s.", ".%.*s", "%.*s.e30", " %.*s",
	    "%.*s ", "%.*s\n", "%.*s=", "%.*s.e30.e30", "Bearer %.*s", "\"%.*s\""};
	ck_assert(verifies(key_for(ALG_EDDSA), good));
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct builder b = builder_new(arena, 512);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		build_printf(&b, forms[i], TEXT_ARG(good));
#pragma GCC diagnostic pop
		ck_assert_msg(
		    !jws_parse(arena, builder_text(&b), &parsed), "%s", forms[i]);
	}
	for (size_t n = 0; n < good.n; n++)
		ck_assert(!verifies(key_for(ALG_EDDSA), text_part(good, 0, n)));
	ck_assert(!jws_parse(arena, with_signature(good, NO_TEXT), &parsed));
	ck_assert(!jws_parse(arena, NO_TEXT, &parsed));
	ck_assert(!jws_parse(arena, TEXT(".."), &parsed));
}
END_TEST

START_TEST(a_token_is_not_longer_than_16_kib)
{
	char *long_payload = arena_alloc(arena, 13 * 1024);
	memset(long_payload, 'x', 13 * 1024);
	struct text token = jws_sign(
	    arena, key_for(ALG_EDDSA), NO_TEXT, (struct text){long_payload, 13 * 1024});
	ck_assert_uint_gt(token.n, 16 * 1024);
	ck_assert(!jws_parse(arena, token, &parsed));
	token = jws_sign(
	    arena, key_for(ALG_EDDSA), NO_TEXT, (struct text){long_payload, 11 * 1024});
	ck_assert(verifies(key_for(ALG_EDDSA), token));
}
END_TEST

START_TEST(signatures_of_the_wrong_length_or_form_do_not_verify)
{
	const struct jws_key *key = keys[_i];
	struct text token = jws_sign(arena, key, NO_TEXT, TEXT("{}"));
	ck_assert(verifies(key, token));
	struct text right = parsed.signature;
	struct builder b = builder_new(arena, 512);
	build_text(&b, right);
	build_char(&b, '\0');
	ck_assert(!verifies(key, with_signature(token, builder_text(&b))));
	for (size_t n = 0; n < right.n; n++)
		ck_assert(!verifies(key, with_signature(token, text_part(right, 0, n))));
	char *zeros = arena_alloc(arena, right.n);
	ck_assert(!verifies(key, with_signature(token, (struct text){zeros, right.n})));
	memset(zeros, 0xff, right.n);
	ck_assert(!verifies(key, with_signature(token, (struct text){zeros, right.n})));
	ck_assert(verifies(key, with_signature(token, right)));
}
END_TEST

/* RFC 7518 3.4 wants r || s; OpenSSL's own form of a signature is DER. */
START_TEST(an_es256_signature_in_der_does_not_verify)
{
	const struct jws_key *key = key_for(ALG_ES256);
	struct text token = jws_sign(arena, key, NO_TEXT, TEXT("{}"));
	ck_assert(verifies(key, token));
	struct text raw = parsed.signature;
	struct builder der = builder_new(arena, 80);
	ck_assert_uint_eq(raw.n, 64);
	build_bytes(&der, "\x30\x46\x02\x21\x00", 5);
	build_text(&der, text_part(raw, 0, 32));
	build_bytes(&der, "\x02\x21\x00", 3);
	build_text(&der, text_part(raw, 32, 32));
	ck_assert(!verifies(key, with_signature(token, builder_text(&der))));
}
END_TEST

START_TEST(libjwt_agrees_with_us)
{
	const struct rfc_token *t = &rfc_tokens[_i];
	bool known = t->alg == ALG_RS256 || t->alg == ALG_ES256;
	json_t *jwk = json_loads(t->jwk, 0, NULL);
	struct text token = text_of(t->token);
	ck_assert(jws_parse(arena, token, &parsed));
	ck_assert_int_eq(jws_verify_by_libjwt(arena, jwk, token, &parsed),
	    known ? LIBJWT_GOOD : LIBJWT_UNABLE);
	struct text wrong = with_signature(token, TEXT("not the signature"));
	ck_assert(jws_parse(arena, wrong, &parsed));
	ck_assert_int_eq(jws_verify_by_libjwt(arena, jwk, wrong, &parsed),
	    known ? LIBJWT_BAD : LIBJWT_UNABLE);
	json_decref(jwk);
}
END_TEST

START_TEST(libjwt_does_not_call_our_access_tokens_bad)
{
	json_t *jwk = jws_key_jwk(keys[_i]);
	struct text token = jws_sign(arena, keys[_i], TEXT("at+jwt"), TEXT("{\"a\":1}"));
	ck_assert(jws_parse(arena, token, &parsed));
	ck_assert_int_ne(jws_verify_by_libjwt(arena, jwk, token, &parsed), LIBJWT_BAD);
	ck_assert(jws_key_proven_by_libjwt(keys[_i]));
	json_decref(jwk);
}
END_TEST

Suite *
jws_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: JWS", &tc);
	tcase_add_loop_test(tc, every_algorithm_signs_what_it_verifies, 0, ALG_COUNT);
	tcase_add_loop_test(tc, every_altered_character_is_noticed, 0, ALG_COUNT);
	tcase_add_loop_test(
	    tc, another_key_of_the_same_algorithm_does_not_verify, 0, ALG_COUNT);
	tcase_add_test(tc, the_algorithm_is_the_keys_and_not_the_tokens);
	tcase_add_test(tc, a_signature_under_another_algorithms_name_does_not_verify);
	tcase_add_test(tc, the_salt_of_ps256_is_as_long_as_the_hash);
	tcase_add_loop_test(tc, the_tokens_of_the_rfcs_verify, 0, RFC_TOKENS);
	tcase_add_loop_test(tc, a_header_that_is_not_understood_is_refused, 0, 25);
	tcase_add_test(tc, a_header_may_be_spaced_and_hold_what_we_do_not_read);
	tcase_add_test(tc, a_key_that_comes_with_the_token_is_not_used);
	tcase_add_test(tc, what_is_not_three_parts_is_no_token);
	tcase_add_test(tc, a_token_is_not_longer_than_16_kib);
	tcase_add_loop_test(
	    tc, signatures_of_the_wrong_length_or_form_do_not_verify, 0, ALG_COUNT);
	tcase_add_test(tc, an_es256_signature_in_der_does_not_verify);
	tcase_add_loop_test(tc, libjwt_agrees_with_us, 0, RFC_TOKENS);
	tcase_add_loop_test(tc, libjwt_does_not_call_our_access_tokens_bad, 0, ALG_COUNT);
	return suite;
}
