#include "harness.h"

#include "base/clock.h"
#include "store/audit.h"
#include "store/connection.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MS = 1000 };

static int64_t
backend_of(struct db *of)
{
	RESULT *r = NULL;
	ck_ok(db_run(of, arena, "SELECT pg_backend_pid()", NULL, 0, &r));
	return cell_number(r, 0, 0);
}

START_TEST(every_kind_of_value_comes_back_as_it_went)
{
	static const char sql[] = "SELECT $1::text, $2, $3, $4, $5, $6, $7, $8::text";
	struct text odd[] = {
	    TEXT("plain"), TEXT(""), TEXT("NULL"), TEXT("a,b{}\"\\ c"), TEXT("中文\n")};
	struct uuid id = uuid_new();
	RESULT *r = NULL;
	ck_ok(DB_RUN(db, arena, &r, sql, P_TEXT(TEXT("it's \\ \"so\"")),
	    P_BYTES(TEXT("\0\xff\\x")), P_NUMBER(INT64_MIN), P_BOOL(true), P_UUID(id),
	    P_TEXTS(((struct texts){odd, 5})), P_TIME(1790000000),
	    P_TEXT_OR_NULL(NO_TEXT)));
	ck_text(cell_text(arena, r, 0, 0), TEXT("it's \\ \"so\""));
	ck_text(cell_bytes(arena, r, 0, 1), TEXT("\0\xff\\x"));
	ck_assert_int_eq(cell_number(r, 0, 2), INT64_MIN);
	ck_assert(cell_bool(r, 0, 3));
	ck_assert(uuid_eq(cell_uuid(r, 0, 4), id));
	struct texts list = cell_texts(arena, r, 0, 5);
	ck_assert_uint_eq(list.n, 5);
	for (size_t i = 0; i < list.n; i++)
		ck_text(list.at[i], odd[i]);
	ck_assert_int_eq(cell_time(r, 0, 6), 1790000000);
	ck_assert(PQgetisnull(r, 0, 7));
}
END_TEST

START_TEST(a_transaction_inside_another_is_a_part_of_it)
{
	static const char add[] = "INSERT INTO audit_events (id, event) "
				  "VALUES (gen_random_uuid(), 'x')";
	RESULT *r = NULL;
	ck_ok(db_begin(db));
	ck_ok(db_begin(db));
	ck_ok(db_run(db, arena, add, NULL, 0, &r));
	ck_ok(db_commit(db));
	db_rollback(db);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM audit_events"), 0);
	PQclear(r);
	r = NULL;
	ck_ok(db_begin(db));
	ck_ok(db_run(db, arena, add, NULL, 0, &r));
	ck_ok(db_begin(db));
	ck_assert_int_eq(db_finish(db, STORE_NONE), STORE_NONE);
	ck_ok(db_finish(db, STORE_OK));
	ck_assert_int_eq(ask_number("SELECT count(*) FROM audit_events"), 1);
}
END_TEST

START_TEST(changes_are_the_members_that_differ)
{
	json_t *before = json_pack("{ss ss si}", "a", "1", "b", "same", "gone", 1);
	json_t *after = json_pack("{ss ss s[i]}", "a", "2", "b", "same", "new", 5);
	ck_text(audit_changes(arena, before, after),
	    TEXT("{\"before\":{\"a\":\"1\",\"gone\":1},"
		 "\"after\":{\"a\":\"2\",\"new\":[5]}}"));
	ck_text(audit_changes(arena, NULL, json_pack("{ss}", "a", "1")),
	    TEXT("{\"before\":{},\"after\":{\"a\":\"1\"}}"));
}
END_TEST

START_TEST(null_cells_are_empty)
{
	static const char sql[] =
	    "SELECT $1::uuid, $2, $3::text, NULL::text[], NULL::jsonb,"
	    " NULL::bytea, NULL::boolean, NULL::bigint";
	RESULT *r = NULL;
	ck_ok(DB_RUN(
	    db, arena, &r, sql, P_UUID(NO_UUID), P_TIME(0), P_TEXT_OR_NULL(NO_TEXT)));
	for (int column = 0; column < 8; column++)
		ck_assert(PQgetisnull(r, 0, column));
	ck_assert(uuid_is_nil(cell_uuid(r, 0, 0)));
	ck_assert_int_eq(cell_time(r, 0, 1), 0);
	ck_text(cell_text(arena, r, 0, 2), NO_TEXT);
	ck_assert_uint_eq(cell_texts(arena, r, 0, 3).n, 0);
	ck_assert_ptr_null(cell_json(r, 0, 4));
	ck_text(cell_bytes(arena, r, 0, 5), NO_TEXT);
	ck_assert(!cell_bool(r, 0, 6));
	ck_assert_int_eq(cell_number(r, 0, 7), 0);
}
END_TEST

