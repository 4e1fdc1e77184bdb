#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

enum { SUITES_MOST = 60, KEPT_MOST = 20000 };

static Suite *(*suites[SUITES_MOST])(void);
static size_t suite_count;
static struct {
	void (*release)(void *);
	void *what;
} kept[KEPT_MOST];
static size_t kept_count;
static struct process the_server;

struct arena *arena;
struct process *const server = &the_server;

void
suite_add(Suite *(*make)(void))
{
	if (suite_count == SUITES_MOST)
		abort();
	suites[suite_count++] = make;
}

void
keep(void (*release)(void *), void *what)
{
	if (kept_count == KEPT_MOST)
		abort();
	kept[kept_count].release = release;
	kept[kept_count++].what = what;
}

static void
release_json(void *json)
{
	json_decref(json);
}

json_t *
keep_json(json_t *json)
{
	if (json)
		keep(release_json, json);
	return json;
}

struct arena *
arena_begin(void)
{
	arena = arena_new();
	return arena;
}

void
arena_end(void)
{
	while (kept_count) {
		kept_count--;
		kept[kept_count].release(kept[kept_count].what);
	}
	arena_free(arena);
	arena = NULL;
}

static void
begin_test(void)
{
	arena_begin();
}

Suite *
suite_of(const char *name, int seconds, const TTest *const *tests, size_t n)
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create(name);
	tcase_set_timeout(tc, seconds);
	tcase_add_checked_fixture(tc, begin_test, arena_end);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(s, tc);
	return s;
}

/* TESTS_PART=1/2 are every other suite from the first, 2/2 the rest; unset: all. */
static bool
is_in_part(size_t suite)
{
	unsigned part = 1, parts = 1;
	const char *wanted = getenv("TESTS_PART");
	if (wanted && (sscanf(wanted, "%u/%u", &part, &parts) != 2 || !parts || !part ||
			  part > parts))
		abort();
	return suite % parts == part - 1;
}

int
suites_run(void)
{
	SRunner *runner = srunner_create(NULL);
	for (size_t i = 0; i < suite_count; i++)
		if (is_in_part(i))
			srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed;
}
