#include "live/usage.h"

#include "base/log.h"
#include "live/people.h"
#include "live/thread_tables.h"

#include <stdlib.h>

/* Once a second the writer gives a thread's table an empty half for the one that it
 * fills. */
enum { ROOM = 4096, PROBES = 8 };

struct seen {
	struct uuid client_id;
	uint64_t person;
};

struct counts {
	bool used;
	struct usage_count counters[ROOM];
	struct seen people[ROOM];
	uint64_t dropped;
};

struct table {
	struct thread_table thread; /* its lock guards `now` and that half */
	int now;
	struct counts halves[2]; /* the other one is the writer's */
};

static struct thread_tables tables = NO_THREAD_TABLES;
static _Thread_local struct table *own;

/* Locked. */
static struct counts *
own_counts(void)
{
	if (!own)
		own = thread_table_new(&tables, sizeof(*own));
	pthread_mutex_lock(&own->thread.lock);
	return &own->halves[own->now];
}

static void
unlock(void)
{
	pthread_mutex_unlock(&own->thread.lock);
}

/* NULL when there is no place; then the count is dropped, and said so. */
static struct usage_count *
counter_of(struct counts *t, struct uuid client_id, const char *what)
{
	uint64_t hash = uuid_hash(client_id) + (uintptr_t)what;
	for (size_t i = 0; i < PROBES; i++) {
		struct usage_count *c = &t->counters[(hash + i) % ROOM];
		if (uuid_eq(c->client_id, client_id) && c->what == what)
			return c;
		if (!uuid_is_nil(c->client_id))
			continue;
		*c = (struct usage_count){.client_id = client_id, .what = what};
		return c;
	}
	return NULL;
}

/* `what` is static: the same one is at the same address. */
static void
count(struct uuid client_id, const char *what, bool is_error)
{
	struct counts *now = own_counts();
	struct usage_count *c = counter_of(now, client_id, what);
	now->used = true;
	if (c) {
		c->is_error = is_error;
		c->n++;
	} else {
		now->dropped++;
	}
	unlock();
}

void
live_count(struct uuid client_id, enum usage what)
{
	count(client_id, usage_name(what), false);
}

void
live_count_error(struct uuid client_id, const char *code)
{
	count(client_id, code, true);
}

static bool
note_person(struct counts *t, struct seen who)
{
	uint64_t hash = uuid_hash(who.client_id) + who.person;
	for (size_t i = 0; i < PROBES; i++) {
		struct seen *s = &t->people[(hash + i) % ROOM];
		if (uuid_is_nil(s->client_id))
			*s = who;
		if (uuid_eq(s->client_id, who.client_id) && s->person == who.person)
			return true;
	}
	return false;
}

void
live_count_person(struct uuid client_id, struct uuid user_id)
{
	struct seen who = {client_id, sketch_hash(user_id)};
	struct counts *now = own_counts();
	now->used = true;
	if (!note_person(now, who))
		now->dropped++;
	unlock();
}

/* What was taken and is not written yet: the writer's. */
enum { TAKEN_MOST = 100000 };
static struct usage_count *taken;
static size_t taken_n;
static uint64_t dropped;

static void
take_counter(const struct usage_count *c)
{
	if (!c->n)
		return;
	if (taken_n == TAKEN_MOST)
		dropped += (uint64_t)c->n;
	else
		taken[taken_n++] = *c;
}

static void
take_person(const struct seen *s)
{
	if (!uuid_is_nil(s->client_id) && !people_note(s->client_id, s->person))
		dropped++;
}

static void
take_table(struct table *t)
{
	pthread_mutex_lock(&t->thread.lock);
	struct counts *full = &t->halves[t->now];
	bool used = full->used;
	if (used)
		t->now = !t->now;
	pthread_mutex_unlock(&t->thread.lock);
	if (!used)
		return;
	for (size_t i = 0; i < ROOM; i++) {
		take_counter(&full->counters[i]);
		take_person(&full->people[i]);
	}
	dropped += full->dropped;
	memset(full, 0, sizeof(*full));
}

static void
take_all(void)
{
	if (!taken)
		taken = calloc(TAKEN_MOST, sizeof(*taken));
	if (!taken)
		abort();
	for (struct thread_table *t = thread_tables_list(&tables); t; t = t->next)
		take_table((struct table *)t);
	if (dropped)
		log_warn("usage_not_counted", LN("events", dropped));
	dropped = 0;
}

void
live_usage_write(struct db *db)
{
	struct arena *a = arena_new();
	take_all();
	if (taken_n && usage_add(db, a, taken, taken_n) == STORE_OK)
		taken_n = 0;
	people_write(db, a);
	arena_free(a);
}
