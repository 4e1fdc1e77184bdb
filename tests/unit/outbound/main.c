#include "outbound_test.h"

#include <signal.h>

struct settings used;

static void
begin(void)
{
	used = (struct settings){.server.workers = 16, .outbound.timeout = 1};
	settings_use(&used);
}

const struct room room = {begin, NULL, 60};

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	SRunner *runner = srunner_create(address_suite());
	srunner_add_suite(runner, lifetime_suite());
	srunner_add_suite(runner, url_suite());
	srunner_add_suite(runner, fetch_suite());
	srunner_add_suite(runner, mail_suite());
	srunner_add_suite(runner, smtp_suite());
	return suites_run(runner);
}
