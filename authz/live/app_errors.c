#include "live/app_errors.h"

#include "base/clock.h"
#include "base/log.h"
#include "live/thread_tables.h"

/* An app may have OF_ONE_APP kinds in a thread's table, so that one app's errors leave
 * room for the others', and what nobody has proven half of the room. */
enum { ROOM = 128, OF_ONE_APP = 8 };

struct slot {
	struct app_error e;
	struct arena *memory; /* NULL: the slot is free */
	struct uuid requests[APP_ERROR_REQUESTS_AT_ONCE];
	struct uuid coarse;
};

struct table {
	struct thread_table thread;
	struct slot slots[ROOM];
	size_t used;
	uint64_t dropped;
};

static struct thread_tables tables = NO_THREAD_TABLES;
static _Thread_local struct table *own;

static struct slot *
find(struct slot *slots, size_t n, struct uuid client_id, struct uuid kind)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(slots[i].e.client_id, client_id) &&
		    uuid_eq(slots[i].e.kind, kind))
			return &slots[i];
	return NULL;
}

/* The latest request first, the oldest falls off. */
static void
note_request(struct slot *s, struct uuid request)
{
	size_t kept = s->e.request_count;
	if (kept == APP_ERROR_REQUESTS_AT_ONCE)
		kept--;
	memmove(&s->requests[1], s->requests, kept * sizeof(request));
	s->requests[0] = request;
	s->e.request_count = kept + 1;
}

static bool
has_many(const struct table *t, const struct app_error *e)
{
	size_t n = 0;
	for (size_t i = 0; i < t->used; i++)
		n += uuid_eq(t->slots[i].e.client_id, e->client_id) &&
		     t->slots[i].e.proven == e->proven;
	return n >= OF_ONE_APP;
}

/* What is left of an error whose own kind there is no room for. */
static void
make_coarse(struct app_error *e, struct uuid coarse)
{
	e->kind = coarse;
	e->sentence = NO_TEXT;
	e->details = TEXT("{\"sampled\":true}");
}

static void
fill(struct slot *s, const struct app_error *e, struct uuid coarse)
{
	s->memory = arena_new();
	s->coarse = coarse;
	s->e = *e;
	s->e.endpoint = arena_text(s->memory, e->endpoint);
	s->e.code = arena_text(s->memory, e->code);
	s->e.sentence = arena_text(s->memory, e->sentence);
	s->e.details = arena_text(s->memory, e->details);
	s->e.n = 0;
	s->e.request_count = 0;
	s->e.first_at = clock_now_ms() * 1000;
}

static struct slot *
slot_for(struct table *t, const struct app_error *e, struct uuid coarse)
{
	struct app_error kept = *e;
	struct slot *s = find(t->slots, t->used, e->client_id, e->kind);
	if (!s && has_many(t, e)) {
		make_coarse(&kept, coarse);
		s = find(t->slots, t->used, e->client_id, coarse);
	}
	if (s || t->used == (e->proven ? ROOM : ROOM / 2))
		return s;
	s = &t->slots[t->used++];
	fill(s, &kept, coarse);
	return s;
}

void
live_app_error(const struct app_error *e, struct uuid coarse)
{
	if (!own)
		own = thread_table_new(&tables, sizeof(*own));
	pthread_mutex_lock(&own->thread.lock);
	struct slot *s = slot_for(own, e, coarse);
	if (s) {
		s->e.n++;
		s->e.last_at = clock_now_ms() * 1000;
		note_request(s, e->requests[0]);
	} else {
		own->dropped++;
	}
	pthread_mutex_unlock(&own->thread.lock);
}

/* What was taken and is not written yet: the writer's. */
enum { TAKEN_MOST = 2000 };
static struct slot taken[TAKEN_MOST];
static size_t taken_n;
static uint64_t dropped;

/* What strangers send takes no more than so much of an app's list, and of our time. */
enum { BUDGETS = 1024, STRANGERS_KINDS = 20, BUDGET_MS = 60000 };
static struct budget {
	struct uuid client_id;
	int64_t since;
	int kinds;
} budgets[BUDGETS];

static bool
within_budget(struct uuid client_id)
{
	struct budget *b = &budgets[uuid_hash(client_id) % BUDGETS];
	int64_t now = clock_now_ms();
	if (!uuid_eq(b->client_id, client_id) || now - b->since >= BUDGET_MS)
		*b = (struct budget){client_id, now, 0};
	return b->kinds++ < STRANGERS_KINDS;
}

static void
merge(struct slot *into, struct slot *s)
{
	into->e.n += s->e.n;
	if (s->e.first_at < into->e.first_at)
		into->e.first_at = s->e.first_at;
	if (s->e.last_at > into->e.last_at)
		into->e.last_at = s->e.last_at;
	for (size_t i = s->e.request_count; i-- > 0;)
		note_request(into, s->requests[i]);
	arena_free(s->memory);
}

static void
take_slot(struct slot *s)
{
	struct slot *same = find(taken, taken_n, s->e.client_id, s->e.kind);
	if (!same && !s->e.proven && !within_budget(s->e.client_id)) {
		make_coarse(&s->e, s->coarse);
		same = find(taken, taken_n, s->e.client_id, s->e.kind);
	}
	if (same) {
		merge(same, s);
	} else if (taken_n < TAKEN_MOST) {
		taken[taken_n++] = *s;
	} else {
		dropped += (uint64_t)s->e.n;
		arena_free(s->memory);
	}
}

static void
take_table(struct table *t)
{
	pthread_mutex_lock(&t->thread.lock);
	for (size_t i = 0; i < t->used; i++)
		take_slot(&t->slots[i]);
	if (t->used)
		memset(t->slots, 0, t->used * sizeof(t->slots[0]));
	t->used = 0;
	dropped += t->dropped;
	t->dropped = 0;
	pthread_mutex_unlock(&t->thread.lock);
}

static void
take_all(void)
{
	for (struct thread_table *t = thread_tables_list(&tables); t; t = t->next)
		take_table((struct table *)t);
	if (dropped)
		log_warn("app_errors_not_kept", LN("errors", dropped));
	dropped = 0;
}

void
live_app_errors_write(struct db *db)
{
	take_all();
	if (!taken_n)
		return;
	struct arena *a = arena_new();
	struct app_error *errors = ARENA_ARRAY(a, taken_n, struct app_error);
	for (size_t i = 0; i < taken_n; i++) {
		errors[i] = taken[i].e;
		errors[i].requests = taken[i].requests;
	}
	enum store_status status = app_errors_add(db, a, errors, taken_n);
	arena_free(a);
	/* What the database will never take must not be in the way of the rest. */
	if (status == STORE_AWAY)
		return;
	for (size_t i = 0; i < taken_n; i++)
		arena_free(taken[i].memory);
	taken_n = 0;
}
