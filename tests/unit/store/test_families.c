#include "harness.h"

#include "base/clock.h"
#include "store/families.h"

#include <pthread.h>
#include <unistd.h>

enum { GRACE = 10 };

/* One person, signed in, who let one app have "read"; another app is there too. */
static const char world_sql[] =
    "INSERT INTO users (id, email, password_hash)"
    " VALUES ('00000000-0000-7000-8000-000000000001', 'ada@example.com', 'x');"
    "INSERT INTO apps (id, name, kind, auth_method) VALUES"
    " ('00000000-0000-7000-8000-000000000002', 'One', 'web', 'client_secret_basic'),"
    " ('00000000-0000-7000-8000-000000000003', 'Other', 'web', 'client_secret_basic');"
    "INSERT INTO consents (user_id, client_id, scopes)"
    " VALUES ('00000000-0000-7000-8000-000000000001',"
    " '00000000-0000-7000-8000-000000000002', '{read}');"
    "INSERT INTO sessions (user_id, id, auth_time, amr, expires_at)"
    " VALUES ('00000000-0000-7000-8000-000000000001',"
    " '00000000-0000-7000-8000-000000000004', now(), '{pwd}', now() + interval '1 day')";

static struct uuid ada, app, other_app;

static struct uuid
uuid_of(const char *text)
{
	struct uuid id;
	ck_assert(uuid_parse(text_of(text), &id));
	return id;
}

static struct family
make_world(void)
{
	static struct text read = TEXT_INIT("read");
	static struct text password = TEXT_INIT("pwd");
	int64_t now = clock_now();
	run_script(world_sql);
	ada = uuid_of("00000000-0000-7000-8000-000000000001");
	app = uuid_of("00000000-0000-7000-8000-000000000002");
	other_app = uuid_of("00000000-0000-7000-8000-000000000003");
	return (struct family){.user_id = ada,
	    .id = uuid_new(),
	    .client_id = app,
	    .session_id = uuid_of("00000000-0000-7000-8000-000000000004"),
	    .scopes = {&read, 1},
	    .amr = {&password, 1},
	    .auth_time = now,
	    .access_until = now + 600,
	    .expires_at = now + 3600};
}

static enum redeem_outcome
redeem(const struct family *f)
{
	struct redemption r = {.family = *f}, *const all[] = {&r};
	families_redeem(db, all, 1);
	ck_ok(r.status);
	return r.outcome;
}

/* A family that is there. */
static struct family
make_family(void)
{
	struct family f = make_world();
	ck_assert_int_eq(redeem(&f), REDEEMED);
	return f;
}

static enum rotate_outcome
rotate_as(struct uuid client, const struct family *f, int64_t generation, int64_t *next)
{
	struct rotation r = {.user_id = f->user_id,
			    .allowed = f->scopes,
			    .id = f->id,
			    .client_id = client,
			    .generation = generation,
			    .grace = GRACE,
			    .access_lifetime = 600,
			    .idle = 3600,
			    .absolute = 7200,
			    .arena = arena,
			    .family.generation = -1},
			*const all[] = {&r};
	families_rotate(db, all, 1);
	ck_ok(r.status);
	*next = r.family.generation;
	return r.outcome;
}

static enum rotate_outcome
rotate(const struct family *f, int64_t generation, int64_t *next)
{
	return rotate_as(app, f, generation, next);
}

#define FAMILIES "SELECT count(*) FROM token_families"
#define MARKS "SELECT count(*) FROM revocation_marks WHERE kind = 'family'"
#define EVENTS(name) "SELECT count(*) FROM audit_events WHERE event = '" name "'"

START_TEST(a_code_is_good_once)
{
	struct family f = make_family();
	ck_assert_int_eq(redeem(&f), REDEEM_REPLAYED);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
	ck_assert_int_eq(ask_number(MARKS), 1);
	ck_assert_int_eq(ask_number(EVENTS("code_replayed")), 1);
	ck_assert_int_eq(redeem(&f), REDEEM_DEAD);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
}
END_TEST

START_TEST(without_consent_or_with_a_disabled_person_a_code_is_dead)
{
	struct family f = make_world();
	run_script("UPDATE users SET disabled_at = now()");
	ck_assert_int_eq(redeem(&f), REDEEM_DEAD);
	run_script("UPDATE users SET disabled_at = NULL; DELETE FROM consents");
	ck_assert_int_eq(redeem(&f), REDEEM_DEAD);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
}
END_TEST

/* A redemption on a connection of its own. */
struct elsewhere {
	struct family family;
	enum store_status status;
	enum redeem_outcome outcome;
	pthread_t thread;
};

