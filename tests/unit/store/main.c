#include "harness.h"

#include "settings/settings.h"

#include <stdlib.h>

enum { MOST_SUITES = 40 };

static Suite *(*suites[MOST_SUITES])(void);
static size_t suite_count;

void
harness_add(Suite *(*make)(void))
{
	if (suite_count == MOST_SUITES)
		abort();
	suites[suite_count++] = make;
}

static bool
migrated(void)
{
	struct db *first = db_new(store_url());
	bool done = store_migrate(first);
	db_free(first);
	return done;
}

static int
run_suites(void)
{
	SRunner *runner = srunner_create(suite_create("store"));
	for (size_t i = 0; i < suite_count; i++)
		srunner_add_suite(runner, suites[i]());
	return suites_run(runner);
}

int
main(void)
{
	struct arena *a = arena_new();
	const char *folder = make_folder();
	struct settings here = {.data.dir = text_of(folder)};
	settings_use(&here);
	int failed = 1;
	if (store_open(a)) {
		if (migrated())
			failed = run_suites();
		store_close();
	}
	drop_folder(folder);
	arena_free(a);
	return failed != 0;
}
