/* What several nodes do with the same endpoints. */
#include "harness.h"

#include "base/cleanup.h"
#include "store/store.h"
#include "store/webhook_sending.h"

#include <pthread.h>
#include <unistd.h>

#define APP "00000000-0000-4000-8000-00000000000a"
enum { LEASE = 30 };

static struct uuid
id_of(const char *text)
{
	struct uuid id;
	ck_assert(uuid_parse(text_of(text), &id));
	return id;
}

/* An app with an endpoint that wants everything. */
static struct webhook
endpoint(const char *id)
{
	static const struct text all[] = {TEXT_INIT("app.changed")};
	struct webhook w = {.id = id_of(id),
	    .client_id = id_of(APP),
	    .url = TEXT("https://a.example/"),
	    .events = {all, 1},
	    .secret = TEXT("sealed"),
	    .enabled = true};
	run_script("INSERT INTO apps (id, name, kind, auth_method) VALUES ('" APP
		   "', 'An app', 'service', 'none') ON CONFLICT DO NOTHING");
	ck_ok(db_begin(db));
	ck_ok(webhook_add(db, arena, &w));
	ck_ok(db_commit(db));
	return w;
}
#define ONE "00000000-0000-4000-8000-000000000001"
#define OTHER "00000000-0000-4000-8000-000000000002"

static struct webhook_event
happened(void)
{
	return (struct webhook_event){
	    .id = uuid_new(), .client_id = id_of(APP), .type = TEXT("app.changed")};
}

static void
distribute(struct db *by, const struct webhook_event *e)
{
	ck_ok(webhook_event_distribute(by, arena, e, TEXT("{}")));
}

static void
settle(struct db *by, const struct webhook_attempt *t, const struct webhook_outcome *o)
{
	ck_ok(db_begin(by));
	ck_ok(webhook_settle(by, arena, t, o));
	ck_ok(db_commit(by));
}

static const struct webhook_outcome arrived = {.delivered = true, .status = 200};

START_TEST(one_node_alone_sends_to_an_endpoint)
{
	struct db *other = db_new(store_url());
	struct webhook_attempt t;
	endpoint(ONE);
	struct webhook_event first = happened(), second = happened();
	distribute(db, &first);
	distribute(other, &second);
	/* Twice the same is one message. */
	distribute(other, &first);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM webhook_messages"), 2);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	ck_assert(uuid_eq(t.message_id, first.id));
	ck_assert_int_eq(webhook_claim(other, arena, false, LEASE, &t), STORE_NONE);
	ck_assert_int_eq(webhook_claim(other, arena, true, LEASE, &t), STORE_NONE);
	/* The node died on the way: somebody sends the same once more. */
	run_script("UPDATE webhooks SET busy_until = now() - interval '1 s'");
	ck_ok(webhook_claim(other, arena, false, LEASE, &t));
	ck_assert(uuid_eq(t.message_id, first.id));
	settle(other, &t, &arrived);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	ck_assert(uuid_eq(t.message_id, second.id));
	settle(db, &t, &arrived);
	ck_assert_int_eq(webhook_claim(db, arena, false, LEASE, &t), STORE_NONE);
	db_free(other);
}
END_TEST

/* What another node does at the same moment. */
struct race {
	struct webhook_event event;
	struct webhook_attempt attempt;
	enum store_status status;
};

static void *
distribute_there(void *of)
{
	struct race *race = of;
	struct db *there = db_new(store_url());
	struct arena *a = arena_new();
	race->status = webhook_event_distribute(there, a, &race->event, TEXT("{}"));
	arena_free(a);
	db_free(there);
	return NULL;
}

static void *
settle_there(void *of)
{
	struct race *race = of;
	struct db *there = db_new(store_url());
	struct arena *a = arena_new();
	race->status = db_begin(there);
	if (race->status == STORE_OK)
		race->status = webhook_settle(there, a, &race->attempt, &arrived);
	if (race->status == STORE_OK)
		race->status = db_commit(there);
	arena_free(a);
	db_free(there);
	return NULL;
}

/* Begins on this connection what the other node has to wait for. */
static void
run_race(struct race *race, bool settles_first)
{
	pthread_t thread;
	endpoint(ONE);
	struct webhook_event first = happened();
	distribute(db, &first);
	ck_ok(webhook_claim(db, arena, false, LEASE, &race->attempt));
	race->event = happened();
	ck_ok(db_begin(db));
	if (settles_first)
		ck_ok(webhook_settle(db, arena, &race->attempt, &arrived));
	else
		distribute(db, &race->event);
	ck_assert_int_eq(pthread_create(&thread, NULL,
			     settles_first ? distribute_there : settle_there, race),
	    0);
	usleep(500000); /* it waits for our lock by now */
	ck_ok(db_commit(db));
	pthread_join(thread, NULL);
	ck_ok(race->status);
}

START_TEST(what_comes_while_an_attempt_is_settled_is_not_forgotten)
{
	struct race race;
	struct webhook_attempt t;
	run_race(&race, _i);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	ck_assert(uuid_eq(t.message_id, race.event.id));
}
END_TEST

