#include "jose/digest.h"
#include "jose_test.h"

static struct text
hex(const unsigned char digest[SHA256_SIZE])
{
	return hex_encode(arena, digest, SHA256_SIZE);
}

START_TEST(digests_are_those_of_the_standards)
{
	unsigned char out[SHA256_SIZE];
	/* FIPS 180-4's "abc", and nothing at all. */
	sha256(TEXT("abc"), out);
	ck_text(hex(out), TEXT("ba7816bf8f01cfea414140de5dae2223"
			       "b00361a396177a9cb410ff61f20015ad"));
	sha256(NO_TEXT, out);
	ck_text(hex(out), TEXT("e3b0c44298fc1c149afbf4c8996fb924"
			       "27ae41e4649b934ca495991b7852b855"));
	/* RFC 4231 4.3. */
	hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?"), out);
	ck_text(hex(out), TEXT("5bdcc146bf60754e6a042426089575c7"
			       "5a003f089d2739839dec58b964ec3843"));
	/* RFC 5869 A.3, its first 32 bytes. */
	hkdf_sha256(TEXT("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
			 "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"),
	    TEXT(""), out);
	ck_text(hex(out), TEXT("8da4e775a563c18f715f802a063c5a31"
			       "b8a11f5c5ee1879ec3454e5f3c738d2d"));
}
END_TEST

START_TEST(derived_keys_differ_by_what_they_are_for)
{
	unsigned char one[SHA256_SIZE], other[SHA256_SIZE];
	hkdf_sha256(TEXT("key"), TEXT("codes"), one);
	hkdf_sha256(TEXT("key"), TEXT("cookies"), other);
	ck_assert_int_ne(memcmp(one, other, SHA256_SIZE), 0);
	hkdf_sha256(TEXT("key"), TEXT("codes"), other);
	ck_assert_int_eq(memcmp(one, other, SHA256_SIZE), 0);
}
END_TEST

Suite *
digest_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: digests", &tc);
	tcase_add_test(tc, digests_are_those_of_the_standards);
	tcase_add_test(tc, derived_keys_differ_by_what_they_are_for);
	return suite;
}
