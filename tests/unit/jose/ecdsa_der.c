#include "jose_test.h"

#include "jose/jws_key.h"

#include <openssl/ecdsa.h>

enum { HALF = 32, RAW = 2 * HALF };

/* As OpenSSL writes it. */
static struct text
der_of(const unsigned char raw[RAW])
{
	unsigned char *der = NULL;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	ECDSA_SIG_set0(
	    sig, BN_bin2bn(raw, HALF, NULL), BN_bin2bn(raw + HALF, HALF, NULL));
	int n = i2d_ECDSA_SIG(sig, &der);
	struct text t = arena_text(arena, (struct text){(const char *)der, (size_t)n});
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	return t;
}

/* From `zeros` zeros on, `first` and then others. */
static void
fill(unsigned char half[HALF], size_t zeros, unsigned char first)
{
	memset(half, 0, HALF);
	for (size_t i = zeros; i < HALF; i++)
		half[i] = i == zeros ? first : (unsigned char)(i * 37);
}

START_TEST(numbers_of_every_length_are_written_as_openssl_does)
{
	static const unsigned char firsts[] = {0x01, 0x7f, 0x80, 0xff};
	for (size_t zeros = 0; zeros <= HALF; zeros++)
		for (size_t i = 0; i < sizeof(firsts); i++) {
			unsigned char raw[RAW];
			fill(raw, zeros, firsts[i]);
			fill(raw + HALF, HALF - zeros, firsts[i]);
			struct text plain = {(const char *)raw, RAW}, der = der_of(raw);
			ck_text(ecdsa_to_der(arena, plain), der);
			ck_text(ecdsa_to_raw(arena, (const unsigned char *)der.at, der.n),
			    plain);
		}
}
END_TEST

START_TEST(bytes_that_are_no_signature_are_refused)
{
	unsigned char raw[RAW];
	fill(raw, 0, 0x80);
	fill(raw + HALF, 1, 0x01);
	struct text der = der_of(raw);
	for (size_t n = 0; n < der.n; n++) {
		unsigned char *broken = arena_alloc(arena, der.n);
		memcpy(broken, der.at, der.n);
		ck_assert_uint_eq(ecdsa_to_raw(arena, broken, n).n, 0);
		/* The tags and lengths; other bytes are the numbers'. */
		broken[n] ^= 0x40;
		bool structure = n < 4 || n == 37 || n == 38;
		if (structure)
			ck_assert_uint_eq(ecdsa_to_raw(arena, broken, der.n).n, 0);
	}
	ck_assert_uint_eq(ecdsa_to_der(arena, TEXT("short")).n, 0);
}
END_TEST

Suite *
ecdsa_der_suite(void)
{
	TCase *tc;
	Suite *s = suite_with("ecdsa_der", &tc);
	tcase_add_test(tc, numbers_of_every_length_are_written_as_openssl_does);
	tcase_add_test(tc, bytes_that_are_no_signature_are_refused);
	return s;
}
