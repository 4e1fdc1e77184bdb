#include "settings_test.h"

#include <stdio.h>

START_TEST(space_comments_and_crlf_do_not_matter)
{
	write_ini("\xef\xbb\xbf; first\r\n[server] ; about\r\n\r\n  workers=4 ; few\r\n"
		  "\tqueue : 9\r\n# end\r\n[login]\r\nsignup = No");
	const struct settings *s = read_good();
	ck_assert_int_eq(s->server.workers, 4);
	ck_assert_int_eq(s->server.queue, 9);
	ck_assert(!s->login.signup);
}
END_TEST

START_TEST(durations_have_units)
{
	static const struct {
		const char *written;
		int64_t seconds;
	} rows[] = {
	    {"90", 90}, {"90s", 90}, {"10m", 600}, {"12h", 43200}, {"30d", 2592000}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_ini(
		    arena_printf(arena, "[sessions]\nidle=%s\n", rows[i].written).at);
		ck_assert_int_eq(read_good()->sessions.idle, rows[i].seconds);
	}
}
END_TEST

START_TEST(lists_are_separated_by_commas_or_spaces)
{
	write_ini("[server]\ntrusted_proxies = 10.0.0.0/8,::1 , fd00::/8\t192.0.2.1\n");
	struct texts list = read_good()->server.trusted_proxies;
	ck_assert_uint_eq(list.n, 4);
	ck_text_is(list.at[0], "10.0.0.0/8");
	ck_text_is(list.at[1], "::1");
	ck_text_is(list.at[2], "fd00::/8");
	ck_text_is(list.at[3], "192.0.2.1");
}
END_TEST

START_TEST(choices_are_kept_as_what_they_mean)
{
	write_ini("[log]\nlevel = error\nformat = json\n[tokens]\naccess_alg = EdDSA\n");
	const struct settings *s = read_good();
	ck_assert_int_eq(s->log.level, LOG_ERROR);
	ck_assert_int_eq(s->log.format, LOG_JSON);
	ck_text_is(s->tokens.access_alg, "EdDSA");
}
END_TEST

/* inih's own buffer is 200 bytes; every length around it has to come through whole. */
START_TEST(a_value_may_be_longer_than_inihs_buffer)
{
	for (size_t n = 150; n < 450; n++) {
		char *host = arena_alloc(arena, n + 1);
		memset(host, 'h', n);
		write_ini(arena_printf(arena,
		    "[server]\nworkers = 3\n[database]\n  url = postgresql://%s/a?b=c;d "
		    "; e\n"
		    "[login]\nsignup = false\n",
		    host)
			      .at);
		const struct settings *s = read_good();
		ck_text_is(s->database.url,
		    arena_printf(arena, "postgresql://%s/a?b=c;d", host).at);
		ck_assert_int_eq(s->server.workers, 3);
		ck_assert(!s->login.signup);
	}
}
END_TEST

START_TEST(long_comments_and_headings_are_harmless)
{
	struct builder b = builder_new(arena, 1024);
	build_text(&b, TEXT("[log] ;"));
	for (int i = 0; i < 400; i++)
		build_char(&b, '=');
	build_text(&b, TEXT("\n#"));
	for (int i = 0; i < 4000; i++)
		build_char(&b, '=');
	build_text(&b, TEXT("\nlevel = warn\n"));
	write_ini(arena_cstr(arena, builder_text(&b)));
	ck_assert_int_eq(read_good()->log.level, LOG_WARN);
}
END_TEST

START_TEST(listeners_and_issuers_in_their_many_forms)
{
	static const char *const good[] = {
	    "listen = [::1]:1",
	    "listen = 0.0.0.0:65535",
	    "issuer = https://id.example.com",
	    "issuer = https://id.example.com:8443/tenant-1/a~b",
	    "issuer = http://localhost",
	    "issuer = http://127.0.0.1:8080",
	    "issuer = http://[::1]:8080/x",
	    "issuer = https://[2001:db8::1]",
	};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		write_ini(arena_printf(arena, "[server]\n%s\n", good[i]).at);
		const struct settings *s = read_good();
		struct text value = i < 2 ? s->server.listen : s->server.issuer;
		ck_text_is(value, strstr(good[i], "= ") + 2);
	}
}
END_TEST

Suite *
file_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("settings: file", &tc);
	tcase_set_timeout(tc, 30);
	tcase_add_test(tc, space_comments_and_crlf_do_not_matter);
	tcase_add_test(tc, durations_have_units);
	tcase_add_test(tc, lists_are_separated_by_commas_or_spaces);
	tcase_add_test(tc, choices_are_kept_as_what_they_mean);
	tcase_add_test(tc, a_value_may_be_longer_than_inihs_buffer);
	tcase_add_test(tc, long_comments_and_headings_are_harmless);
	tcase_add_test(tc, listeners_and_issuers_in_their_many_forms);
	return suite;
}
