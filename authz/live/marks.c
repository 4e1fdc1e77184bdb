#include "live/marks.h"

#include "base/clock.h"
#include "base/log.h"
#include "live/retired.h"

#include <stdatomic.h>
#include <stdlib.h>

/*
 * An open-addressed table that only gains members; when half full, a table twice as large
 * takes its place, and the old one waits for its last reader.
 */
struct slot {
	_Atomic unsigned kind; /* 0: empty; written last */
	struct uuid id;
	uint64_t serial; /* of a single token; else 0 */
	_Atomic int64_t before;
};

struct table {
	size_t n, room; /* room is a power of 2 */
	struct slot slots[];
};

enum { ROOM_FIRST = 256 };

static _Atomic(struct table *) current;
static atomic_ullong epoch;
static atomic_llong count; /* of what is in `current` */
static struct retired_list retired;

struct mark_key {
	unsigned kind;
	struct uuid id;
	uint64_t serial;
};

uint64_t
marks_epoch(void)
{
	return atomic_load_explicit(&epoch, memory_order_acquire);
}

void
marks_renew_epoch(void)
{
	atomic_fetch_add_explicit(&epoch, 1, memory_order_acq_rel);
}

int64_t
marks_count(void)
{
	return count;
}

/* A single token's serial is the text behind the dot of its jti. */
static bool
key_of(enum mark_kind kind, struct text subject, struct mark_key *out)
{
	size_t dot = text_index(subject, '.');
	struct text serial = text_part(subject, dot + 1, subject.n);
	*out = (struct mark_key){.kind = kind};
	if (!uuid_parse(text_part(subject, 0, dot), &out->id))
		return false;
	out->serial = 0xcbf29ce484222325u; /* FNV-1a; compared beside a whole UUID */
	for (size_t i = 0; i < serial.n; i++)
		out->serial =
		    (out->serial ^ (unsigned char)serial.at[i]) * 0x100000001b3u;
	if (kind != MARK_TOKEN)
		out->serial = 0;
	return true;
}

static struct mark_key
id_key(enum mark_kind kind, struct uuid id)
{
	return (struct mark_key){.kind = kind, .id = id};
}

/* The key's slot, or the empty one where it belongs. */
static struct slot *
slot_of(struct table *t, const struct mark_key *key)
{
	for (size_t at = uuid_hash(key->id);; at++) {
		struct slot *s = &t->slots[at & (t->room - 1)];
		unsigned kind = atomic_load_explicit(&s->kind, memory_order_acquire);
		if (!kind || (kind == key->kind && s->serial == key->serial &&
				 uuid_eq(s->id, key->id)))
			return s;
	}
}

/* Is there a mark, and (of clients and users) does it cover what was issued then? */
static bool
marked(struct table *t, const struct mark_key *key, int64_t issued_at)
{
	const struct slot *s = slot_of(t, key);
	if (!atomic_load_explicit(&s->kind, memory_order_acquire))
		return false;
	if (key->kind == MARK_FAMILY || key->kind == MARK_TOKEN)
		return true;
	return atomic_load_explicit(&s->before, memory_order_acquire) + MARK_SKEW >=
	       issued_at;
}

bool
marks_allow(const struct token_facts *f)
{
	struct table *t = atomic_load_explicit(&current, memory_order_acquire);
	struct mark_key token, client = id_key(MARK_CLIENT, f->client_id),
			       family = id_key(MARK_FAMILY, f->family),
			       user = id_key(MARK_USER, f->user_id);
	if (!t || !key_of(MARK_TOKEN, f->jti, &token))
		return false;
	if (marked(t, &token, f->issued_at) || marked(t, &client, f->issued_at))
		return false;
	if (uuid_is_nil(f->user_id))
		return true;
	return !marked(t, &family, f->issued_at) && !marked(t, &user, f->issued_at);
}

static struct table *
table_new(size_t room)
{
	struct table *t = calloc(1, sizeof(*t) + room * sizeof(struct slot));
	if (!t)
		abort();
	t->room = room;
	return t;
}

static void
insert(struct table *t, const struct mark_key *key, int64_t before)
{
	struct slot *s = slot_of(t, key);
	if (atomic_load_explicit(&s->before, memory_order_relaxed) < before)
		atomic_store_explicit(&s->before, before, memory_order_release);
	if (atomic_load_explicit(&s->kind, memory_order_relaxed))
		return;
	s->id = key->id;
	s->serial = key->serial;
	atomic_store_explicit(&s->kind, key->kind, memory_order_release);
	t->n++;
}

static struct table *
larger(struct table *old)
{
	struct table *t = table_new(old->room * 2);
	for (size_t i = 0; i < old->room; i++) {
		const struct slot *s = &old->slots[i];
		if (s->kind)
			insert(
			    t, &(struct mark_key){s->kind, s->id, s->serial}, s->before);
	}
	return t;
}

static void
publish(struct table *t)
{
	struct table *old = current;
	atomic_store_explicit(&current, t, memory_order_release);
	count = (long long)t->n;
	marks_renew_epoch();
	retire(&retired, old, free);
}

static void
add_to(struct table **t, const struct mark *mark)
{
	struct mark_key key;
	if (!key_of(mark->kind, mark->subject, &key)) {
		log_warn("mark_malformed", LN("kind", mark->kind));
		return;
	}
	if (((*t)->n + 1) * 2 > (*t)->room) {
		struct table *small = *t;
		*t = larger(small);
		if (small != current)
			free(small);
	}
	insert(*t, &key, mark->before);
}

static void
add_loaded(void *context, const struct mark *mark)
{
	add_to(context, mark);
}

enum store_status
marks_load(struct db *db, struct arena *a)
{
	struct table *fresh = table_new(ROOM_FIRST);
	enum store_status status = marks_list(db, a, add_loaded, &fresh);
	if (status == STORE_OK)
		publish(fresh);
	else
		free(fresh);
	return status;
}

void
marks_add(const struct mark *mark)
{
	struct table *t = current;
	if (!t)
		return;
	add_to(&t, mark);
	if (t != current)
		publish(t);
	else
		marks_renew_epoch();
	count = (long long)t->n;
}

void
marks_free(void)
{
	free(current);
	current = NULL;
	retired_free(&retired);
}