START_TEST(slow_endpoints_are_for_other_senders)
{
	static const struct webhook_outcome failed = {
	    .slow = true, .again_in = 1, .error = TEXT_INIT("no")};
	struct webhook_attempt t;
	struct webhook w = endpoint(ONE);
	struct webhook_event e = happened();
	distribute(db, &e);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	settle(db, &t, &failed);
	run_script("UPDATE webhook_messages SET next_at = now(); "
		   "UPDATE webhooks SET next_at = now()");
	endpoint(OTHER);
	struct webhook_event next = happened();
	distribute(db, &next);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	ck_assert(!uuid_eq(t.webhook.id, w.id));
	ck_ok(webhook_claim(db, arena, true, LEASE, &t));
	ck_assert(uuid_eq(t.webhook.id, w.id));
	/* What is new goes before what failed. */
	ck_assert(uuid_eq(t.message_id, next.id));
	ck_assert_int_ne(t.webhook.failing_since, 0);
	settle(db, &t, &arrived);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM webhooks WHERE slow OR failing_since IS NOT "
		       "NULL"),
	    0);
}
END_TEST

static int64_t
due(void)
{
	return ask_number("SELECT count(*) FROM webhooks WHERE next_at <= now()");
}

START_TEST(an_endpoint_that_fails_rests_unless_somebody_wants_to_know)
{
	static const struct webhook_outcome failed = {
	    .slow = true, .again_in = 1, .rest = 600};
	struct webhook_attempt t;
	struct webhook w = endpoint(ONE);
	struct webhook_event e = happened();
	distribute(db, &e);
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	settle(db, &t, &failed);
	run_script("UPDATE webhook_messages SET next_at = now() - interval '1 s'");
	struct webhook_event next = happened();
	distribute(db, &next);
	ck_assert_int_eq(due(), 0);
	/* A test of the endpoint lifts the rest, and goes before what failed. */
	struct webhook_event test = happened();
	test.webhook_id = w.id;
	distribute(db, &test);
	ck_assert_int_eq(due(), 1);
	ck_ok(webhook_claim(db, arena, true, LEASE, &t));
	ck_assert(!uuid_eq(t.message_id, e.id));
	settle(db, &t, &failed);
	ck_assert_int_eq(due(), 0);
	/* So does a message that is sent again. */
	ck_ok(webhook_message_again(db, arena, w.id, e.id));
	ck_assert_int_eq(due(), 1);
	/* Once all has arrived, nothing is due. */
	run_script("UPDATE webhook_messages SET state = 'delivered' WHERE id <> "
		   "(SELECT min(id::text)::uuid FROM webhook_messages)");
	ck_ok(webhook_claim(db, arena, true, LEASE, &t));
	settle(db, &t, &arrived);
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM webhooks WHERE next_at IS NOT NULL"), 0);
}
END_TEST

START_TEST(an_endpoint_that_is_switched_off_gives_up_what_waits)
{
	struct webhook_attempt t;
	endpoint(ONE);
	for (int i = 0; i < 3; i++) {
		struct webhook_event e = happened();
		distribute(db, &e);
	}
	ck_ok(webhook_claim(db, arena, false, LEASE, &t));
	settle(db, &t, &(struct webhook_outcome){.off_because = TEXT("gone")});
	ck_assert_int_eq(
	    ask_number("SELECT count(*) FROM webhook_messages WHERE state = 'failed'"),
	    3);
	run_script("UPDATE webhooks SET busy_until = now()");
	ck_assert_int_eq(webhook_claim(db, arena, false, LEASE, &t), STORE_NONE);
	struct webhook_event late = happened();
	distribute(db, &late);
	ck_assert_int_eq(ask_number("SELECT count(*) FROM webhook_messages"), 3);
}
END_TEST

START_TEST(each_event_is_taken_by_one_node)
{
	struct db *other = db_new(store_url());
	struct webhook_event e;
	endpoint(ONE);
	run_script("UPDATE apps SET name = 'Another'; UPDATE apps SET homepage = 'x'; "
		   "UPDATE apps SET updated_at = now()");
	ck_assert_int_eq(ask_number("SELECT count(*) FROM webhook_events"), 2);
	ck_ok(db_begin(db));
	ck_ok(webhook_event_take(db, arena, &e));
	struct uuid first = e.id;
	ck_ok(webhook_event_take(other, arena, &e));
	ck_assert(!uuid_eq(e.id, first));
	ck_assert_int_eq(webhook_event_take(other, arena, &e), STORE_NONE);
	/* Which fails, and another takes it. */
	db_rollback(db);
	ck_ok(webhook_event_take(other, arena, &e));
	ck_assert(uuid_eq(e.id, first));
	db_free(other);
}
END_TEST

static Suite *
webhooks_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("store: webhooks", &tc);
	tcase_add_test(tc, one_node_alone_sends_to_an_endpoint);
	tcase_add_loop_test(
	    tc, what_comes_while_an_attempt_is_settled_is_not_forgotten, 0, 2);
	tcase_add_test(tc, slow_endpoints_are_for_other_senders);
	tcase_add_test(tc, an_endpoint_that_fails_rests_unless_somebody_wants_to_know);
	tcase_add_test(tc, an_endpoint_that_is_switched_off_gives_up_what_waits);
	tcase_add_test(tc, each_event_is_taken_by_one_node);
	return suite;
}
HARNESS_SUITE(webhooks_suite);
