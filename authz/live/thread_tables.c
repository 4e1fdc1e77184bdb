#include "live/thread_tables.h"

#include <stdlib.h>

void *
thread_table_new(struct thread_tables *all, size_t size)
{
	struct thread_table *t = calloc(1, size);
	if (!t)
		abort();
	pthread_mutex_init(&t->lock, NULL);
	pthread_mutex_lock(&all->listing);
	t->next = all->newest;
	all->newest = t;
	pthread_mutex_unlock(&all->listing);
	return t;
}

struct thread_table *
thread_tables_list(struct thread_tables *all)
{
	pthread_mutex_lock(&all->listing);
	struct thread_table *newest = all->newest;
	pthread_mutex_unlock(&all->listing);
	return newest;
}
