#include "jose_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct text
sealed_now(void)
{
	return seal(arena, FOR_CODES, NO_TEXT, TEXT("plain"));
}

static bool
opens(struct text sealed)
{
	struct text plain;
	return seal_open(arena, FOR_CODES, NO_TEXT, sealed, &plain) &&
	       text_eq(plain, TEXT("plain"));
}

static const char *
load_file(bool make)
{
	return keyring_load(arena, NO_TEXT, "keyring", make);
}

static void
write_keyring(const char *content)
{
	FILE *f = fopen("keyring", "w");
	ck_assert_ptr_nonnull(f);
	fputs(content, f);
	fclose(f);
	ck_assert_int_eq(chmod("keyring", 0600), 0);
}

START_TEST(a_keyring_is_made_once_and_only_its_owner_may_read_it)
{
	struct stat facts;
	ck_assert_ptr_null(load_file(true));
	ck_assert_int_eq(stat("keyring", &facts), 0);
	ck_assert_int_eq(facts.st_mode & 0777, 0600);
	struct text sealed = sealed_now();
	ck_assert_ptr_null(load_file(true));
	ck_assert(opens(sealed));
	unlink("keyring");
	ck_assert_ptr_null(load_file(true));
	ck_assert(!opens(sealed));
}
END_TEST

START_TEST(a_missing_keyring_is_made_only_when_asked)
{
	ck_assert_ptr_nonnull(load_file(false));
	ck_assert_int_ne(access("keyring", F_OK), 0);
	ck_assert_ptr_nonnull(keyring_load(arena, NO_TEXT, "/dev/null/keyring", true));
}
END_TEST

START_TEST(a_keyring_that_others_may_touch_is_refused)
{
	static const mode_t bad[] = {0640, 0604, 0620, 0602, 0610, 0601, 0666, 0777};
	ck_assert_ptr_null(load_file(true));
	struct text sealed = sealed_now();
	ck_assert_int_eq(chmod("keyring", bad[_i]), 0);
	const char *fault = load_file(true);
	ck_assert_ptr_nonnull(fault);
	ck_assert_ptr_nonnull(strstr(fault, "chmod 600"));
	ck_assert(!opens(sealed));
	ck_assert_int_eq(chmod("keyring", 0400), 0);
	ck_assert_ptr_null(load_file(true));
	ck_assert(opens(sealed));
}
END_TEST

enum { CHILDREN = 8 };

/* A process that makes or loads the keyring once `gate` is closed, and writes a sealed
 * text into `out`. */
static pid_t
start_child(const int gate[2], int out)
{
	char nothing;
	pid_t child = fork();
	if (child)
		return child;
	close(gate[1]);
	bool good = read(gate[0], &nothing, 1) == 0 && !load_file(true);
	struct text t = good ? sealed_now() : NO_TEXT;
	_exit(good && write(out, t.at, t.n) == (ssize_t)t.n ? 0 : 1);
}

static void
make_at_once(void)
{
	pid_t children[CHILDREN];
	int gate[2], ends[CHILDREN][2], status;
	char bytes[512];
	ck_assert_int_eq(pipe(gate), 0);
	for (int i = 0; i < CHILDREN; i++) {
		ck_assert_int_eq(pipe(ends[i]), 0);
		children[i] = start_child(gate, ends[i][1]);
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < CHILDREN; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_ptr_null(load_file(false));
	for (int i = 0; i < CHILDREN; i++) {
		ssize_t n = read(ends[i][0], bytes, sizeof(bytes));
		ck_assert_int_gt(n, 0);
		ck_assert(opens((struct text){bytes, (size_t)n}));
		close(ends[i][0]);
		close(ends[i][1]);
	}
}

START_TEST(processes_that_make_it_at_once_end_up_with_one)
{
	for (int round = 0; round < 20; round++) {
		make_at_once();
		unlink("keyring");
	}
}
END_TEST

START_TEST(the_first_entry_makes_and_every_entry_opens)
{
	use_ring(RING_ONE);
	struct text old = sealed_now();
	use_ring(RING_TWO "\n" RING_ONE "\n");
	struct text fresh = sealed_now();
	ck_assert(opens(old) && opens(fresh));
	use_ring(RING_ONE);
	ck_assert(opens(old) && !opens(fresh));
	use_ring(RING_TWO);
	ck_assert(!opens(old) && opens(fresh));
}
END_TEST

START_TEST(an_id_alone_does_not_open)
{
	use_ring(RING_ONE);
	struct text sealed = sealed_now();
	use_ring("00000001 BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA");
	ck_assert(!opens(sealed));
}
END_TEST

START_TEST(comments_blank_lines_and_semicolons_may_stand_between_entries)
{
	use_ring(RING_ONE);
	struct text one = sealed_now();
	use_ring(RING_TWO);
	struct text two = sealed_now();
	write_keyring("# newest first\r\n\n  " RING_TWO " \r\n# older\n\t" RING_ONE "\n");
	ck_assert_ptr_null(load_file(false));
	ck_assert(opens(one) && opens(two));
	use_ring(RING_TWO ";" RING_ONE);
	ck_assert(opens(one) && opens(two));
}
END_TEST

START_TEST(what_is_not_a_keyring_is_refused_without_showing_it)
{
	static const char *const bad[] = {" ", "# nothing\n", "00000001",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "00000000 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "0000000g AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	    "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	    "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
	    "00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
	    RING_ONE "\n" RING_ONE, RING_ONE " more", RING_ONE "\nx"};
	const char *fault = keyring_load(arena, text_of(bad[_i]), NULL, true);
	ck_assert_msg(fault, "%s", bad[_i]);
	ck_assert_ptr_null(strstr(fault, "AAAAAAAA"));
	write_keyring(bad[_i]);
	ck_assert_ptr_nonnull(load_file(true));
	ck_assert(!opens(TEXT("")));
}
END_TEST

START_TEST(a_keyring_has_64_entries_at_most)
{
	struct builder b = builder_new(arena, 8192);
	for (int i = 1; i <= 64; i++)
		build_printf(&b, "%08x AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", i);
	ck_assert_ptr_null(keyring_load(arena, builder_text(&b), NULL, false));
	build_text(&b, TEXT("00000fff AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"));
	ck_assert_ptr_nonnull(keyring_load(arena, builder_text(&b), NULL, false));
}
END_TEST

Suite *
keyring_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("jose: keyring", &tc);
	tcase_add_test(tc, a_keyring_is_made_once_and_only_its_owner_may_read_it);
	tcase_add_test(tc, a_missing_keyring_is_made_only_when_asked);
	tcase_add_loop_test(tc, a_keyring_that_others_may_touch_is_refused, 0, 8);
	tcase_add_test(tc, processes_that_make_it_at_once_end_up_with_one);
	tcase_add_test(tc, the_first_entry_makes_and_every_entry_opens);
	tcase_add_test(tc, an_id_alone_does_not_open);
	tcase_add_test(tc, comments_blank_lines_and_semicolons_may_stand_between_entries);
	tcase_add_loop_test(
	    tc, what_is_not_a_keyring_is_refused_without_showing_it, 0, 15);
	tcase_add_test(tc, a_keyring_has_64_entries_at_most);
	return suite;
}
