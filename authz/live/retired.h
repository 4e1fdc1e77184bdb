/*
 * What readers without a lock may still hold: it is freed a minute after it was replaced,
 * when no request that saw it can still run a step with it. Used by one writer at a time.
 */
#ifndef AUTHZ_LIVE_RETIRED_H
#define AUTHZ_LIVE_RETIRED_H

#include <stdint.h>

struct retired;
struct retired_list {
	struct retired *first;
};

/* Takes over `memory` (NULL is fine), and frees what has waited long enough. */
void retire(struct retired_list *list, void *memory, void (*free_fn)(void *));
/* Frees all: no reader may be left. */
void retired_free(struct retired_list *list);

#endif
