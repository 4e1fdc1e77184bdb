#include "live/app_errors.h"
#include "live/keys.h"
#include "live/secret_uses.h"
#include "live/usage.h"
#include "ops/ops.h"
#include "ops/presence.h"
#include "store/store.h"
#include "store/webhook_sending.h"

#include <pthread.h>
#include <time.h>

enum { HOUSEKEEPING_EVERY = 30 }; /* seconds */

/* `lock` guards `stop`, which `wake` announces. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool stop;
static pthread_t thread;

/* False when it is time to stop. */
static bool
rest(int seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&lock);
	while (!stop && pthread_cond_timedwait(&wake, &lock, &until) == 0)
		;
	bool go_on = !stop;
	pthread_mutex_unlock(&lock);
	return go_on;
}

static void
tell_of_secrets(struct db *db)
{
	struct arena *a = arena_new();
	webhook_events_of_secrets(db, a);
	arena_free(a);
}

static void *
chores(void *unused)
{
	(void)unused;
	struct db *db = db_new(store_url());
	bool keys_made = false;
	for (int second = 1; rest(1); second++) {
		if (db_ready(db) != STORE_OK)
			continue;
		if (!keys_made)
			keys_made = live_keys_renew(db);
		live_usage_write(db);
		live_secret_uses_write(db);
		presence_beat(db, second);
		live_app_errors_write(db);
		if (second % HOUSEKEEPING_EVERY)
			continue;
		/* Changes are heard; a successor that is due is not. */
		live_keys_renew(db);
		tell_of_secrets(db);
		store_housekeeping(db);
	}
	live_usage_write(db);
	live_secret_uses_write(db);
	presence_end(db);
	live_app_errors_write(db);
	db_free(db);
	return NULL;
}

bool
chores_start(void)
{
	stop = false;
	return pthread_create(&thread, NULL, chores, NULL) == 0;
}

void
chores_stop(void)
{
	pthread_mutex_lock(&lock);
	stop = true;
	pthread_cond_signal(&wake);
	pthread_mutex_unlock(&lock);
	pthread_join(thread, NULL);
}
