#include "outbound_test.h"

#include <signal.h>

struct arena *arena;
struct settings used;

static void
begin(void)
{
	arena = arena_new();
	used = (struct settings){.server.workers = 16, .outbound.timeout = 1};
	settings_use(&used);
}

static void
end(void)
{
	arena_free(arena);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	tcase_set_timeout(*tc, 60);
	tcase_add_checked_fixture(*tc, begin, end);
	suite_add_tcase(suite, *tc);
	return suite;
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	SRunner *runner = srunner_create(address_suite());
	srunner_add_suite(runner, lifetime_suite());
	srunner_add_suite(runner, url_suite());
	srunner_add_suite(runner, fetch_suite());
	srunner_add_suite(runner, mail_suite());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
