#include "oauth/scope.h"
#include "oauth_test.h"

static struct texts
parsed(const char *scope)
{
	struct texts list;
	ck_assert_msg(scope_parse(arena, text_of(scope), &list), "%s", scope);
	return list;
}

START_TEST(a_scope_is_a_set_in_the_order_of_its_first_mention)
{
	struct texts list =
	    parsed("  openid payments:read  openid profile payments:read ");
	ck_assert_uint_eq(list.n, 3);
	ck_text(scope_text(arena, list), TEXT("openid payments:read profile"));
	ck_assert_uint_eq(parsed("").n, 0);
	ck_assert_uint_eq(parsed("   ").n, 0);
	ck_text(scope_text(arena, parsed("")), TEXT(""));
	ck_assert_uint_eq(parsed("a A").n, 2);
}
END_TEST

/* RFC 6749 3.3: %x21 / %x23-5B / %x5D-7E. */
START_TEST(a_scope_has_the_characters_of_rfc_6749)
{
	struct texts list;
	for (int c = 0; c < 256; c++) {
		char t[] = {'a', (char)c, 'b'};
		bool good = c == 0x20 || c == 0x21 || (c >= 0x23 && c <= 0x5b) ||
			    (c >= 0x5d && c <= 0x7e);
		ck_assert_msg(
		    scope_parse(arena, (struct text){t, 3}, &list) == good, "%d", c);
	}
}
END_TEST

START_TEST(a_part_is_within_the_whole_in_any_order)
{
	struct texts whole = parsed("a b c"), none = parsed("");
	ck_assert(scope_within(parsed("c a"), whole));
	ck_assert(scope_within(whole, whole));
	ck_assert(scope_within(none, whole) && scope_within(none, none));
	ck_assert(!scope_within(parsed("a d"), whole));
	ck_assert(!scope_within(whole, parsed("a b")));
	ck_assert(!scope_within(whole, none));
	ck_assert(!scope_within(parsed("A"), whole));
	ck_assert(!scope_within(parsed("ab"), whole));
}
END_TEST

START_TEST(an_intersection_has_what_is_in_both)
{
	struct texts both = scope_intersect(arena, parsed("c x a"), parsed("a b c"));
	ck_text(scope_text(arena, both), TEXT("c a"));
	ck_assert_uint_eq(scope_intersect(arena, parsed("a"), parsed("b")).n, 0);
	ck_assert_uint_eq(scope_intersect(arena, parsed(""), parsed("b")).n, 0);
	ck_assert_uint_eq(scope_intersect(arena, parsed("a"), parsed("")).n, 0);
}
END_TEST

Suite *
scope_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: scopes", &tc);
	tcase_add_test(tc, a_scope_is_a_set_in_the_order_of_its_first_mention);
	tcase_add_test(tc, a_scope_has_the_characters_of_rfc_6749);
	tcase_add_test(tc, a_part_is_within_the_whole_in_any_order);
	tcase_add_test(tc, an_intersection_has_what_is_in_both);
	return suite;
}
