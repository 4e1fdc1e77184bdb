#include "settings_test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

START_TEST(without_a_file_everything_has_its_default)
{
	const struct settings *s = read_good();
	ck_text_is(s->server.issuer, "http://localhost:8080");
	ck_text_is(s->server.listen, "127.0.0.1:8080");
	ck_text_is(s->server.private_listen, "127.0.0.1:9080");
	ck_assert_int_eq(s->server.loops, 0);
	ck_assert_int_eq(s->server.workers, 16);
	ck_assert_int_eq(s->server.queue, 1024);
	ck_assert_int_eq(s->server.body_limit, 65536);
	ck_assert_int_eq(s->server.head_limit, 16384);
	ck_assert_int_eq(s->server.timeout, 30);
	ck_assert_uint_eq(s->server.trusted_proxies.n, 0);
	ck_text_is(s->server.tls_certificate, "");
	ck_text_is(s->database.url, "");
	ck_text_is(s->keys.file, "");
	ck_text_is(s->keys.ring, "");
	ck_assert_int_eq(s->keys.rotate_after, 30 * 86400);
	ck_assert_int_eq(s->keys.publish_before, 86400);
	ck_assert_int_eq(s->tokens.code_lifetime, 60);
	ck_assert_int_eq(s->tokens.access_lifetime, 600);
	ck_assert_int_eq(s->tokens.id_lifetime, 3600);
	ck_assert_int_eq(s->tokens.refresh_idle, 30 * 86400);
	ck_assert_int_eq(s->tokens.refresh_absolute, 365 * 86400);
	ck_assert_int_eq(s->tokens.refresh_grace, 10);
	ck_text_is(s->tokens.access_alg, "ES256");
	ck_text_is(s->tokens.id_alg, "RS256");
	ck_assert_int_eq(s->sessions.idle, 43200);
	ck_assert_int_eq(s->sessions.absolute, 14 * 86400);
	ck_assert_int_eq(s->login.account_failures, 5);
	ck_assert_int_eq(s->login.address_failures, 50);
	ck_assert_int_eq(s->login.window, 900);
	ck_assert(s->login.signup);
	ck_assert_int_eq(s->log.level, LOG_INFO);
	ck_assert_int_eq(s->log.format, LOG_AUTO);
	ck_text_is(s->pages.templates, "");
}
END_TEST

START_TEST(a_flag_beats_the_environment_beats_the_file)
{
	write_ini("[server]\nworkers = 2\nqueue = 20\nloops = 3\n");
	setenv("AUTHZ_SERVER_QUEUE", "30", 1);
	setenv("AUTHZ_SERVER_LOOPS", "4", 1);
	struct setting_flag flags[] = {{TEXT("server.loops"), TEXT("5")}};
	struct texts errors;
	const struct settings *s = settings_read(arena, NULL, flags, 1, &errors);
	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(s->server.workers, 2);
	ck_assert_int_eq(s->server.queue, 30);
	ck_assert_int_eq(s->server.loops, 5);
}
END_TEST

START_TEST(a_named_file_beats_the_environments_beats_the_folders)
{
	FILE *f = fopen("other.ini", "w");
	fputs("[server]\nworkers = 7\n", f);
	fclose(f);
	write_ini("[server]\nworkers = 2\n");
	ck_assert_int_eq(read_good()->server.workers, 2);
	setenv("AUTHZ_CONFIG", "other.ini", 1);
	ck_assert_int_eq(read_good()->server.workers, 7);
	struct texts errors;
	const struct settings *s = settings_read(arena, "authz.ini", NULL, 0, &errors);
	ck_assert_ptr_nonnull(s);
	ck_assert_int_eq(s->server.workers, 2);
}
END_TEST

