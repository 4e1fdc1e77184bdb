#include "settings_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct arena *arena;
static char folder[64];

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

void
fresh_start(void)
{
	arena = arena_new();
	clear_environment();
	strcpy(folder, "/tmp/authz-settings-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

void
clean_up(void)
{
	unlink("authz.ini");
	unlink("other.ini");
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(folder);
	arena_free(arena);
}

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
ck_text(struct text got, const char *want)
{
	ck_assert_str_eq(arena_cstr(arena, got), want);
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
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
