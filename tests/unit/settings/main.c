#include "settings_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
clear_environment(void)
{
	for (char **at = environ; *at;) {
		char name[128];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(*at, "="), *at);
		if (strncmp(name, "AUTHZ_", 6) != 0) {
			at++;
			continue;
		}
		unsetenv(name);
		at = environ;
	}
}

static void
begin(void)
{
	clear_environment();
	enter_folder();
}

const struct room room = {begin, leave_folder, 0};

void
write_ini(const char *content)
{
	FILE *f = fopen("authz.ini", "w");
	ck_assert_ptr_nonnull(f);
	fputs(content, f);
	fclose(f);
}

const struct settings *
read_good(void)
{
	struct texts errors;
	const struct settings *s = settings_read(arena, NULL, NULL, 0, &errors);
	if (!s)
		ck_abort_msg("%s", arena_cstr(arena, texts_join(arena, errors, '\n')));
	ck_assert_uint_eq(errors.n, 0);
	return s;
}

const char *
read_errors(void)
{
	struct texts errors;
	ck_assert_ptr_null(settings_read(arena, NULL, NULL, 0, &errors));
	ck_assert_uint_gt(errors.n, 0);
	return arena_cstr(arena, texts_join(arena, errors, '\n'));
}

const char *
errors_of(const char *content)
{
	write_ini(content);
	return read_errors();
}

void
ck_has(const char *haystack, const char *needle)
{
	if (!strstr(haystack, needle))
		ck_abort_msg("no \"%s\" in:\n%s", needle, haystack);
}

int
main(void)
{
	SRunner *runner = srunner_create(precedence_suite());
	srunner_add_suite(runner, file_suite());
	srunner_add_suite(runner, errors_suite());
	srunner_add_suite(runner, document_suite());
	return suites_run(runner);
}
