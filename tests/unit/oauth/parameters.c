#include "oauth/parameters.h"
#include "oauth_test.h"

static const struct parameter table[] = {{"client_id", true, false, 8},
    {"state", false, false, 0}, {"resource", false, true, 0}};

static const char *
check(const char *encoded)
{
	struct form form;
	ck_assert_ptr_null(form_parse(arena, text_of(encoded), &form));
	return parameters_check(arena, table, COUNT_OF(table), form);
}

static void
ck_names(const char *sentence, const char *parameter)
{
	ck_assert_ptr_nonnull(sentence);
	ck_assert_msg(strstr(sentence, parameter), "%s", sentence);
}

START_TEST(what_obeys_the_table_passes)
{
	ck_assert_ptr_null(check("client_id=x"));
	ck_assert_ptr_null(check("client_id=12345678&state=s&resource=a&resource=b"));
	ck_assert_ptr_null(check("client_id=x&state="));
}
END_TEST

/* RFC 6749 3.1: unrecognized parameters are ignored. */
START_TEST(unknown_parameters_are_ignored_even_twice)
{
	ck_assert_ptr_null(check("client_id=x&utm=1&utm=2&Client_id=y"));
}
END_TEST

START_TEST(a_parameter_that_is_sent_twice_is_named)
{
	ck_names(check("client_id=x&client_id=x"), "client_id");
	ck_names(check("client_id=x&state=a&state=b"), "state");
	/* An empty one counts too: two readers could differ on which holds. */
	ck_names(check("client_id=x&state=a&state="), "state");
	ck_names(check("client_id=x&state&state"), "state");
}
END_TEST

START_TEST(a_missing_or_empty_one_is_named)
{
	ck_names(check("state=s"), "client_id");
	ck_names(check("client_id="), "client_id");
	ck_names(check(""), "client_id");
}
END_TEST

START_TEST(one_that_is_too_long_is_named)
{
	struct builder b = builder_new(arena, 8192);
	ck_names(check("client_id=123456789"), "client_id");
	build_text(&b, TEXT("client_id=x&state="));
	for (int i = 0; i < 4096; i++)
		build_char(&b, 's');
	ck_assert_ptr_null(check(arena_cstr(arena, builder_text(&b))));
	build_char(&b, 's');
	ck_names(check(arena_cstr(arena, builder_text(&b))), "state");
}
END_TEST

Suite *
parameters_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: parameters", &tc);
	tcase_add_test(tc, what_obeys_the_table_passes);
	tcase_add_test(tc, unknown_parameters_are_ignored_even_twice);
	tcase_add_test(tc, a_parameter_that_is_sent_twice_is_named);
	tcase_add_test(tc, a_missing_or_empty_one_is_named);
	tcase_add_test(tc, one_that_is_too_long_is_named);
	return suite;
}
