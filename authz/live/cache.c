#include "live/cache.h"

#include "base/uuid.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/*
 * A stripe is a ring of entries, written one behind the other, and an index of buckets of
 * positions in it. Positions only grow: the entry at `p` stands at `p % ring`, and is
 * there until the ring was written over. Nothing is ever freed or moved.
 */
enum { STRIPES = 64, WAYS = 4, ALIGN = 16, EXPECTED_ENTRY = 512 };

struct entry {
	unsigned char key[CACHE_KEY];
	uint64_t stamp;
	uint32_t size, room; /* of the value; of the whole entry */
	char value[];
};

struct bucket {
	uint64_t at[WAYS]; /* positions + 1; 0: empty */
};

struct stripe {
	alignas(64) pthread_mutex_t lock; /* guards all of the stripe */
	uint64_t head;			  /* where the next entry goes */
	struct bucket *index;
	char *ring;
};

struct cache {
	size_t bytes, buckets, ring; /* of all; of each stripe */
	void *memory;
	struct stripe stripes[STRIPES];
};

static uint64_t
hash_of(const unsigned char key[CACHE_KEY])
{
	struct uuid id;
	memcpy(id.bytes, key, CACHE_KEY);
	return uuid_hash(id);
}

struct cache *
cache_new(size_t bytes)
{
	struct cache *c = calloc(1, sizeof(*c));
	size_t each = bytes / STRIPES;
	if (!c)
		abort();
	c->bytes = bytes;
	for (c->buckets = 1; c->buckets * WAYS * EXPECTED_ENTRY < each;)
		c->buckets *= 2;
	size_t index = c->buckets * sizeof(struct bucket);
	c->ring = (each - index) / ALIGN * ALIGN;
	c->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (c->memory == MAP_FAILED || each < 4 * CACHE_VALUE_MOST) {
		fputs("authz: no memory for a cache\n", stderr);
		abort();
	}
	madvise(c->memory, bytes, MADV_DONTDUMP);
	for (size_t i = 0; i < STRIPES; i++) {
		char *own = (char *)c->memory + i * each / ALIGN * ALIGN;
		pthread_mutex_init(&c->stripes[i].lock, NULL);
		c->stripes[i].index = (struct bucket *)(void *)own;
		c->stripes[i].ring = own + index;
	}
	return c;
}

void
cache_free(struct cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < STRIPES; i++)
		pthread_mutex_destroy(&c->stripes[i].lock);
	/* The kernel gives the pages to nobody before it has wiped them. */
	munmap(c->memory, c->bytes);
	free(c);
}

static struct stripe *
lock_stripe(struct cache *c, uint64_t hash)
{
	struct stripe *s = &c->stripes[hash % STRIPES];
	pthread_mutex_lock(&s->lock);
	return s;
}

static struct bucket *
bucket_of(const struct cache *c, const struct stripe *s, uint64_t hash)
{
	return &s->index[(hash / STRIPES) & (c->buckets - 1)];
}

static struct entry *
entry_at(const struct cache *c, const struct stripe *s, uint64_t position)
{
	return (struct entry *)(void *)(s->ring + position % c->ring);
}

/* Was it not written over yet? */
static bool
is_there(const struct cache *c, const struct stripe *s, uint64_t at)
{
	return at && at - 1 + c->ring >= s->head;
}

static struct entry *
find(const struct cache *c, const struct stripe *s, const unsigned char key[CACHE_KEY],
    uint64_t **slot)
{
	struct bucket *b = bucket_of(c, s, hash_of(key));
	for (size_t i = 0; i < WAYS; i++) {
		if (!is_there(c, s, b->at[i]))
			continue;
		struct entry *e = entry_at(c, s, b->at[i] - 1);
		if (memcmp(e->key, key, CACHE_KEY) != 0)
			continue;
		*slot = &b->at[i];
		return e;
	}
	return NULL;
}

bool
cache_get(struct cache *c, const unsigned char key[CACHE_KEY], struct arena *a,
    struct text *value, uint64_t *stamp)
{
	uint64_t *slot;
	struct stripe *s = lock_stripe(c, hash_of(key));
	const struct entry *e = find(c, s, key, &slot);
	if (e) {
		*value = arena_text(a, (struct text){e->value, e->size});
		*stamp = e->stamp;
	}
	pthread_mutex_unlock(&s->lock);
	return e != NULL;
}

/* Room for an entry at the head; it must not wrap. */
static uint64_t
take_room(const struct cache *c, struct stripe *s, size_t room)
{
	size_t left = c->ring - s->head % c->ring;
	if (left < room)
		s->head += left;
	uint64_t position = s->head;
	s->head += room;
	return position;
}

/* The key's own slot, or an empty one, or the oldest's. */
static uint64_t *
choose_slot(
    const struct cache *c, const struct stripe *s, const unsigned char key[CACHE_KEY])
{
	uint64_t *slot;
	if (find(c, s, key, &slot))
		return slot;
	struct bucket *b = bucket_of(c, s, hash_of(key));
	slot = &b->at[0];
	for (size_t i = 1; i < WAYS; i++)
		if (b->at[i] < *slot)
			slot = &b->at[i];
	return slot;
}

void
cache_put(struct cache *c, const unsigned char key[CACHE_KEY], struct text value,
    uint64_t stamp)
{
	if (value.n > CACHE_VALUE_MOST)
		return;
	size_t room = (sizeof(struct entry) + value.n + ALIGN - 1) / ALIGN * ALIGN;
	struct stripe *s = lock_stripe(c, hash_of(key));
	uint64_t *slot;
	struct entry *e = find(c, s, key, &slot);
	if (!e || e->room < room) {
		slot = choose_slot(c, s, key);
		uint64_t position = take_room(c, s, room);
		*slot = position + 1;
		e = entry_at(c, s, position);
		memcpy(e->key, key, CACHE_KEY);
		e->room = (uint32_t)room;
	}
	e->stamp = stamp;
	e->size = (uint32_t)value.n;
	if (value.n)
		memcpy(e->value, value.at, value.n);
	pthread_mutex_unlock(&s->lock);
}

void
cache_restamp(struct cache *c, const unsigned char key[CACHE_KEY], uint64_t stamp)
{
	uint64_t *slot;
	struct stripe *s = lock_stripe(c, hash_of(key));
	struct entry *e = find(c, s, key, &slot);
	if (e)
		e->stamp = stamp;
	pthread_mutex_unlock(&s->lock);
}

size_t
cache_used(struct cache *c)
{
	size_t used = 0;
	for (size_t i = 0; i < STRIPES; i++) {
		struct stripe *s = lock_stripe(c, i);
		used += s->head < c->ring ? (size_t)s->head : c->ring;
		pthread_mutex_unlock(&s->lock);
	}
	return used;
}
