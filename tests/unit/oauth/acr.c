#include "oauth/acr.h"

#include "oauth_test.h"

#define PASSWORD "urn:authz:acr:password"
static const struct text pwd[] = {TEXT_INIT("pwd")};
static const struct texts by_password = {pwd, 1}, by_nothing = {NULL, 0};

static struct texts
words(const char *line)
{
	return texts_split(arena, text_of(line), ' ');
}

START_TEST(what_a_sign_in_reached_is_told)
{
	ck_text(acr_of(by_password, words("")), TEXT(PASSWORD));
	ck_text(acr_of(by_password, words("unheard-of " PASSWORD)), TEXT(PASSWORD));
	ck_text(acr_of(by_nothing, words(PASSWORD)), NO_TEXT);
}
END_TEST

START_TEST(only_what_was_reached_is_reached)
{
	ck_assert(acr_reached(by_password, words("unheard-of " PASSWORD)));
	ck_assert(!acr_reached(by_password, words("unheard-of")));
	ck_assert(!acr_reached(by_password, words("")));
	ck_assert(!acr_reached(by_nothing, words(PASSWORD)));
	ck_assert(acr_attainable(words("unheard-of " PASSWORD)));
	ck_assert(!acr_attainable(words("unheard-of")));
}
END_TEST

START_TEST(a_token_suffices_for_its_own_level)
{
	ck_assert(acr_suffices(TEXT(PASSWORD), words("unheard-of " PASSWORD)));
	ck_assert(!acr_suffices(TEXT(PASSWORD), words("unheard-of")));
	ck_assert(!acr_suffices(NO_TEXT, words(PASSWORD)));
	/* Every level is as sure as itself. */
	struct texts all = acr_offered(arena);
	ck_assert_uint_gt(all.n, 0);
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < all.n; k++)
			ck_assert_int_eq(
			    acr_suffices(all.at[i], (struct texts){&all.at[k], 1}),
			    i >= k);
}
END_TEST

Suite *
acr_suite(void)
{
	TCase *tc;
	Suite *s = suite_with("acr", &tc);
	tcase_add_test(tc, what_a_sign_in_reached_is_told);
	tcase_add_test(tc, only_what_was_reached_is_reached);
	tcase_add_test(tc, a_token_suffices_for_its_own_level);
	return s;
}
