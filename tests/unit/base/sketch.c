#include "base_test.h"

#include "base/csv.h"
#include "base/sketch.h"

static void
add_people(struct sketch *s, int n)
{
	for (int i = 0; i < n; i++)
		sketch_add(s, sketch_hash(uuid_new()));
}

START_TEST(a_handful_is_counted_exactly)
{
	struct sketch s = {0};
	ck_assert_int_eq(sketch_count(&s), 0);
	for (int n = 1; n <= 10; n++) {
		/* Fixed ids, so that two don't fall on one register by bad luck. */
		ck_assert(sketch_add(&s, sketch_hash((struct uuid){{(unsigned char)n}})));
		ck_assert_int_eq(sketch_count(&s), n);
	}
}
END_TEST

static const int crowds[] = {100, 1000, 4000, 6000, 10000, 100000, 1000000};

START_TEST(a_crowd_is_counted_within_a_tenth)
{
	struct sketch s = {0};
	add_people(&s, crowds[_i]);
	/* More than four standard errors away: not in the life of this test. */
	ck_assert_int_ge(sketch_count(&s), crowds[_i] * 9 / 10);
	ck_assert_int_le(sketch_count(&s), crowds[_i] * 11 / 10);
}
END_TEST

START_TEST(whoever_comes_again_counts_once)
{
	struct sketch s = {0};
	struct uuid id = uuid_new();
	ck_assert(sketch_add(&s, sketch_hash(id)));
	for (int i = 0; i < 100; i++)
		ck_assert(!sketch_add(&s, sketch_hash(id)));
	ck_assert_int_eq(sketch_count(&s), 1);
}
END_TEST

START_TEST(merged_sketches_count_both_together)
{
	struct sketch one = {0}, other = {0};
	add_people(&one, 5000);
	other = one;
	add_people(&other, 5000);
	sketch_merge(&one, &other);
	ck_assert_mem_eq(&one, &other, sizeof(one));
	ck_assert_int_ge(sketch_count(&one), 9000);
	ck_assert_int_le(sketch_count(&one), 11000);
}
END_TEST

START_TEST(a_broken_row_is_counted_too)
{
	struct sketch s;
	memset(&s, 0xff, sizeof(s));
	ck_assert_int_gt(sketch_count(&s), 0);
}
END_TEST

START_TEST(cells_are_quoted_and_no_formulas)
{
	static const char *const cells[][2] = {{"plain", "\"plain\","}, {"", "\"\","},
	    {"a \"b\",\n", "\"a \"\"b\"\",\n\","}, {"=1+1", "\"'=1+1\","},
	    {"+1", "\"'+1\","}, {"-1", "\"'-1\","}, {"@x", "\"'@x\","},
	    {"\tx", "\"'\tx\","}, {"\rx", "\"'\rx\","}};
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct builder b = builder_new(a, 16);
		csv_cell(&b, text_of(cells[i][0]), ',');
		ck_assert_str_eq(arena_cstr(a, builder_text(&b)), cells[i][1]);
	}
	struct builder b = builder_new(a, 16);
	csv_number(&b, -7, ',');
	csv_cell(&b, TEXT("x"), '\n');
	ck_assert_str_eq(arena_cstr(a, builder_text(&b)), "-7,\"x\"\r\n");
	arena_free(a);
}
END_TEST

Suite *
sketch_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: sketch and CSV", &tc);
	tcase_add_test(tc, a_handful_is_counted_exactly);
	tcase_add_loop_test(
	    tc, a_crowd_is_counted_within_a_tenth, 0, sizeof(crowds) / sizeof(crowds[0]));
	tcase_add_test(tc, whoever_comes_again_counts_once);
	tcase_add_test(tc, merged_sketches_count_both_together);
	tcase_add_test(tc, a_broken_row_is_counted_too);
	tcase_add_test(tc, cells_are_quoted_and_no_formulas);
	return suite;
}