START_TEST(times_agree_with_the_server_over_centuries)
{
	static const char sql[] =
	    "SELECT t, extract(epoch FROM t)::bigint FROM generate_series("
	    " timestamptz '1899-12-27 23:59:59Z', '2405-03-05 00:00:01Z', '13 days') AS "
	    "t";
	RESULT *r = NULL;
	ck_ok(db_run(db, arena, sql, NULL, 0, &r));
	ck_assert_int_gt(PQntuples(r), 14000);
	for (int i = 0; i < PQntuples(r); i++)
		ck_assert_int_eq(cell_time(r, i, 0), cell_number(r, i, 1));
}
END_TEST

START_TEST(json_cells_are_parsed)
{
	RESULT *r = NULL;
	ck_ok(db_run(db, arena, "SELECT '{\"a\": [1]}'::jsonb", NULL, 0, &r));
	json_t *json = cell_json(r, 0, 0);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "a")), 1);
	json_decref(json);
}
END_TEST

START_TEST(a_text_with_nul_is_refused)
{
	RESULT *r = NULL;
	ck_assert_int_eq(
	    DB_RUN(db, arena, &r, "SELECT $1::text", P_TEXT(TEXT("a\0b"))), STORE_FAILED);
	ck_assert_ptr_null(r);
}
END_TEST

START_TEST(many_statements_are_each_prepared_once)
{
	enum { STATEMENTS = 300 };
	const char *sql[STATEMENTS];
	for (int i = 0; i < STATEMENTS; i++)
		sql[i] = arena_printf(arena, "SELECT %d", i).at;
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < STATEMENTS; i++)
			ck_assert_int_eq(ask_number(sql[i]), i);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM pg_prepared_statements"), STATEMENTS + 1);
}
END_TEST

START_TEST(constraints_are_conflicts)
{
	static const char same_sql[] =
	    "INSERT INTO scopes (name, title) VALUES ('openid', '{}')";
	static const char foreign_sql[] =
	    "INSERT INTO consents (user_id, client_id, scopes)"
	    " VALUES (gen_random_uuid(), gen_random_uuid(), '{}')";
	RESULT *r = NULL;
	ck_assert_int_eq(db_run(db, arena, same_sql, NULL, 0, &r), STORE_CONFLICT);
	ck_assert_int_eq(db_run(db, arena, foreign_sql, NULL, 0, &r), STORE_CONFLICT);
	ck_assert_ptr_null(r);
}
END_TEST

START_TEST(a_wrong_statement_fails_and_the_next_one_works)
{
	RESULT *r = NULL;
	ck_assert_int_eq(db_run(db, arena, "SELEKT", NULL, 0, &r), STORE_FAILED);
	ck_assert_int_eq(db_run(db, arena, "SELECT 1/0", NULL, 0, &r), STORE_FAILED);
	ck_assert_int_eq(ask_number("SELECT 7"), 7);
}
END_TEST

START_TEST(a_transaction_is_all_or_nothing)
{
	static const char add_sql[] = "INSERT INTO login_failures VALUES ($1, 1, now())";
	static const char count_sql[] = "SELECT count(*) FROM login_failures";
	RESULT *r = NULL;
	ck_ok(db_begin(db));
	ck_ok(DB_RUN(db, arena, &r, add_sql, P_BYTES(TEXT("a"))));
	db_rollback(db);
	ck_assert_int_eq(ask_number(count_sql), 0);
	ck_ok(db_begin(db));
	PQclear(r);
	ck_ok(DB_RUN(db, arena, &r, add_sql, P_BYTES(TEXT("a"))));
	ck_ok(db_commit(db));
	ck_assert_int_eq(ask_number(count_sql), 1);
}
END_TEST

