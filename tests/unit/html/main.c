#include "suites.h"

const struct room room = {NULL, NULL, 0};

int
main(void)
{
	SRunner *runner = srunner_create(mustache_suite());
	srunner_add_suite(runner, page_suite());
	srunner_add_suite(runner, plot_suite());
	return suites_run(runner);
}
