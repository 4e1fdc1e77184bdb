#include "harness.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct arena *arena;
static const char *entered;

static void
begin(void)
{
	arena = arena_new();
	if (room.begin)
		room.begin();
}

static void
end(void)
{
	if (room.end)
		room.end();
	arena_free(arena);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	if (room.seconds)
		tcase_set_timeout(*tc, room.seconds);
	tcase_add_checked_fixture(*tc, begin, end);
	suite_add_tcase(suite, *tc);
	return suite;
}

int
suites_run(SRunner *runner)
{
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

void
ck_text(struct text got, struct text want)
{
	if (!text_eq(got, want))
		ck_abort_msg("got \"%.*s\" (%zu), want \"%.*s\" (%zu)", TEXT_ARG(got),
		    got.n, TEXT_ARG(want), want.n);
}

void
ck_text_is(struct text got, const char *want)
{
	ck_text(got, text_of(want));
}

const char *
make_folder(void)
{
	char *path = strdup("/tmp/authz-test-XXXXXX");
	if (!path || !mkdtemp(path))
		abort();
	return path;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

void
drop_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free((char *)(uintptr_t)path);
}

void
enter_folder(void)
{
	entered = make_folder();
	ck_assert_int_eq(chdir(entered), 0);
}

void
leave_folder(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	drop_folder(entered);
}
