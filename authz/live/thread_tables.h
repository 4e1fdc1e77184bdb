/* What each thread gathers in a table of its own, without a lock that threads share, for
 * one writer that takes it from all of them. */
#ifndef AUTHZ_LIVE_THREAD_TABLES_H
#define AUTHZ_LIVE_THREAD_TABLES_H

#include <pthread.h>
#include <stddef.h>

/* What a table begins with. */
struct thread_table {
	/* The thread's own, but for the moment in which the writer takes what is there:
	 * guards all of the table. */
	pthread_mutex_t lock;
	struct thread_table *next; /* never changes */
};

/* All threads' tables of one kind; they stay when their thread ends. */
struct thread_tables {
	pthread_mutex_t listing; /* guards `newest` */
	struct thread_table *newest;
};

#define NO_THREAD_TABLES                                                                 \
	{                                                                                \
		PTHREAD_MUTEX_INITIALIZER, NULL                                          \
	}

/* A table of `size` bytes for the calling thread, which keeps it in a thread-local
 * variable; zero behind its beginning. Ends the process when there is no memory. */
void *thread_table_new(struct thread_tables *all, size_t size);
/* The newest one, or NULL; the others follow. */
struct thread_table *thread_tables_list(struct thread_tables *all);

#endif
