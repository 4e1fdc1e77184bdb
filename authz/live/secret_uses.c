#include "live/secret_uses.h"

#include "base/builder.h"
#include "live/thread_tables.h"

#include <string.h>

/* What finds no place is not noted: the next use of it will be, in the same hour if it is
 * in use. */
enum { ROOM = 1024, PROBES = 8 };

struct table {
	struct thread_table thread;
	size_t used;
	struct uuid ids[ROOM];
};

static struct thread_tables tables = NO_THREAD_TABLES;
static _Thread_local struct table *own;

static void
note(struct table *t, struct uuid id)
{
	uint64_t hash = uuid_hash(id);
	for (size_t i = 0; i < PROBES; i++) {
		struct uuid *place = &t->ids[(hash + i) % ROOM];
		if (uuid_eq(*place, id))
			return;
		if (!uuid_is_nil(*place))
			continue;
		*place = id;
		t->used++;
		return;
	}
}

void
live_secret_used(struct uuid secret_id)
{
	if (!own)
		own = thread_table_new(&tables, sizeof(*own));
	pthread_mutex_lock(&own->thread.lock);
	note(own, secret_id);
	pthread_mutex_unlock(&own->thread.lock);
}

/* What was taken and is not written yet: the writer's. */
enum { TAKEN_MOST = 16 * ROOM };
static struct uuid taken[TAKEN_MOST];
static size_t taken_n;

static void
take_table(struct table *t)
{
	pthread_mutex_lock(&t->thread.lock);
	for (size_t i = 0; t->used && i < ROOM; i++)
		if (!uuid_is_nil(t->ids[i]) && taken_n < TAKEN_MOST)
			taken[taken_n++] = t->ids[i];
	if (t->used)
		memset(t->ids, 0, sizeof(t->ids));
	t->used = 0;
	pthread_mutex_unlock(&t->thread.lock);
}

void
live_secret_uses_write(struct db *db)
{
	for (struct thread_table *t = thread_tables_list(&tables); t; t = t->next)
		take_table((struct table *)t);
	if (!taken_n)
		return;
	struct arena *a = arena_new();
	struct texts_builder ids = texts_builder_new(a);
	for (size_t i = 0; i < taken_n; i++)
		texts_add(&ids, uuid_text(a, taken[i]));
	/* What the database will never take must not be in the way of the rest. */
	if (client_secrets_used(db, a, texts_done(&ids)) != STORE_AWAY)
		taken_n = 0;
	arena_free(a);
}
