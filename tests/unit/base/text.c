#include "base_test.h"

START_TEST(texts_are_equal_by_their_bytes)
{
	ck_assert(text_eq(TEXT("a\0b"), TEXT("a\0b")));
	ck_assert(!text_eq(TEXT("a\0b"), TEXT("a\0c")));
	ck_assert(!text_eq(TEXT("a"), TEXT("ab")));
	ck_assert(text_eq(NO_TEXT, TEXT("")));
	ck_assert(text_eq(text_of(NULL), NO_TEXT));
	ck_assert(text_eq_secret(TEXT("abc"), TEXT("abc")));
	ck_assert(!text_eq_secret(TEXT("abc"), TEXT("abd")));
	ck_assert(!text_eq_secret(TEXT("abc"), TEXT("xbc")));
	ck_assert(!text_eq_secret(TEXT("abc"), TEXT("ab")));
	ck_assert(text_eq_secret(NO_TEXT, TEXT("")));
}
END_TEST

START_TEST(case_is_ignored_for_ascii_letters_only)
{
	ck_assert(text_eq_nocase(TEXT("Basic-Z"), TEXT("bASIC-z")));
	ck_assert(!text_eq_nocase(TEXT("@"), TEXT("`")));
	ck_assert(!text_eq_nocase(TEXT("\xc3\x84"), TEXT("\xc3\xa4")));
	ck_assert(!text_eq_nocase(TEXT("a"), TEXT("ab")));
}
END_TEST

START_TEST(starts_ends_and_parts_stay_inside)
{
	ck_assert(text_starts(TEXT("abc"), TEXT("ab")));
	ck_assert(!text_starts(TEXT("a"), TEXT("ab")));
	ck_assert(text_starts(NO_TEXT, NO_TEXT));
	ck_assert(text_ends(TEXT("abc"), TEXT("bc")));
	ck_assert(!text_ends(TEXT("c"), TEXT("bc")));
	ck_assert(text_ends(TEXT("abc"), NO_TEXT));
	ck_text(text_part(TEXT("abc"), 1, 1), TEXT("b"));
	ck_text(text_part(TEXT("abc"), 1, SIZE_MAX), TEXT("bc"));
	ck_text(text_part(TEXT("abc"), 3, 1), TEXT(""));
	ck_text(text_part(TEXT("abc"), SIZE_MAX, SIZE_MAX), TEXT(""));
	ck_assert_uint_eq(text_index(TEXT("a=b=c"), '='), 1);
	ck_assert_uint_eq(text_index(TEXT("abc"), '='), 3);
	ck_assert_uint_eq(text_index(NO_TEXT, '='), 0);
}
END_TEST

START_TEST(texts_are_ordered_like_bytes)
{
	ck_assert_int_lt(text_compare(TEXT("a"), TEXT("b")), 0);
	ck_assert_int_lt(text_compare(TEXT("a"), TEXT("aa")), 0);
	ck_assert_int_gt(text_compare(TEXT("\xff"), TEXT("a")), 0);
	ck_assert_int_eq(text_compare(NO_TEXT, TEXT("")), 0);
}
END_TEST

START_TEST(trimming_takes_spaces_and_tabs_only)
{
	ck_text(text_trim(TEXT(" \ta b\t ")), TEXT("a b"));
	ck_text(text_trim(TEXT(" \t ")), TEXT(""));
	ck_text(text_trim(TEXT("\na\n")), TEXT("\na\n"));
	ck_text(text_trim(NO_TEXT), NO_TEXT);
}
END_TEST

START_TEST(pieces_come_one_by_one_with_the_empty_ones)
{
	static const char *const want[] = {"", "a", "", "b", ""};
	struct text rest = TEXT("&a&&b&"), piece;
	for (int i = 0; i < 5; i++) {
		ck_assert(text_next(&rest, '&', &piece));
		ck_text(piece, text_of(want[i]));
	}
	ck_assert(!text_next(&rest, '&', &piece));
	rest = NO_TEXT;
	ck_assert(!text_next(&rest, '&', &piece));
}
END_TEST

START_TEST(splitting_leaves_empty_pieces_out_and_joining_puts_separators_in)
{
	struct texts list = texts_split(arena, TEXT("  openid  profile "), ' ');
	ck_assert_uint_eq(list.n, 2);
	ck_text(texts_join(arena, list, ','), TEXT("openid,profile"));
	ck_assert(texts_have(list, TEXT("profile")));
	ck_assert(!texts_have(list, TEXT("pro")));
	ck_assert_uint_eq(texts_split(arena, NO_TEXT, ' ').n, 0);
	ck_text(texts_join(arena, (struct texts){NULL, 0}, ','), TEXT(""));
}
END_TEST

START_TEST(numbers_are_decimal_digits_without_overflow)
{
	uint64_t n = 7;
	ck_assert(text_to_u64(TEXT("18446744073709551615"), &n));
	ck_assert_uint_eq(n, UINT64_MAX);
	ck_assert(text_to_u64(TEXT("000"), &n));
	ck_assert_uint_eq(n, 0);
	static const char *const bad[] = {"18446744073709551616", "99999999999999999999",
	    "", "-1", "+1", " 1", "1 ", "0x1", "1e3", "1.0"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		n = 7;
		ck_assert_msg(!text_to_u64(text_of(bad[i]), &n), "%s", bad[i]);
		ck_assert_uint_eq(n, 7);
	}
}
END_TEST

Suite *
text_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: text", &tc);
	tcase_add_test(tc, texts_are_equal_by_their_bytes);
	tcase_add_test(tc, case_is_ignored_for_ascii_letters_only);
	tcase_add_test(tc, starts_ends_and_parts_stay_inside);
	tcase_add_test(tc, texts_are_ordered_like_bytes);
	tcase_add_test(tc, trimming_takes_spaces_and_tabs_only);
	tcase_add_test(tc, pieces_come_one_by_one_with_the_empty_ones);
	tcase_add_test(
	    tc, splitting_leaves_empty_pieces_out_and_joining_puts_separators_in);
	tcase_add_test(tc, numbers_are_decimal_digits_without_overflow);
	return suite;
}
