/*
 * Memory that lives as long as one request (or one command) and goes all at once.
 * Not for sharing between threads. Running out of memory ends the process: a server
 * that can't allocate a few kilobytes is better restarted than half alive.
 */
#ifndef AUTHZ_BASE_ARENA_H
#define AUTHZ_BASE_ARENA_H

#include "base/text.h"

struct arena;

struct arena *arena_new(void);
/* Wipes and frees everything; NULL is fine. */
void arena_free(struct arena *a);
/* Wipes everything and keeps one block for the next use. */
void arena_reset(struct arena *a);

/* Zeroed memory for any type; never NULL. */
void *arena_alloc(struct arena *a, size_t size);
/* Zeroed room for `count` members of `size` bytes; ends the process on overflow. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A copy, followed by a NUL that does not count. */
struct text arena_text(struct arena *a, struct text t);
/* A NUL-terminated copy. */
const char *arena_cstr(struct arena *a, struct text t);
struct text arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A copy of the list and of every text in it. */
struct texts arena_texts(struct arena *a, struct texts list);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type)                                                  \
	((type *)arena_array((arena), (count), sizeof(type)))

#endif