START_TEST(every_section_is_reached_by_the_environment)
{
	setenv("AUTHZ_SERVER_PRIVATE_LISTEN", "[::1]:9999", 1);
	setenv("AUTHZ_KEYS_RING", "k1 AAAA\nk2 BBBB\n", 1);
	setenv("AUTHZ_DATABASE_URL", "", 1);
	setenv("AUTHZ_DATA_DIR", "/srv/authz", 1);
	setenv("AUTHZ_LOG_FORMAT", "human", 1);
	setenv("AUTHZ_LOGIN_SIGNUP", "off", 1);
	const struct settings *s = read_good();
	ck_text_is(s->server.private_listen, "[::1]:9999");
	ck_text_is(s->keys.ring, "k1 AAAA\nk2 BBBB\n");
	ck_text_is(s->data.dir, "/srv/authz");
	ck_assert_int_eq(s->log.format, LOG_HUMAN);
	ck_assert(!s->login.signup);
}
END_TEST

START_TEST(variables_of_no_section_are_left_alone)
{
	setenv("AUTHZ_CONFIGURE", "1", 1);
	setenv("AUTHZ_", "1", 1);
	setenv("AUTHZ_LOGS_LEVEL", "nonsense", 1);
	read_good();
}
END_TEST

START_TEST(the_issuer_follows_a_local_listener)
{
	setenv("AUTHZ_SERVER_LISTEN", "127.0.0.1:9999", 1);
	ck_text_is(read_good()->server.issuer, "http://localhost:9999");
	setenv("AUTHZ_SERVER_LISTEN", "[::1]:9998", 1);
	ck_text_is(read_good()->server.issuer, "http://localhost:9998");
	setenv("AUTHZ_SERVER_LISTEN", "0.0.0.0:9997", 1);
	ck_text_is(read_good()->server.issuer, "http://localhost:9997");
	setenv("AUTHZ_SERVER_TLS_CERTIFICATE", "c.pem", 1);
	setenv("AUTHZ_SERVER_TLS_KEY", "k.pem", 1);
	ck_text_is(read_good()->server.issuer, "https://localhost:9997");
	setenv("AUTHZ_SERVER_ISSUER", "https://id.example.com", 1);
	ck_text_is(read_good()->server.issuer, "https://id.example.com");
}
END_TEST

START_TEST(the_data_folder_is_the_systems_or_the_persons_own)
{
	bool system = geteuid() == 0 || access("/var/lib/authz", W_OK | X_OK) == 0;
	setenv("XDG_DATA_HOME", "/xdg", 1);
	ck_text_is(read_good()->data.dir, system ? "/var/lib/authz" : "/xdg/authz");
	if (system && (geteuid() != 0 || access("/var/lib/authz", F_OK) == 0))
		return;
	/* Nobody can't write there; the test's process is thrown away afterwards. */
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_text_is(read_good()->data.dir, "/xdg/authz");
	setenv("XDG_DATA_HOME", "relative", 1);
	setenv("HOME", "/home/ada", 1);
	ck_text_is(read_good()->data.dir, "/home/ada/.local/share/authz");
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(the_settings_in_force_are_those_given)
{
	const struct settings *s = read_good();
	settings_use(s);
	ck_assert_ptr_eq(settings(), s);
}
END_TEST

#ifndef NDEBUG
START_TEST(asking_before_they_are_given_is_a_bug)
{
	settings();
}
END_TEST
#endif

Suite *
precedence_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("settings: precedence", &tc);
	tcase_add_test(tc, without_a_file_everything_has_its_default);
	tcase_add_test(tc, a_flag_beats_the_environment_beats_the_file);
	tcase_add_test(tc, a_named_file_beats_the_environments_beats_the_folders);
	tcase_add_test(tc, every_section_is_reached_by_the_environment);
	tcase_add_test(tc, variables_of_no_section_are_left_alone);
	tcase_add_test(tc, the_issuer_follows_a_local_listener);
	tcase_add_test(tc, the_data_folder_is_the_systems_or_the_persons_own);
	tcase_add_test(tc, the_settings_in_force_are_those_given);
	TCase *bug = tcase_create("bug");
#ifndef NDEBUG
	tcase_add_test_raise_signal(bug, asking_before_they_are_given_is_a_bug, SIGABRT);
#endif
	suite_add_tcase(suite, bug);
	return suite;
}
