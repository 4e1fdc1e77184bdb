#include "live/usage.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>

/*
 * Each thread counts in a table of its own. Its lock is the thread's, but for the moment
 * once a second in which the writer takes the counts.
 */
enum { ROOM = 4096, PROBES = 8 };

struct counter {
	struct uuid client_id;
	int64_t n[USAGES];
};

struct table {
	pthread_mutex_t lock; /* guards what follows */
	size_t used;
	struct counter counters[ROOM];
	uint64_t dropped;
	struct table *next; /* never changes */
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
	pthread_mutex_lock(&listing);
	own->next = tables;
	tables = own;
	pthread_mutex_unlock(&listing);
	return own;
}

/* NULL when there is no place; then the count is dropped, and said so. */
static struct counter *
counter_of(struct table *t, struct uuid client_id)
{
	uint64_t hash = uuid_hash(client_id);
	for (size_t i = 0; i < PROBES; i++) {
		struct counter *c = &t->counters[(hash + i) % ROOM];
		if (uuid_eq(c->client_id, client_id))
			return c;
		if (!uuid_is_nil(c->client_id))
			continue;
		c->client_id = client_id;
		t->used++;
		return c;
	}
	return NULL;
}

void
live_count(struct uuid client_id, enum usage what)
{
	struct table *t = own_table();
	pthread_mutex_lock(&t->lock);
	struct counter *c = counter_of(t, client_id);
	if (c)
		c->n[what]++;
	else
		t->dropped++;
	pthread_mutex_unlock(&t->lock);
}

/* What was taken and is not written yet: the writer's. */
enum { TAKEN_MOST = 100000 };
static struct usage_count *taken;
static size_t taken_n;
static uint64_t dropped;

static void
take_counter(const struct counter *c)
{
	for (int what = 0; what < USAGES; what++) {
		if (!c->n[what])
			continue;
		if (taken_n == TAKEN_MOST)
			dropped += (uint64_t)c->n[what];
		else
			taken[taken_n++] = (struct usage_count){
			    c->client_id, (enum usage)what, c->n[what]};
	}
}

static void
take_table(struct table *t)
{
	pthread_mutex_lock(&t->lock);
	for (size_t i = 0; i < ROOM && t->used; i++)
		take_counter(&t->counters[i]);
	if (t->used)
		memset(t->counters, 0, sizeof(t->counters));
	t->used = 0;
	dropped += t->dropped;
	t->dropped = 0;
	pthread_mutex_unlock(&t->lock);
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
	take_all();
	if (!taken_n)
		return;
	struct arena *a = arena_new();
	if (usage_add(db, a, taken, taken_n) == STORE_OK)
		taken_n = 0;
	arena_free(a);
}
