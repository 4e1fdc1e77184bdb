#include "live/usage.h"

#include "base/log.h"
#include "live/people.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * Each thread counts in a table of its own. Its lock is the thread's, but for the moment
 * once a second in which the writer gives it an empty half for the one that it fills.
 */
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
	pthread_mutex_t lock; /* guards `now` and what it points to */
	struct counts *now;
	struct counts halves[2]; /* the other one is the writer's */
	struct table *next;	 /* never changes */
};

/* All threads' tables; they stay when their thread ends. `listing` guards the list. */
static pthread_mutex_t listing = PTHREAD_MUTEX_INITIALIZER;
static struct table *tables;
static _Thread_local struct table *own;

static struct table *
own_table(void)
{
	if (own)
		return own;
	own = calloc(1, sizeof(*own));
	if (!own)
		abort();
	pthread_mutex_init(&own->lock, NULL);
	own->now = &own->halves[0];
	pthread_mutex_lock(&listing);
	own->next = tables;
	tables = own;
	pthread_mutex_unlock(&listing);
	return own;
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
	struct table *t = own_table();
	pthread_mutex_lock(&t->lock);
	struct usage_count *c = counter_of(t->now, client_id, what);
	t->now->used = true;
	if (c) {
		c->is_error = is_error;
		c->n++;
	} else {
		t->now->dropped++;
	}
	pthread_mutex_unlock(&t->lock);
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
	struct table *t = own_table();
	struct seen who = {client_id, sketch_hash(user_id)};
	pthread_mutex_lock(&t->lock);
	t->now->used = true;
	if (!note_person(t->now, who))
		t->now->dropped++;
	pthread_mutex_unlock(&t->lock);
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
	pthread_mutex_lock(&t->lock);
	struct counts *full = t->now;
	if (full->used)
		t->now = &t->halves[full == &t->halves[0]];
	pthread_mutex_unlock(&t->lock);
	if (full == t->now)
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
	pthread_mutex_lock(&listing);
	struct table *first = tables;
	pthread_mutex_unlock(&listing);
	for (struct table *t = first; t; t = t->next)
		take_table(t);
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
