#include "oauth/refresh_token.h"
#include "oauth_test.h"

START_TEST(a_refresh_token_comes_back)
{
	static const int64_t generations[] = {0, 1, 1000, INT64_MAX};
	for (size_t i = 0; i < COUNT_OF(generations); i++) {
		struct refresh_token made = {uuid_new(), uuid_new(), generations[i]},
				     read;
		struct text token = refresh_token_make(arena, &made);
		ck_assert(text_starts(token, TEXT("azr_")));
		ck_assert(refresh_token_read(arena, token, &read));
		ck_assert(uuid_eq(made.user_id, read.user_id));
		ck_assert(uuid_eq(made.family, read.family));
		ck_assert_int_eq(read.generation, generations[i]);
	}
}
END_TEST

/* Two simultaneous requests get the same successor, and nothing is stored. */
START_TEST(the_same_facts_make_the_same_token_and_others_another)
{
	struct refresh_token one = {uuid_new(), uuid_new(), 1}, other = one;
	struct text token = refresh_token_make(arena, &one);
	ck_text(refresh_token_make(arena, &other), token);
	other.generation = 2;
	ck_assert(!text_eq(refresh_token_make(arena, &other), token));
	use_ring(RING_TWO "\n" RING_ONE);
	ck_assert(!text_eq(refresh_token_make(arena, &one), token));
	ck_assert(refresh_token_read(arena, token, &other));
	use_ring(RING_TWO);
	ck_assert(!refresh_token_read(arena, token, &other));
}
END_TEST

START_TEST(a_refresh_token_has_one_spelling)
{
	struct refresh_token made = {uuid_new(), uuid_new(), 7}, read;
	struct text token = refresh_token_make(arena, &made);
	for (size_t i = 0; i < token.n; i++) {
		ck_assert_msg(!refresh_token_read(arena, altered(token, i), &read),
		    "character %zu", i);
		ck_assert(!refresh_token_read(arena, text_part(token, 0, i), &read));
		ck_assert(
		    !refresh_token_read(arena, text_part(token, i + 1, token.n), &read));
	}
	ck_assert(!refresh_token_read(
	    arena, arena_printf(arena, "%.*sA", TEXT_ARG(token)), &read));
	ck_assert(!refresh_token_read(
	    arena, arena_printf(arena, "%.*s=", TEXT_ARG(token)), &read));
	ck_assert(!refresh_token_read(
	    arena, arena_printf(arena, " %.*s", TEXT_ARG(token)), &read));
	ck_assert(!refresh_token_read(arena, NO_TEXT, &read));
}
END_TEST

Suite *
refresh_token_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: refresh tokens", &tc);
	tcase_add_test(tc, a_refresh_token_comes_back);
	tcase_add_test(tc, the_same_facts_make_the_same_token_and_others_another);
	tcase_add_test(tc, a_refresh_token_has_one_spelling);
	return suite;
}