static void *
redeem_elsewhere(void *what)
{
	struct elsewhere *r = what;
	struct db *second = db_new(store_url());
	struct redemption one = {.family = r->family}, *const all[] = {&one};
	families_redeem(second, all, 1);
	r->status = one.status;
	r->outcome = one.outcome;
	db_free(second);
	return NULL;
}

/* It waits for what our transaction has touched. */
static void
redeem_meanwhile(struct elsewhere *r)
{
	ck_assert_int_eq(pthread_create(&r->thread, NULL, redeem_elsewhere, r), 0);
	for (int i = 0; i < 400; i++) {
		if (ask_number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0)
			return;
		usleep(10000);
	}
	ck_abort_msg("it does not wait");
}

START_TEST(a_family_whose_revocation_was_waited_for_stays_dead)
{
	struct elsewhere r = {.family = make_family()};
	ck_ok(db_begin(db));
	ck_ok(family_revoke(db, arena, ada, r.family.id, app));
	redeem_meanwhile(&r);
	ck_ok(db_commit(db));
	pthread_join(r.thread, NULL);
	ck_ok(r.status);
	ck_assert_int_eq(r.outcome, REDEEM_DEAD);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
}
END_TEST

START_TEST(a_family_whose_revocation_was_taken_back_is_replayed)
{
	struct elsewhere r = {.family = make_family()};
	ck_ok(db_begin(db));
	ck_ok(family_revoke(db, arena, ada, r.family.id, app));
	redeem_meanwhile(&r);
	db_rollback(db);
	pthread_join(r.thread, NULL);
	ck_ok(r.status);
	ck_assert_int_eq(r.outcome, REDEEM_REPLAYED);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
	ck_assert_int_eq(ask_number(MARKS), 1);
}
END_TEST

START_TEST(a_code_whose_consent_goes_meanwhile_is_dead)
{
	struct elsewhere r = {.family = make_world()};
	ck_ok(db_begin(db));
	run_script("DELETE FROM consents");
	redeem_meanwhile(&r);
	ck_ok(db_commit(db));
	pthread_join(r.thread, NULL);
	ck_ok(r.status);
	ck_assert_int_eq(r.outcome, REDEEM_DEAD);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
}
END_TEST

START_TEST(a_refresh_moves_one_generation_on)
{
	struct family f = make_family(), found;
	int64_t next;
	run_script("UPDATE token_families SET access_until = now(), expires_at = now() +"
		   " interval '1 minute'");
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATED);
	ck_assert_int_eq(next, 1);
	ck_ok(family_find(db, arena, ada, f.id, &found));
	ck_assert_int_le(found.expires_at, clock_now() + 3600);
	ck_assert_int_ge(found.expires_at, clock_now() + 3590);
	run_script("UPDATE token_families SET access_until = now(),"
		   " created_at = created_at - interval '5400 seconds'");
	ck_assert_int_eq(rotate(&f, 1, &next), ROTATED);
	ck_assert_int_eq(next, 2);
	ck_ok(family_find(db, arena, ada, f.id, &found));
	ck_assert_int_eq(found.generation, 2);
	ck_assert_int_ge(found.access_until, clock_now() + 590);
	/* Not by `idle`, but to the absolute end: half an hour is left. */
	ck_assert_int_le(found.expires_at, clock_now() + 1800);
	ck_assert_int_ge(found.expires_at, clock_now() + 1790);
}
END_TEST

START_TEST(a_repetition_within_the_grace_has_the_same_successor)
{
	struct family f = make_family();
	int64_t next;
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATED);
	run_script(
	    "UPDATE token_families SET rotated_at = rotated_at - interval '8 seconds'");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_REPEATED);
		ck_assert_int_eq(next, 1);
	}
	/* Repeating doesn't make the grace longer. */
	run_script(
	    "UPDATE token_families SET rotated_at = rotated_at - interval '3 seconds'");
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_REUSED);
}
END_TEST

START_TEST(reuse_after_the_grace_ends_the_family)
{
	struct family f = make_family();
	int64_t next;
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATED);
	run_script(
	    "UPDATE token_families SET rotated_at = rotated_at - interval '11 seconds'");
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_REUSED);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
	ck_assert_int_eq(ask_number(MARKS), 1);
	ck_assert_int_eq(ask_number(EVENTS("refresh_token_reused")), 1);
	ck_assert_int_eq(rotate(&f, 1, &next), ROTATE_DEAD);
	ck_assert_int_eq(ask_number(EVENTS("refresh_token_reused")), 1);
}
END_TEST

