#include "live/retired.h"

#include "base/clock.h"

#include <stdlib.h>

enum { WAIT = 60 * 1000000 }; /* microseconds */

struct retired {
	struct retired *next;
	void *memory;
	void (*free_fn)(void *);
	int64_t at;
};

static void
free_until(struct retired_list *list, int64_t at)
{
	for (struct retired **link = &list->first; *link;) {
		struct retired *r = *link;
		if (r->at > at) {
			link = &r->next;
			continue;
		}
		*link = r->next;
		r->free_fn(r->memory);
		free(r);
	}
}

void
retire(struct retired_list *list, void *memory, void (*free_fn)(void *))
{
	int64_t now = clock_monotonic_us();
	free_until(list, now - WAIT);
	if (!memory)
		return;
	struct retired *r = malloc(sizeof(*r));
	if (!r)
		abort();
	*r = (struct retired){list->first, memory, free_fn, now};
	list->first = r;
}

void
retired_free(struct retired_list *list)
{
	free_until(list, INT64_MAX);
}
