#include "harness.h"

#include "store/clients.h"
#include "store/webhook_sending.h"

#define APP "'00000000-0000-7000-8000-000000000001'"
#define SECRET(n) "00000000-0000-7000-8000-00000000001" #n

static void
app_with_secrets(const char *rows)
{
	run_script(
	    "INSERT INTO apps (id, name, kind, auth_method) VALUES (" APP
	    ", 'x', 'web', 'client_secret_basic');"
	    "INSERT INTO webhooks (id, client_id, url, description, events, secret, "
	    "secret_hint) VALUES (gen_random_uuid(), " APP ", 'https://a.example', "
	    "'', '{secret.expired}', 'x', 'x')");
	struct text script = arena_printf(arena,
	    "INSERT INTO client_secrets (id, client_id, hash, expires_at) SELECT id, " APP
	    ", sha256('x'), now() + due FROM (VALUES %s) AS s (id, due)",
	    rows);
	run_script(script.at);
}

START_TEST(an_expired_secret_stays_a_month_and_its_end_is_told_once)
{
	app_with_secrets("('" SECRET(1) "'::uuid, '-31 days'::interval), ('" SECRET(
	    2) "', '-29 days'), ('" SECRET(3) "', '1 hour'), ('" SECRET(4) "', NULL)");
	ck_ok(webhook_events_of_secrets(db, arena));
	ck_ok(webhook_events_of_secrets(db, arena));
	ck_assert_int_eq(store_housekeeping(db), 1);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM client_secrets"), 3);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM webhook_events"), 2);
	/* One that is removed before its end was told of tells of it. */
	run_script("UPDATE client_secrets SET expires_at = now() - interval '1 s' "
		   "WHERE id = '" SECRET(3) "'; DELETE FROM client_secrets");
	ck_assert_int_eq(ask_number("SELECT count(*) FROM webhook_events"), 3);
}
END_TEST

START_TEST(use_is_kept_by_the_hour)
{
	struct text ids[] = {TEXT(SECRET(1)), TEXT(SECRET(1)), TEXT(SECRET(9))};
	struct texts used = {ids, 3};
	app_with_secrets(
	    "('" SECRET(1) "'::uuid, '1 day'::interval), ('" SECRET(2) "', '1 day')");
	ck_ok(client_secrets_used(db, arena, used));
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM client_secrets WHERE last_used_at = "
		       "date_trunc('hour', now())"),
	    1);
	int64_t written = ask_number("SELECT xmin::text::bigint FROM client_secrets "
				     "WHERE id = '" SECRET(1) "'");
	ck_ok(client_secrets_used(db, arena, used));
	ck_assert_int_eq(ask_number("SELECT xmin::text::bigint FROM client_secrets "
				    "WHERE id = '" SECRET(1) "'"),
	    written);
	run_script("UPDATE client_secrets SET last_used_at = now() - interval '2 hours'");
	ck_ok(client_secrets_used(db, arena, used));
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM client_secrets WHERE last_used_at > "
		       "now() - interval '1 hour'"),
	    1);
}
END_TEST

/* However short their lives: a page shows so many. */
START_TEST(of_those_that_expired_the_latest_are_read)
{
	struct client client;
	struct uuid id;
	app_with_secrets("('" SECRET(9) "'::uuid, NULL::interval)");
	run_script("INSERT INTO client_secrets (id, client_id, hash, hint, expires_at) "
		   "SELECT ('00000000-0000-7000-8000-0000000001' || n)::uuid, " APP
		   ", sha256('x'), n::text, now() - interval '1 s' "
		   "FROM generate_series(10, 60) n");
	ck_assert(uuid_parse(TEXT("00000000-0000-7000-8000-000000000001"), &id));
	ck_ok(client_by_id(db, arena, id, &client));
	ck_assert_uint_eq(client.secret_count, 1);
	ck_assert_uint_eq(client.secrets[0].expires_at, 0);
	ck_assert_uint_eq(client.expired_secret_count, 11);
	ck_assert(text_eq(client.secrets[client.expired_secret_count].hint, TEXT("60")));
}
END_TEST

static Suite *
client_secrets_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("store: client secrets", &tc);
	tcase_add_test(tc, an_expired_secret_stays_a_month_and_its_end_is_told_once);
	tcase_add_test(tc, use_is_kept_by_the_hour);
	tcase_add_test(tc, of_those_that_expired_the_latest_are_read);
	return suite;
}
HARNESS_SUITE(client_secrets_suite);
