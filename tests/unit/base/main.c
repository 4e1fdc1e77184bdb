#include "base_test.h"

const struct room room = {NULL, NULL, 0};

int
main(void)
{
	SRunner *runner = srunner_create(text_suite());
	srunner_add_suite(runner, arena_suite());
	srunner_add_suite(runner, builder_suite());
	srunner_add_suite(runner, encoding_suite());
	srunner_add_suite(runner, pack_suite());
	srunner_add_suite(runner, members_suite());
	srunner_add_suite(runner, log_suite());
	srunner_add_suite(runner, sketch_suite());
	return suites_run(runner);
}
