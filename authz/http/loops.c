/* The loops behind one listening socket: how they start, stop, and hear from workers. */
#include "http/loop.h"

#include "base/log.h"

#include <stdlib.h>
#include <unistd.h>

static bool
start_threads(struct loops *all, const struct tls *tls)
{
	bool good = true;
	for (unsigned i = 0; i < all->count; i++)
		good &= loop_init(&all->at[i], all, tls);
	while (good && all->running < all->count) {
		struct loop *l = &all->at[all->running];
		good = pthread_create(&l->thread, NULL, loop_run, l) == 0;
		all->running += good;
	}
	return good;
}

struct loops *
loops_start(struct side *side, struct text where, unsigned count, const struct tls *tls)
{
	struct loops *all = calloc(1, sizeof(*all) + count * sizeof(all->at[0]));
	if (!all)
		return NULL;
	all->side = side;
	all->count = count;
	all->listener = listen_on(where);
	if (all->listener < 0) {
		free(all);
		return NULL;
	}
	if (start_threads(all, tls))
		return all;
	log_error("loops_not_started", LT("where", where));
	loops_stop(all);
	return NULL;
}

void
loops_refuse(struct loops *all)
{
	if (atomic_exchange(&all->refuse, true))
		return;
	for (unsigned i = 0; i < all->running; i++)
		loop_ring(&all->at[i]);
	/* None may be about to accept from a number that is somebody else's by then. */
	for (unsigned i = 0; i < all->running; i++)
		while (!all->at[i].refused)
			usleep(1000);
	close(all->listener);
}

void
loops_stop(struct loops *all)
{
	loops_refuse(all);
	for (unsigned i = 0; i < all->running; i++) {
		all->at[i].stop = true;
		loop_ring(&all->at[i]);
		pthread_join(all->at[i].thread, NULL);
	}
	for (unsigned i = 0; i < all->count; i++)
		loop_free(&all->at[i]);
	free(all);
}

const struct side *
loop_side(const struct loop *l)
{
	return l->all->side;
}

_Static_assert(GATHER_MOST <= 64, "loops_take_back() keeps a bit for each");

void
loops_take_back(struct exchange *const exchanges[], size_t n)
{
	uint64_t given = 0;
	for (size_t i = 0; i < n; i++) {
		if (given >> i & 1)
			continue;
		struct loop *l = exchanges[i]->loop;
		struct exchange *first = NULL, **last = &first;
		for (size_t j = i; j < n; j++) {
			if (given >> j & 1 || exchanges[j]->loop != l)
				continue;
			given |= (uint64_t)1 << j;
			*last = exchanges[j];
			last = &exchanges[j]->next;
		}
		*last = NULL;
		pthread_mutex_lock(&l->lock);
		*l->last_back = first;
		l->last_back = last;
		pthread_mutex_unlock(&l->lock);
		loop_ring(l);
	}
}
