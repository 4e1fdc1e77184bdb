#include "harness.h"

#include "base/embedded.h"
#include "store/connection.h"

#include <sys/wait.h>
#include <unistd.h>

START_TEST(a_migrated_database_has_nothing_pending)
{
	ck_assert_int_eq(store_pending_migrations(db), 0);
	ck_assert(store_migrate(db));
	int known = 0;
	while (embedded_migrations[known].name)
		known++;
	ck_assert_int_eq(ask_number("SELECT count(*) FROM schema_migrations"), known);
}
END_TEST

START_TEST(a_changed_migration_is_refused)
{
	run_script("UPDATE schema_migrations SET checksum = reverse(checksum) WHERE "
		   "version = 1");
	bool migrated = store_migrate(db);
	int pending = store_pending_migrations(db);
	run_script("UPDATE schema_migrations SET checksum = reverse(checksum) WHERE "
		   "version = 1");
	ck_assert(!migrated);
	ck_assert_int_eq(pending, -1);
	ck_assert(store_migrate(db));
}
END_TEST

START_TEST(an_unknown_newer_migration_is_refused)
{
	run_script("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 'x')");
	bool migrated = store_migrate(db);
	run_script("DELETE FROM schema_migrations WHERE version = 9999");
	ck_assert(!migrated);
}
END_TEST

/* A database of its own on the same server. */
static const char *
other_database(const char *name)
{
	struct text url = text_of(store_url());
	struct text tail = TEXT("user=authz dbname=authz");
	ck_assert(text_ends(url, tail));
	return arena_printf(arena, "%.*suser=postgres dbname=%s",
	    TEXT_ARG(text_part(url, 0, url.n - tail.n)), name)
	    .at;
}

START_TEST(two_nodes_may_migrate_at_the_same_time)
{
	struct db *admin = db_new(other_database("postgres"));
	ck_ok(db_script(admin, "CREATE DATABASE fresh"));
	const char *url = other_database("fresh");
	pid_t nodes[4];
	for (int i = 0; i < 4; i++) {
		if ((nodes[i] = fork()) == 0) {
			struct db *own = db_new(url);
			bool done = store_migrate(own);
			db_free(own);
			_exit(done ? 0 : 1);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status = -1;
		waitpid(nodes[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	struct db *own = db_new(url);
	ck_assert_int_eq(store_pending_migrations(own), 0);
	db_free(own);
	ck_ok(db_script(admin, "DROP DATABASE fresh"));
	db_free(admin);
}
END_TEST

START_TEST(an_unmigrated_database_counts_what_is_pending)
{
	struct db *own = db_new(other_database("postgres"));
	int known = 0;
	while (embedded_migrations[known].name)
		known++;
	ck_assert_int_eq(store_pending_migrations(own), known);
	db_free(own);
}
END_TEST

START_TEST(a_database_that_is_away_is_not_migrated)
{
	struct db *own = db_new("host=/nonexistent user=authz");
	ck_assert(!store_migrate(own));
	ck_assert_int_eq(store_pending_migrations(own), -1);
	db_free(own);
}
END_TEST

START_TEST(this_month_and_the_next_have_audit_partitions)
{
	ck_assert_int_eq(ask_number("SELECT count(*) FROM pg_inherits"
				    " WHERE inhparent = 'audit_events'::regclass"),
	    3);
	run_script("INSERT INTO audit_events (id, event)"
		   " VALUES ('00000000-0000-7000-8000-000000000001', 'x')");
	ck_assert_int_eq(ask_number("SELECT count(*) FROM audit_events"), 1);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM audit_events_rest"), 0);
}
END_TEST

START_TEST(housekeeping_deletes_what_has_expired_and_nothing_else)
{
	run_script(
	    "INSERT INTO revocation_marks (kind, subject, expires_at)"
	    " SELECT 'token', n::text, now() + CASE WHEN n % 2 = 0 THEN '1 hour'"
	    "  ELSE '-1 hour' END::interval FROM generate_series(1, 5000) AS n;"
	    "INSERT INTO login_failures VALUES ('a', 1, now() - interval '25 hours'),"
	    " ('b', 1, now() - interval '23 hours');"
	    "INSERT INTO signing_keys (kid, alg, sealed_private, active_at, gone_at) "
	    "VALUES"
	    " ('older', 'ES256', '', now(), now() - interval '401 days'),"
	    " ('old', 'ES256', 'x', now(), now() - interval '1 s'),"
	    " ('new', 'ES256', 'x', now(), NULL)");
	ck_assert_int_eq(store_housekeeping(db), 2503);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM revocation_marks"), 2500);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM login_failures"), 1);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM signing_keys "
				    "WHERE kid = 'new' AND sealed_private = 'x' "
				    "OR kid = 'old' AND sealed_private = ''"),
	    2);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM signing_keys"), 2);
	ck_assert_int_eq(store_housekeeping(db), 0);
}
END_TEST

START_TEST(apps_deleted_long_ago_go_for_good_and_it_is_noted)
{
	run_script(
	    "INSERT INTO apps (id, name, kind, auth_method, deleted_at) VALUES"
	    " (gen_random_uuid(), 'old', 'web', 'none', now() - interval '15 days'),"
	    " (gen_random_uuid(), 'new', 'web', 'none', now() - interval '13 days'),"
	    " (gen_random_uuid(), 'here', 'web', 'none', NULL)");
	ck_assert_int_eq(store_housekeeping(db), 1);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM apps WHERE name IN ('new', 'here')"), 2);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM apps"), 2);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM audit_events WHERE event = 'app_removed'"),
	    1);
}
END_TEST

START_TEST(housekeeping_leaves_the_work_to_who_has_begun_it)
{
	struct db *other = db_new(store_url());
	ck_ok(db_script(other, "SELECT pg_advisory_lock(418531502203)"));
	run_script("INSERT INTO revocation_marks (kind, subject, expires_at)"
		   " VALUES ('token', 'x', now() - interval '1 hour')");
	ck_assert_int_eq(store_housekeeping(db), 0);
	db_free(other);
}
END_TEST

static Suite *
migrate_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("migrate", &tc);
	tcase_add_test(tc, a_migrated_database_has_nothing_pending);
	tcase_add_test(tc, a_changed_migration_is_refused);
	tcase_add_test(tc, an_unknown_newer_migration_is_refused);
	tcase_add_test(tc, two_nodes_may_migrate_at_the_same_time);
	tcase_add_test(tc, an_unmigrated_database_counts_what_is_pending);
	tcase_add_test(tc, a_database_that_is_away_is_not_migrated);
	tcase_add_test(tc, this_month_and_the_next_have_audit_partitions);
	tcase_add_test(tc, housekeeping_deletes_what_has_expired_and_nothing_else);
	tcase_add_test(tc, apps_deleted_long_ago_go_for_good_and_it_is_noted);
	tcase_add_test(tc, housekeeping_leaves_the_work_to_who_has_begun_it);
	return suite;
}
HARNESS_SUITE(migrate_suite);
