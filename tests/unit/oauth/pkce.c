#include "oauth/pkce.h"
#include "jose/digest.h"
#include "oauth_test.h"

/* RFC 7636 appendix B. */
static const struct text verifier =
    TEXT_INIT("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
static const struct text challenge =
    TEXT_INIT("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

START_TEST(the_example_of_the_rfc_fits)
{
	ck_assert(pkce_challenge_valid(challenge));
	ck_assert(pkce_verifier_matches(arena, verifier, challenge));
	for (size_t i = 0; i < verifier.n; i++) {
		ck_assert(!pkce_verifier_matches(arena, altered(verifier, i), challenge));
		ck_assert(!pkce_verifier_matches(arena, verifier, altered(challenge, i)));
	}
}
END_TEST

START_TEST(a_challenge_is_never_its_own_verifier)
{
	ck_assert(!pkce_verifier_matches(arena, challenge, challenge));
	ck_assert(!pkce_verifier_matches(arena, verifier, verifier));
	ck_assert(!pkce_verifier_matches(arena, verifier, NO_TEXT));
	ck_assert(!pkce_verifier_matches(arena, NO_TEXT, NO_TEXT));
}
END_TEST

START_TEST(a_challenge_is_what_s256_makes)
{
	static const char *const bad[] = {"",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=",
	    " 9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!pkce_challenge_valid(text_of(bad[i])), "%s", bad[i]);
}
END_TEST

static bool
fits_its_own_challenge(struct text t)
{
	return pkce_verifier_matches(arena, t, sha256_base64url(arena, t));
}

START_TEST(a_verifier_has_43_to_128_unreserved_characters)
{
	char at[129];
	memset(at, 'a', sizeof(at));
	for (size_t n = 0; n <= sizeof(at); n++)
		ck_assert_int_eq(
		    fits_its_own_challenge((struct text){at, n}), n >= 43 && n <= 128);
	for (int c = 0; c < 256; c++) {
		at[42] = (char)c;
		bool unreserved = c && strchr("abcdefghijklmnopqrstuvwxyz"
					      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~",
					   c);
		ck_assert_int_eq(
		    fits_its_own_challenge((struct text){at, 43}), unreserved);
	}
}
END_TEST

Suite *
pkce_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: PKCE", &tc);
	tcase_add_test(tc, the_example_of_the_rfc_fits);
	tcase_add_test(tc, a_challenge_is_never_its_own_verifier);
	tcase_add_test(tc, a_challenge_is_what_s256_makes);
	tcase_add_test(tc, a_verifier_has_43_to_128_unreserved_characters);
	return suite;
}
