#include "settings_test.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *ini, *error;
} bad[] = {
    {"[server]\nworkers = many\n",
	"authz.ini:2: [server] workers: must be a whole number "
	"from 1 to 1024, not \"many\""},
    {"[server]\nworkers = 0\n", "authz.ini:2: [server] workers: must be"},
    {"[server]\nworkers = 1025\n", "authz.ini:2: [server] workers: must be"},
    {"[server]\nworkers = -1\n", "authz.ini:2: [server] workers: must be"},
    {"[server]\nworkers =\n", "authz.ini:2: [server] workers: must be"},
    {"[server]\nworkers = 99999999999999999999\n", "[server] workers: must be"},
    {"[server]\ntimeout = 5 m\n", "[server] timeout: must be a duration"},
    {"[server]\ntimeout = 5w\n", "[server] timeout: must be a duration"},
    {"[server]\ntimeout = s\n", "[server] timeout: must be a duration"},
    {"[server]\ntimeout = 0\n", "from 1s to 1h, not \"0\""},
    {"[server]\ntimeout = 9223372036854775807d\n",
	"[server] timeout: must be a duration"},
    {"[tokens]\ncode_lifetime = 61\n",
	"authz.ini:2: [tokens] code_lifetime: must be a duration"},
    {"[login]\nsignup = maybe\n", "[login] signup: must be true or false, not \"maybe\""},
    {"[log]\nlevel = INFO\n",
	"[log] level: must be one of: debug info warn error, not \"INFO\""},
    {"[tokens]\naccess_alg = none\n", "[tokens] access_alg: must be one of: ES256"},
    {"[tokens]\nid_alg = HS256\n", "[tokens] id_alg: must be one of: ES256"},
    {"[server]\ntrusted_proxies = 10.0.0.0/8 proxy\n",
	"[server] trusted_proxies: \"proxy\" must be an address or a range"},
    {"[server]\ntrusted_proxies = 10.0.0.0/33\n", "\"10.0.0.0/33\" must be"},
    {"[server]\ntrusted_proxies = ::/129\n", "\"::/129\" must be"},
    {"[server]\nlisten = 8080\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = :8080\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = localhost:8080\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = ::1:8080\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = [127.0.0.1]:8080\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = 127.0.0.1:65536\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = 127.0.0.1:\n", "[server] listen: must be address:port"},
    {"[server]\nlisten = 127.0.0.1:0\n", "[server] listen: must name a port from 1"},
    {"[server]\nissuer = http://localhost\nlisten = 127.0.0.1:0\n",
	"authz.ini:3: [server] listen: must name a port from 1"},
    {"[server]\nprivate_listen = 127.0.0.1:0\n", "private_listen: must name a port"},
    {"[server]\nlisten = 127.0.0.1:9080\n",
	"authz.ini:2: [server] listen: listen and private_listen must be two"},
    {"[server]\nlisten = 192.0.2.1:8080\n",
	"[server] issuer: must be set when listening on 192.0.2.1:8080"},
    {"[server]\nissuer =\n", "[server] issuer: must be an http or https URL"},
    {"[server]\nissuer = id.example.com\n", "[server] issuer: must be an http or https"},
    {"[server]\nissuer = ftp://id.example.com\n", "issuer: must be an http or https URL"},
    {"[server]\nissuer = HTTPS://id.example.com\n", "issuer: must be an http or https"},
    {"[server]\nissuer = https://id.example.com/\n", "issuer: must not end in a slash"},
    {"[server]\nissuer = https://id.example.com?a\n",
	"issuer: must have neither a query"},
    {"[server]\nissuer = https://id.example.com#a\n",
	"issuer: must have neither a query"},
    {"[server]\nissuer = https://\n", "issuer: must have a host"},
    {"[server]\nissuer = https:///a\n", "issuer: must have a host"},
    {"[server]\nissuer = https://Id.example.com\n", "issuer: must have a host in lower"},
    {"[server]\nissuer = https://ada@id.example.com\n", "issuer: must have a host"},
    {"[server]\nissuer = https://id.example.com:\n", "issuer: must have a host"},
    {"[server]\nissuer = https://id.example.com:0\n", "issuer: must have a host"},
    {"[server]\nissuer = https://id.example.com:99999\n", "issuer: must have a host"},
    {"[server]\nissuer = https://[::1\n", "issuer: must have a host"},
    {"[server]\nissuer = https://[]\n", "issuer: must have a host"},
    {"[server]\nissuer = https://[::1]x:80\n", "issuer: must have a host"},
    {"[server]\nissuer = https://a/b c\n", "issuer: has a character in its path"},
    {"[server]\nissuer = https://a/%41\n", "issuer: has a character in its path"},
    {"[server]\nissuer = https://a//b\n", "issuer: must not have empty or dotted"},
    {"[server]\nissuer = https://a/../b\n", "issuer: must not have empty or dotted"},
    {"[server]\nissuer = http://id.example.com\n",
	"issuer: must be https: http is for "
	"localhost, 127.0.0.1 and [::1] only, without exception"},
    {"[server]\nissuer = http://localhost.example.com\n", "issuer: must be https"},
    {"[server]\nissuer = http://127.0.0.1.nip.io\n", "issuer: must be https"},
    {"[server]\ntls_certificate = c.pem\n",
	"authz.ini:2: [server] tls_certificate: needs [server] tls_key too"},
    {"[server]\ntls_key = k.pem\n", "tls_key: needs [server] tls_certificate too"},
    {"[keys]\npublish_before = 30d\n",
	"publish_before must be shorter than rotate_after"},
    {"[keys]\nrotate_after = 1h\n",
	"authz.ini:2: [keys] rotate_after: publish_before must be shorter"},
    {"[keys]\nring = k1 c2VjcmV0\n",
	"authz.ini:2: [keys] ring: is read from the environment only: AUTHZ_KEYS_RING"},
    {"[data]\ndir =\n", "authz.ini:2: [data] dir: must name a folder"},
    {"[server]\nlisen = 127.0.0.1:1\n",
	"authz.ini:2: [server] lisen: unknown key; did you mean [server] listen?"},
    {"[server]\nurl = x\n", "unknown key; did you mean [database] url?"},
    {"[server]\nzzzzzzzz = x\n", "authz.ini:2: [server] zzzzzzzz: unknown key"},
    {"[servr]\nlisten = x\n",
	"authz.ini:1: unknown section [servr]; did you mean [server]?"},
    {"[whatever]\n", "authz.ini:1: unknown section [whatever]"},
    {"[]\n", "authz.ini:1: unknown section []"},
    {"[server\nlisten = 127.0.0.1:1\n", "authz.ini:1: a section's heading without its ]"},
    {"\nlisten = 127.0.0.1:1\n", "authz.ini:2: a key before the first [section]"},
    {"[server]\nlisten\n", "authz.ini:2: neither a [section], a key = value"},
    {"[server]\nworkers = 1\nworkers = 2\n",
	"authz.ini:3: [server] workers: was set on line 2 already"},
    {"[server]\ntrusted_proxies = ::1\n  10.0.0.1\n", "authz.ini:3: neither a"},
    {"[database]\nurl = a\xff\n", "authz.ini:2: not UTF-8 text"},
    {"[database]\nurl = a\x1b[2J\n",
	"[database] url: must be UTF-8 text without control"},
};

