#include "base/arena.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 16 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the one that is being filled first */
};

static void
out_of_memory(void)
{
	fputs("authz: out of memory\n", stderr);
	abort();
}

static struct block *
block_new(size_t size, struct block *next)
{
	struct block *b = malloc(sizeof(*b) + size);
	if (!b)
		out_of_memory();
	b->next = next;
	b->size = size;
	b->used = 0;
	return b;
}

/*
 * The last arena that a thread was done with, for its next. Not where the sanitizer shall
 * see who uses one that is gone.
 */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t spare_key;

static void
free_spare(void *arena)
{
	struct arena *a = arena;
	free(a->blocks);
	free(a);
}

static void
make_key(void)
{
	if (pthread_key_create(&spare_key, free_spare) != 0)
		out_of_memory();
}

static struct arena *
take_spare(void)
{
	pthread_once(&once, make_key);
	struct arena *a = pthread_getspecific(spare_key);
	if (a)
		pthread_setspecific(spare_key, NULL);
	return a;
}

static bool
keep_spare(struct arena *a)
{
#if defined(__SANITIZE_ADDRESS__)
	(void)a;
	return false;
#else
	return !pthread_getspecific(spare_key) && pthread_setspecific(spare_key, a) == 0;
#endif
}

struct arena *
arena_new(void)
{
	struct arena *a = take_spare();
	if (a)
		return a;
	a = malloc(sizeof(*a));
	if (!a)
		out_of_memory();
	a->blocks = block_new(BLOCK_SIZE, NULL);
	return a;
}

static void
block_free(struct block *b)
{
	explicit_bzero(b->bytes, b->used);
	free(b);
}

void
arena_reset(struct arena *a)
{
	struct block *kept = NULL;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		if (!kept && b->size == BLOCK_SIZE) {
			kept = b;
			explicit_bzero(b->bytes, b->used);
			b->used = 0;
			continue;
		}
		block_free(b);
	}
	a->blocks = kept ? kept : block_new(BLOCK_SIZE, NULL);
	a->blocks->next = NULL;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	if (keep_spare(a))
		return;
	free_spare(a);
}

/* `size` bytes, not zeroed: every caller fills them. */
static char *
take(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + align - 1) / align * align;
	struct block *b = a->blocks;
	if (b->size - b->used < size) {
		if (size > BLOCK_SIZE / 4) {
			/* A big piece gets a block of its own behind the current one. */
			struct block *own = block_new(size, b->next);
			own->used = size;
			b->next = own;
			return own->bytes;
		}
		b = a->blocks = block_new(BLOCK_SIZE, b);
	}
	char *at = b->bytes + b->used;
	b->used += size;
	return at;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t total;
	if (__builtin_mul_overflow(count, size, &total))
		out_of_memory();
	return arena_alloc(a, total);
}

struct text
arena_text(struct arena *a, struct text t)
{
	char *copy = take(a, t.n + 1);
	if (t.n)
		memcpy(copy, t.at, t.n);
	copy[t.n] = '\0';
	return (struct text){copy, t.n};
}

const char *
arena_cstr(struct arena *a, struct text t)
{
	return arena_text(a, t).at;
}

struct text
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		out_of_memory();
	char *at = take(a, (size_t)n + 1);
	vsnprintf(at, (size_t)n + 1, format, again);
	va_end(again);
	return (struct text){at, (size_t)n};
}

struct texts
arena_texts(struct arena *a, struct texts list)
{
	struct text *copy = ARENA_ARRAY(a, list.n, struct text);
	for (size_t i = 0; i < list.n; i++)
		copy[i] = arena_text(a, list.at[i]);
	return (struct texts){copy, list.n};
}
