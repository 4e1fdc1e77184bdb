#include "suites.h"

#include "html/plot.h"

static struct plot
plot_of(struct arena *a, const int64_t *values, size_t n)
{
	struct plot_bar *bars = ARENA_ARRAY(a, n, struct plot_bar);
	for (size_t i = 0; i < n; i++)
		bars[i] = (struct plot_bar){arena_printf(a, "day %zu", i), values[i]};
	return (struct plot){TEXT("Tokens"), TEXT("By day"), bars, n};
}

static const struct {
	int64_t most, top;
} tops[] = {{0, 2}, {1, 2}, {2, 2}, {3, 4}, {9, 10}, {10, 10}, {11, 20}, {59, 60},
    {81, 100}, {1234, 2000}, {INT64_C(4000000001), INT64_C(6000000000)}};

START_TEST(the_scale_ends_at_a_round_number)
{
	struct arena *a = arena_new();
	struct plot p = plot_of(a, &tops[_i].most, 1);
	ck_assert_int_eq(plot_top(&p), tops[_i].top);
	arena_free(a);
}
END_TEST

static size_t
count_of(struct text svg, const char *what)
{
	size_t n = 0;
	for (const char *at = svg.at; (at = strstr(at, what)); at++)
		n++;
	return n;
}

static struct text
drawn(struct arena *a, const struct plot *p)
{
	return text_of(arena_cstr(a, plot_svg(a, p)));
}

START_TEST(each_day_has_a_place_and_its_words)
{
	struct arena *a = arena_new();
	const int64_t values[] = {0, 50, 100, 1};
	struct plot p = plot_of(a, values, 4);
	struct text svg = drawn(a, &p);
	ck_assert_uint_eq(count_of(svg, "<g class=\"plot-bar\">"), 4);
	/* Nothing has no ink, a little has some. */
	ck_assert_uint_eq(count_of(svg, "plot-ink"), 3);
	ck_assert_uint_eq(count_of(svg, "y=\"50\" width=\"8\" height=\"50\""), 1);
	ck_assert_uint_eq(count_of(svg, "y=\"0\" width=\"8\" height=\"100\""), 1);
	ck_assert_uint_eq(count_of(svg, "y=\"99\" width=\"8\" height=\"1\""), 1);
	ck_assert_uint_eq(count_of(svg, "<title>day 1: 50</title>"), 1);
	ck_assert_uint_eq(count_of(svg, "<title>Tokens</title><desc>By day</desc>"), 1);
	ck_assert_uint_eq(count_of(svg, "style="), 0);
	arena_free(a);
}
END_TEST

START_TEST(words_can_not_leave_a_plot)
{
	struct arena *a = arena_new();
	static const char evil[] = "</title><script>alert(1)</script>\"'";
	const struct plot_bar bar = {text_of(evil), 1};
	const struct plot p = {text_of(evil), text_of(evil), &bar, 1};
	ck_assert_uint_eq(count_of(drawn(a, &p), "<script"), 0);
	arena_free(a);
}
END_TEST

START_TEST(strange_numbers_are_drawn_within_bounds)
{
	struct arena *a = arena_new();
	const int64_t values[] = {INT64_MAX, -5, INT64_MIN};
	struct plot p = plot_of(a, values, 3), none = plot_of(a, values, 0);
	ck_assert_uint_eq(count_of(drawn(a, &p), "plot-ink"), 1);
	ck_assert_uint_eq(count_of(drawn(a, &p), "height=\"-"), 0);
	ck_assert_uint_eq(count_of(drawn(a, &none), "viewBox=\"0 0 10 100\""), 1);
	arena_free(a);
}
END_TEST

static const struct {
	int64_t n;
	const char *text;
} numbers[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {1234567, "1,234,567"},
    {-123456, "-123,456"}, {INT64_MAX, "9,223,372,036,854,775,807"}};

START_TEST(thousands_are_set_apart)
{
	struct arena *a = arena_new();
	ck_assert_str_eq(arena_cstr(a, plot_number(a, numbers[_i].n)), numbers[_i].text);
	arena_free(a);
}
END_TEST

Suite *
plot_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("html: plot", &tc);
	tcase_add_loop_test(
	    tc, the_scale_ends_at_a_round_number, 0, sizeof(tops) / sizeof(tops[0]));
	tcase_add_test(tc, each_day_has_a_place_and_its_words);
	tcase_add_test(tc, words_can_not_leave_a_plot);
	tcase_add_test(tc, strange_numbers_are_drawn_within_bounds);
	tcase_add_loop_test(
	    tc, thousands_are_set_apart, 0, sizeof(numbers) / sizeof(numbers[0]));
	return suite;
}