START_TEST(each_mistake_in_a_file_is_told_with_its_line)
{
	ck_has(errors_of(bad[_i].ini), bad[_i].error);
	ck_assert_ptr_null(strchr(errors_of(bad[_i].ini), '\x1b'));
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
	setenv("AUTHZ_SERVER_QUEUE", "lots", 1);
	setenv("AUTHZ_TOKENS_ID_ALG", "none", 1);
	write_ini("[server]\nworkers = 0\nwokers = 1\nsomething\n[oops]\n"
		  "[server]\ntls_key = k.pem\nissuer = x\nnonsense\n");
	struct setting_flag flags[] = {
	    {TEXT("log.level"), TEXT("loud")}, {TEXT("log.levle"), TEXT("info")}};
	struct texts errors;
	ck_assert_ptr_null(settings_read(arena, NULL, flags, 2, &errors));
	const char *all = arena_cstr(arena, texts_join(arena, errors, '\n'));
	ck_has(all, "authz.ini:2: [server] workers: ");
	ck_has(all,
	    "authz.ini:3: [server] wokers: unknown key; did you mean [server] workers?");
	ck_has(all, "authz.ini:4: neither");
	ck_has(all, "authz.ini:5: unknown section [oops]");
	ck_has(all, "authz.ini:7: [server] tls_key: needs");
	ck_has(all, "authz.ini:8: [server] issuer: must be");
	ck_has(all, "authz.ini:9: neither");
	ck_has(all, "AUTHZ_SERVER_QUEUE: must be");
	ck_has(all, "AUTHZ_TOKENS_ID_ALG: must be one of");
	ck_has(all, "--log-level: must be one of");
	ck_has(all, "--log-levle: no such setting; did you mean [log] level?");
	ck_assert_uint_eq(errors.n, 11);
}
END_TEST

