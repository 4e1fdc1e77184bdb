#include "harness.h"

#include "base/clock.h"
#include "jose/keyring.h"
#include "store/deliveries.h"

static struct delivery
deliver(const char *target)
{
	struct delivery d = {.id = uuid_new(),
	    .kind = TEXT("mail"),
	    .target = text_of(target),
	    .content_type = TEXT("message/rfc822"),
	    .body = TEXT("a secret link"),
	    .expires_at = clock_now() + 3600};
	ck_assert_ptr_null(keyring_load(arena,
	    TEXT("00000001 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), NULL, false));
	ck_ok(delivery_add(db, arena, &d));
	return d;
}

START_TEST(a_delivery_is_taken_once_and_gone_when_done)
{
	struct delivery d = deliver("ada@example.com"), got;
	ck_ok(delivery_claim(db, arena, &got));
	ck_assert(uuid_eq(got.id, d.id));
	ck_text(got.kind, d.kind);
	ck_text(got.target, d.target);
	ck_text(got.content_type, d.content_type);
	ck_text(got.body, d.body);
	ck_assert_int_eq(got.attempts, 1);
	ck_assert(!got.last);
	/* Nobody else takes it while it is under way. */
	ck_assert_int_eq(delivery_claim(db, arena, &got), STORE_NONE);
	ck_ok(delivery_done(db, arena, d.id));
	ck_assert_int_eq(ask_number("SELECT count(*) FROM deliveries"), 0);
}
END_TEST

/* As a node that died on the way leaves it. */
START_TEST(what_did_not_arrive_is_tried_again_later_and_later)
{
	static const int pauses[] = {30, 60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct delivery d = deliver("ada@example.com"), got;
	run_script("UPDATE deliveries SET expires_at = now() + interval '1 day'");
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++) {
		run_script("UPDATE deliveries SET next_at = now()");
		ck_ok(delivery_claim(db, arena, &got));
		ck_assert_int_eq(got.attempts, (int)i + 1);
		ck_assert_int_eq(
		    ask_number("SELECT round(extract(epoch FROM next_at - now()))::int "
			       "FROM deliveries"),
		    pauses[i]);
	}
	ck_ok(delivery_failed(db, arena, d.id, "no route"));
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM deliveries WHERE last_error = 'no route'"),
	    1);
}
END_TEST

START_TEST(what_is_late_is_given_up_and_its_words_are_wiped)
{
	struct delivery got;
	deliver("ada@example.com");
	run_script("UPDATE deliveries SET expires_at = now() + interval '20 s'");
	ck_ok(delivery_claim(db, arena, &got));
	ck_assert(got.last);
	run_script("UPDATE deliveries SET next_at = now(), expires_at = now() - interval "
		   "'1 s'");
	ck_assert_int_eq(delivery_claim(db, arena, &got), STORE_NONE);
	store_housekeeping(db);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM deliveries WHERE body IS NULL"), 1);
	run_script("UPDATE deliveries SET expires_at = now() - interval '8 days'");
	store_housekeeping(db);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM deliveries"), 0);
}
END_TEST

START_TEST(the_words_are_not_in_the_database_and_not_for_another)
{
	struct delivery got;
	deliver("ada@example.com");
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM deliveries WHERE body LIKE '%secret%'"), 0);
	run_script("UPDATE deliveries SET target = 'eve@example.com'");
	ck_assert_int_eq(delivery_claim(db, arena, &got), STORE_NONE);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM deliveries"), 0);
}
END_TEST

static Suite *
deliveries_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("store: deliveries", &tc);
	tcase_add_test(tc, a_delivery_is_taken_once_and_gone_when_done);
	tcase_add_test(tc, what_did_not_arrive_is_tried_again_later_and_later);
	tcase_add_test(tc, what_is_late_is_given_up_and_its_words_are_wiped);
	tcase_add_test(tc, the_words_are_not_in_the_database_and_not_for_another);
	return suite;
}
HARNESS_SUITE(deliveries_suite);