START_TEST(two_generations_behind_is_reuse_at_once)
{
	struct family f = make_family();
	int64_t next;
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATED);
	ck_assert_int_eq(rotate(&f, 1, &next), ROTATED);
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_REUSED);
	ck_assert_int_eq(ask_number(FAMILIES), 0);
}
END_TEST

START_TEST(one_generation_ahead_is_accepted_and_two_are_not)
{
	struct family f = make_family();
	int64_t next;
	ck_assert_int_eq(rotate(&f, 2, &next), ROTATE_DEAD);
	ck_assert_int_eq(rotate(&f, 1, &next), ROTATED);
	ck_assert_int_eq(next, 2);
	ck_assert_int_eq(rotate(&f, 2, &next), ROTATED);
	ck_assert_int_eq(next, 3);
	ck_assert_int_eq(ask_number(FAMILIES), 1);
}
END_TEST

START_TEST(another_app_gets_nothing_and_ends_nothing)
{
	struct family f = make_family();
	int64_t next;
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATED);
	ck_assert_int_eq(rotate(&f, 1, &next), ROTATED);
	/* Neither the one that is good nor one whose use would be reuse. */
	ck_assert_int_eq(rotate_as(other_app, &f, 2, &next), ROTATE_DEAD);
	ck_assert_int_eq(rotate_as(other_app, &f, 0, &next), ROTATE_DEAD);
	ck_assert_int_eq(family_revoke(db, arena, ada, f.id, other_app), STORE_NONE);
	ck_assert_int_eq(rotate(&f, 2, &next), ROTATED);
}
END_TEST

START_TEST(a_disabled_person_or_the_end_of_its_time_is_its_death)
{
	struct family f = make_family(), found;
	int64_t next;
	run_script("UPDATE users SET disabled_at = now()");
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_DEAD);
	run_script("UPDATE users SET disabled_at = NULL");
	run_script("UPDATE token_families SET expires_at = now()");
	ck_assert_int_eq(rotate(&f, 0, &next), ROTATE_DEAD);
	ck_assert_int_eq(family_find(db, arena, ada, f.id, &found), STORE_NONE);
}
END_TEST

START_TEST(the_end_of_a_consent_marks_its_families)
{
	struct family one = make_family(), two = one, late = one;
	struct text before[2] = {uuid_text(arena, one.id)};
	two.id = uuid_new();
	late.id = uuid_new();
	ck_assert_int_eq(redeem(&two), REDEEMED);
	ck_assert_int_eq(redeem(&late), REDEEMED);
	/* Nobody can hold a good token of this one. */
	run_script(arena_printf(arena,
	    "UPDATE token_families SET access_until = now() - interval '2 hours'"
	    " WHERE id = '%.*s'",
	    TEXT_ARG(uuid_text(arena, late.id)))
		       .at);
	before[1] = uuid_text(arena, two.id);
	run_script("DELETE FROM consents");
	ck_assert_int_eq(ask_number(FAMILIES), 0);
	ck_assert_int_eq(ask_number(MARKS), 2);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
		    ask_number(arena_printf(arena,
			MARKS " AND subject = '%.*s' AND expires_at > now() +"
			      " interval '1 hour'",
			TEXT_ARG(before[i]))
				   .at),
		    1);
	int64_t next;
	ck_assert_int_eq(rotate(&one, 0, &next), ROTATE_DEAD);
	ck_assert_int_eq(redeem(&one), REDEEM_DEAD);
}
END_TEST

static Suite *
families_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("families", &tc);
	tcase_add_test(tc, a_code_is_good_once);
	tcase_add_test(tc, without_consent_or_with_a_disabled_person_a_code_is_dead);
	tcase_add_test(tc, a_family_whose_revocation_was_waited_for_stays_dead);
	tcase_add_test(tc, a_family_whose_revocation_was_taken_back_is_replayed);
	tcase_add_test(tc, a_code_whose_consent_goes_meanwhile_is_dead);
	tcase_add_test(tc, a_refresh_moves_one_generation_on);
	tcase_add_test(tc, a_repetition_within_the_grace_has_the_same_successor);
	tcase_add_test(tc, reuse_after_the_grace_ends_the_family);
	tcase_add_test(tc, two_generations_behind_is_reuse_at_once);
	tcase_add_test(tc, one_generation_ahead_is_accepted_and_two_are_not);
	tcase_add_test(tc, another_app_gets_nothing_and_ends_nothing);
	tcase_add_test(tc, a_disabled_person_or_the_end_of_its_time_is_its_death);
	tcase_add_test(tc, the_end_of_a_consent_marks_its_families);
	return suite;
}
HARNESS_SUITE(families_suite);
