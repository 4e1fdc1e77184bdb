#include "live/status_indexes.h"

#include <pthread.h>

/* `lock` guards the two numbers and is never held while waiting; `reserving` lets one
 * worker at a time ask for more. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t reserving = PTHREAD_MUTEX_INITIALIZER;
static int64_t next, end;

static bool
take(int64_t *out)
{
	pthread_mutex_lock(&lock);
	bool any = next < end;
	if (any)
		*out = next++;
	pthread_mutex_unlock(&lock);
	return any;
}

static void
put(int64_t first)
{
	pthread_mutex_lock(&lock);
	next = first;
	end = first + STATUS_BLOCK;
	pthread_mutex_unlock(&lock);
}

enum store_status
live_status_index(struct db *db, struct arena *a, int64_t *out)
{
	int64_t first;
	enum store_status status = STORE_OK;
	if (take(out))
		return STORE_OK;
	if (!db)
		return STORE_DEFER;
	pthread_mutex_lock(&reserving);
	/* Loops may take all of them before we do. */
	while (status == STORE_OK && !take(out)) {
		status = status_block_reserve(db, a, &first);
		if (status == STORE_OK)
			put(first);
	}
	pthread_mutex_unlock(&reserving);
	return status;
}