START_TEST(committing_a_failed_transaction_is_no_success)
{
	static const char add_sql[] = "INSERT INTO login_failures VALUES ($1, 1, now())";
	RESULT *r = NULL, *none = NULL;
	ck_ok(db_begin(db));
	ck_ok(DB_RUN(db, arena, &r, add_sql, P_BYTES(TEXT("a"))));
	ck_assert_int_eq(
	    DB_RUN(db, arena, &none, add_sql, P_BYTES(TEXT("a"))), STORE_CONFLICT);
	ck_assert_int_eq(db_commit(db), STORE_FAILED);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM login_failures"), 0);
}
END_TEST

START_TEST(a_connection_ended_while_idle_is_renewed)
{
	int64_t before = backend_of(db);
	struct db *other = db_new(store_url());
	RESULT *r = NULL;
	ck_ok(DB_RUN(other, arena, &r, "SELECT pg_terminate_backend($1::int, 5000)",
	    P_NUMBER(before)));
	ck_assert(cell_bool(r, 0, 0));
	ck_assert_int_ne(backend_of(db), before);
	db_free(other);
}
END_TEST

START_TEST(a_connection_lost_in_a_transaction_loses_the_transaction)
{
	ck_ok(db_begin(db));
	int64_t before = backend_of(db);
	kill((pid_t)before, SIGTERM);
	usleep(200 * MS);
	RESULT *r = NULL;
	ck_assert_int_eq(db_run(db, arena, "SELECT 1", NULL, 0, &r), STORE_AWAY);
	ck_assert_int_eq(db_run(db, arena, "SELECT 1", NULL, 0, &r), STORE_AWAY);
	ck_assert_int_eq(db_commit(db), STORE_AWAY);
	ck_assert_int_ne(backend_of(db), before);
}
END_TEST

START_TEST(a_stopped_backend_costs_bounded_time)
{
	pid_t backend = (pid_t)backend_of(db);
	db_set_patience(db, 1);
	kill(backend, SIGSTOP);
	int64_t began = clock_monotonic_us();
	RESULT *r = NULL;
	enum store_status status = db_run(db, arena, "SELECT 1", NULL, 0, &r);
	int64_t took = clock_monotonic_us() - began;
	kill(backend, SIGCONT);
	ck_assert_int_eq(status, STORE_AWAY);
	ck_assert_int_lt(took, 2000 * MS);
	ck_assert_int_ne(backend_of(db), backend);
}
END_TEST

START_TEST(a_long_statement_is_ended_by_the_server)
{
	RESULT *r = NULL;
	run_script("SET statement_timeout = '100ms'");
	ck_assert_int_eq(
	    db_run(db, arena, "SELECT pg_sleep(5)", NULL, 0, &r), STORE_AWAY);
	ck_assert_int_eq(ask_number("SELECT 1"), 1);
}
END_TEST

START_TEST(limits_are_set_on_every_connection)
{
	static const char sql[] =
	    "SELECT count(*) FROM pg_settings WHERE (name, setting) IN"
	    " (('statement_timeout', '10000'), ('lock_timeout', '5000'),"
	    "  ('idle_in_transaction_session_timeout', '15000'),"
	    "  ('application_name', 'authz'), ('TimeZone', 'UTC'))";
	ck_assert_int_eq(ask_number(sql), 5);
}
END_TEST

START_TEST(a_read_only_server_is_away)
{
	RESULT *r = NULL;
	int64_t before = backend_of(db);
	run_script("SET default_transaction_read_only = on");
	ck_assert_int_eq(
	    db_run(db, arena, "DELETE FROM login_failures", NULL, 0, &r), STORE_AWAY);
	ck_assert_int_ne(backend_of(db), before);
}
END_TEST

START_TEST(a_serialization_failure_is_tried_once_more)
{
	/* A sequence isn't rolled back, so it counts the attempts. */
	run_script(
	    "CREATE TEMP SEQUENCE attempts;"
	    "CREATE FUNCTION pg_temp.fail_first() RETURNS bigint LANGUAGE plpgsql AS"
	    " $$ BEGIN IF nextval('attempts') % 2 = 1 THEN"
	    " RAISE SQLSTATE '40001'; END IF; RETURN lastval(); END $$");
	ck_assert_int_eq(ask_number("SELECT pg_temp.fail_first()"), 2);
	RESULT *r = NULL;
	ck_ok(db_begin(db));
	ck_assert_int_eq(
	    db_run(db, arena, "SELECT pg_temp.fail_first() AS again", NULL, 0, &r),
	    STORE_AWAY);
	db_rollback(db);
}
END_TEST

