#include "base_test.h"

#include <signal.h>
#include <stdalign.h>

static bool
all_are(const char *at, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] != c)
			return false;
	return true;
}

START_TEST(memory_is_zeroed_aligned_and_apart)
{
	enum { COUNT = 3000 };
	static char *pieces[COUNT];
	static size_t sizes[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		/* Small ones, and one in a hundred larger than a block. */
		sizes[i] = i % 100 == 99 ? 40000 + i : i % 200;
		pieces[i] = arena_alloc(arena, sizes[i]);
		ck_assert_uint_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		ck_assert(all_are(pieces[i], sizes[i], 0));
		memset(pieces[i], (char)i, sizes[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert(all_are(pieces[i], sizes[i], (char)i));
}
END_TEST

START_TEST(a_reset_wipes_and_the_memory_serves_again)
{
	for (int round = 0; round < 50; round++) {
		char *small = arena_alloc(arena, 100);
		char *big = arena_alloc(arena, 100000);
		ck_assert(all_are(small, 100, 0) && all_are(big, 100000, 0));
		memset(small, 's', 100);
		memset(big, 'b', 100000);
		arena_reset(arena);
		/* The block kept is the same one, so that its bytes can be looked at. */
		const char *again = arena_text(arena, NO_TEXT).at;
		ck_assert_ptr_eq(again, small);
		ck_assert(all_are(again, 100, 0));
		arena_reset(arena);
	}
}
END_TEST

START_TEST(a_big_piece_does_not_end_the_block_in_use)
{
	char *first = arena_alloc(arena, 16);
	arena_alloc(arena, 1024 * 1024);
	char *second = arena_alloc(arena, 16);
	ck_assert_ptr_eq(second, first + 16);
}
END_TEST

START_TEST(copies_end_in_a_nul_that_does_not_count)
{
	struct text copy = arena_text(arena, TEXT("a\0b"));
	ck_text(copy, TEXT("a\0b"));
	ck_assert_int_eq(copy.at[3], 0);
	ck_assert_str_eq(arena_cstr(arena, NO_TEXT), "");
	ck_text(arena_printf(arena, "%d-%s", 42, "x"), TEXT("42-x"));
	char letters[] = "xy";
	struct text members[] = {{letters, 1}, {letters + 1, 1}};
	struct texts list = arena_texts(arena, (struct texts){members, 2});
	letters[0] = letters[1] = '-';
	ck_text(list.at[0], TEXT("x"));
	ck_text(list.at[1], TEXT("y"));
	ck_assert_uint_eq(arena_texts(arena, (struct texts){NULL, 0}).n, 0);
}
END_TEST

START_TEST(an_overflowing_array_ends_the_process)
{
	arena_array(arena, SIZE_MAX / 2, 3);
}
END_TEST

START_TEST(an_impossible_size_ends_the_process)
{
	arena_alloc(arena, SIZE_MAX - 4);
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
	arena_free(NULL);
}
END_TEST

Suite *
arena_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: arena", &tc);
	tcase_add_test(tc, memory_is_zeroed_aligned_and_apart);
	tcase_add_test(tc, a_reset_wipes_and_the_memory_serves_again);
	tcase_add_test(tc, a_big_piece_does_not_end_the_block_in_use);
	tcase_add_test(tc, copies_end_in_a_nul_that_does_not_count);
	tcase_add_test_raise_signal(tc, an_overflowing_array_ends_the_process, SIGABRT);
	tcase_add_test_raise_signal(tc, an_impossible_size_ends_the_process, SIGABRT);
	tcase_add_test(tc, freeing_nothing_is_fine);
	return suite;
}