START_TEST(an_unknown_variable_of_a_known_section_is_told)
{
	setenv("AUTHZ_SERVER_LISEN", "127.0.0.1:1", 1);
	ck_assert_str_eq(read_errors(),
	    "AUTHZ_SERVER_LISEN: no such setting; did you mean AUTHZ_SERVER_LISTEN?");
}
END_TEST

START_TEST(a_keyring_on_the_command_line_is_refused)
{
	struct setting_flag flags[] = {{TEXT("keys.ring"), TEXT("k1 c2VjcmV0")}};
	struct texts errors;
	ck_assert_ptr_null(settings_read(arena, NULL, flags, 1, &errors));
	ck_assert_uint_eq(errors.n, 1);
	const char *all = arena_cstr(arena, errors.at[0]);
	ck_has(all, "--keys-ring: a secret does not belong on a command line");
	ck_assert_ptr_null(strstr(all, "c2VjcmV0"));
}
END_TEST

START_TEST(secrets_are_never_told)
{
	setenv("AUTHZ_KEYS_RING", "hunter2\xff", 1);
	setenv("AUTHZ_DATABASE_URL", "postgresql://a:hunter2@b/\x01", 1);
	const char *all = read_errors();
	ck_has(all, "AUTHZ_KEYS_RING: must be UTF-8");
	ck_has(all, "AUTHZ_DATABASE_URL: must be UTF-8");
	ck_assert_ptr_null(strstr(all, "hunter2"));
}
END_TEST

START_TEST(a_named_file_must_be_there)
{
	struct texts errors;
	ck_assert_ptr_null(settings_read(arena, "/nowhere/authz.ini", NULL, 0, &errors));
	ck_has(arena_cstr(arena, errors.at[0]),
	    "/nowhere/authz.ini: can't be read: No such");
	setenv("AUTHZ_CONFIG", "/nowhere/else.ini", 1);
	ck_has(read_errors(), "/nowhere/else.ini: can't be read: No such");
	setenv("AUTHZ_CONFIG", "/tmp", 1);
	ck_has(read_errors(), "/tmp: can't be read: Is a directory");
}
END_TEST

START_TEST(a_file_of_any_size_and_bytes_is_survived)
{
	FILE *f = fopen("authz.ini", "w");
	for (int i = 0; i < 1024 * 1024 + 1; i++)
		fputc('#', f);
	fclose(f);
	ck_has(read_errors(), "authz.ini: is larger than 1 MiB");
	f = fopen("authz.ini", "w");
	fwrite("[log]\nlevel\0 = info\n", 1, 20, f);
	fclose(f);
	ck_has(read_errors(), "authz.ini:2: not UTF-8 text");
}
END_TEST

Suite *
errors_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("settings: errors", &tc);
	tcase_add_loop_test(tc, each_mistake_in_a_file_is_told_with_its_line, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tc, all_mistakes_are_told_at_once);
	tcase_add_test(tc, an_unknown_variable_of_a_known_section_is_told);
	tcase_add_test(tc, a_keyring_on_the_command_line_is_refused);
	tcase_add_test(tc, secrets_are_never_told);
	tcase_add_test(tc, a_named_file_must_be_there);
	tcase_add_test(tc, a_file_of_any_size_and_bytes_is_survived);
	return suite;
}