START_TEST(a_changed_table_is_planned_anew)
{
	run_script("CREATE TABLE changing (a int)");
	static const char all_sql[] = "SELECT * FROM changing";
	RESULT *before = NULL, *after = NULL;
	ck_ok(db_run(db, arena, all_sql, NULL, 0, &before));
	run_script("ALTER TABLE changing ADD COLUMN b int");
	enum store_status status = db_run(db, arena, all_sql, NULL, 0, &after);
	run_script("DROP TABLE changing");
	ck_ok(status);
	ck_assert_int_eq(PQnfields(after), 2);
}
END_TEST

/* Takes connections (the kernel does) and never says a word. */
static int
silent_listener(int *port)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, n), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

START_TEST(a_silent_server_is_asked_once_in_a_backoff_and_not_for_long)
{
	int port, fd = silent_listener(&port);
	struct text url = arena_printf(
	    arena, "host=127.0.0.1 port=%d user=authz sslmode=disable", port);
	struct db *silent = db_new(url.at);
	int64_t began = clock_monotonic_us();
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(db_ready(silent), STORE_AWAY);
	ck_assert_int_lt(clock_monotonic_us() - began, 2500 * MS);
	ck_assert_ptr_null(db_connection(silent));
	db_free(silent);
	close(fd);
}
END_TEST

START_TEST(a_silent_first_host_does_not_hide_the_second)
{
	int port, fd = silent_listener(&port);
	struct text rest = text_of(store_url()), host;
	ck_assert(text_starts(rest, TEXT("host='")));
	rest = text_part(rest, 6, rest.n);
	ck_assert(text_next(&rest, '\'', &host));
	struct text url = arena_printf(arena,
	    "host=127.0.0.1,%.*s port=%d,5432 user=authz dbname=authz sslmode=disable",
	    TEXT_ARG(host), port);
	struct db *two = db_new(url.at);
	ck_assert_int_eq(db_ready(two), STORE_AWAY);
	usleep(150 * MS);
	ck_ok(db_ready(two));
	db_free(two);
	close(fd);
}
END_TEST

START_TEST(a_malformed_url_is_away)
{
	struct db *bad = db_new("postgres://authz:secret@host:port:x/%zz");
	ck_assert_int_eq(db_ready(bad), STORE_AWAY);
	db_free(bad);
}
END_TEST

static Suite *
db_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("db", &tc);
	tcase_add_test(tc, every_kind_of_value_comes_back_as_it_went);
	tcase_add_test(tc, a_transaction_inside_another_is_a_part_of_it);
	tcase_add_test(tc, changes_are_the_members_that_differ);
	tcase_add_test(tc, null_cells_are_empty);
	tcase_add_test(tc, times_agree_with_the_server_over_centuries);
	tcase_add_test(tc, json_cells_are_parsed);
	tcase_add_test(tc, a_text_with_nul_is_refused);
	tcase_add_test(tc, many_statements_are_each_prepared_once);
	tcase_add_test(tc, constraints_are_conflicts);
	tcase_add_test(tc, a_wrong_statement_fails_and_the_next_one_works);
	tcase_add_test(tc, a_transaction_is_all_or_nothing);
	tcase_add_test(tc, committing_a_failed_transaction_is_no_success);
	tcase_add_test(tc, a_connection_ended_while_idle_is_renewed);
	tcase_add_test(tc, a_connection_lost_in_a_transaction_loses_the_transaction);
	tcase_add_test(tc, a_stopped_backend_costs_bounded_time);
	tcase_add_test(tc, a_long_statement_is_ended_by_the_server);
	tcase_add_test(tc, limits_are_set_on_every_connection);
	tcase_add_test(tc, a_read_only_server_is_away);
	tcase_add_test(tc, a_serialization_failure_is_tried_once_more);
	tcase_add_test(tc, a_changed_table_is_planned_anew);
	tcase_add_test(tc, a_silent_server_is_asked_once_in_a_backoff_and_not_for_long);
	tcase_add_test(tc, a_silent_first_host_does_not_hide_the_second);
	tcase_add_test(tc, a_malformed_url_is_away);
	return suite;
}
HARNESS_SUITE(db_suite);
