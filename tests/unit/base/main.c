#include "base_test.h"

struct arena *arena;

void
make_arena(void)
{
	arena = arena_new();
}

void
drop_arena(void)
{
	arena_free(arena);
}

void
ck_text(struct text got, struct text want)
{
	if (!text_eq(got, want))
		ck_abort_msg("got \"%.*s\" (%zu), want \"%.*s\" (%zu)", TEXT_ARG(got),
		    got.n, TEXT_ARG(want), want.n);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	tcase_add_checked_fixture(*tc, make_arena, drop_arena);
	suite_add_tcase(suite, *tc);
	return suite;
}

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
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
