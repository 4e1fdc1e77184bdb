#include "settings_test.h"

#include <stdio.h>

START_TEST(the_sample_file_is_what_the_table_says)
{
	struct text want = settings_documented(arena);
	FILE *f = fopen(SOURCE_DIR "/conf/authz.ini", "r");
	ck_assert_ptr_nonnull(f);
	char *bytes = arena_alloc(arena, 65536);
	size_t n = fread(bytes, 1, 65536, f);
	fclose(f);
	ck_assert_msg(text_eq(want, (struct text){bytes, n}),
	    "conf/authz.ini differs from settings_documented(); it should be:\n%.*s",
	    TEXT_ARG(want));
}
END_TEST

START_TEST(the_sample_file_as_it_is_changes_nothing)
{
	write_ini(arena_cstr(arena, settings_documented(arena)));
	ck_text_is(read_good()->server.issuer, "http://localhost:8080");
}
END_TEST

/* Taking every semicolon away must give the defaults again, and no error. */
START_TEST(the_sample_file_uncommented_gives_the_defaults)
{
	const struct settings *want = read_good();
	struct builder b = builder_new(arena, 8192);
	struct text rest = settings_documented(arena), line;
	int keys = 0;
	while (text_next(&rest, '\n', &line)) {
		bool key = text_starts(line, TEXT(";"));
		keys += key;
		build_text(&b, text_part(line, key, line.n));
		build_char(&b, '\n');
	}
	ck_assert_int_gt(keys, 40);
	write_ini(arena_cstr(arena, builder_text(&b)));
	const struct settings *s = read_good();
	ck_assert_int_eq(s->server.body_limit, want->server.body_limit);
	ck_assert_int_eq(s->server.timeout, want->server.timeout);
	ck_assert_int_eq(s->keys.rotate_after, want->keys.rotate_after);
	ck_assert_int_eq(s->tokens.refresh_absolute, want->tokens.refresh_absolute);
	ck_assert_int_eq(s->sessions.absolute, want->sessions.absolute);
	ck_assert_int_eq(s->login.window, want->login.window);
	ck_assert_int_eq(s->login.signup, want->login.signup);
	ck_assert_int_eq(s->log.level, want->log.level);
	ck_text_is(s->data.dir, "/var/lib/authz");
	ck_text_is(s->tokens.id_alg, "RS256");
}
END_TEST

Suite *
document_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("settings: the documented file", &tc);
	tcase_add_test(tc, the_sample_file_is_what_the_table_says);
	tcase_add_test(tc, the_sample_file_as_it_is_changes_nothing);
	tcase_add_test(tc, the_sample_file_uncommented_gives_the_defaults);
	return suite;
}
