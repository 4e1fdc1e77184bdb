#include "base/clock.h"
#include "base/log.h"
#include "store/postgres.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { LOOK_EVERY = 1000, BACKOFF_FIRST = 200, BACKOFF_MOST = 5000 }; /* ms */

/* Written before the thread starts and after it ended, but for the eventfd, which tells
 * it to end. */
static struct {
	struct postgres *pg;
	pthread_t thread;
	int end;
	bool runs;
} watch;

/* Waits until the process ended (-1: unknown), `ms` have passed, or it is time to end:
 * false then. */
static bool
rest(int process, int ms)
{
	struct pollfd p[2] = {
	    {.fd = watch.end, .events = POLLIN}, {.fd = process, .events = POLLIN}};
	int ready = poll(p, 2, ms);
	return ready <= 0 || !p[0].revents;
}

/* Returns when it has died, or false when it is time to end. */
static bool
watch_one(struct postgres *pg)
{
	pid_t pid = pg->child ? pg->child : postgres_pid(pg);
	int process = pid ? pidfd_open(pid, 0) : -1;
	bool go_on = true;
	while (go_on && pid && process_alive(pid))
		go_on = rest(process, LOOK_EVERY);
	if (process >= 0)
		close(process);
	return go_on;
}

static void *
run(void *unused)
{
	(void)unused;
	struct postgres *pg = watch.pg;
	while (watch_one(pg)) {
		log_warn("postgres_died", LC("path", pg->folder));
		int64_t began = clock_monotonic_us();
		int backoff = BACKOFF_FIRST;
		while (!postgres_ensure(pg)) {
			if (!rest(-1, backoff))
				return NULL;
			backoff = backoff * 2 < BACKOFF_MOST ? backoff * 2 : BACKOFF_MOST;
		}
		log_info("postgres_runs_again",
		    LN("ms", (clock_monotonic_us() - began) / 1000));
	}
	return NULL;
}

void
postgres_watch(struct postgres *pg)
{
	watch.pg = pg;
	watch.end = eventfd(0, EFD_CLOEXEC);
	watch.runs =
	    watch.end >= 0 && pthread_create(&watch.thread, NULL, run, NULL) == 0;
	if (!watch.runs)
		log_error("postgres_watch", LC("what", "no thread to watch it with"));
}

void
postgres_watch_stop(void)
{
	if (!watch.runs)
		return;
	eventfd_write(watch.end, 1);
	pthread_join(watch.thread, NULL);
	close(watch.end);
	watch.runs = false;
}
