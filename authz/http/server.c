#include "http/exchange.h"

#include "base/log.h"
#include "http/tls.h"
#include "settings/settings.h"

#include <sys/resource.h>
#include <unistd.h>

void steps_use(const struct server_options *o);

static struct server server;
static struct side public_side, private_side;

static unsigned
loop_count(void)
{
	int64_t wanted = settings()->server.loops;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	if (wanted <= 0)
		wanted = cores > 0 ? cores : 1;
	return (unsigned)wanted;
}

static void
raise_file_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool
start_all(const struct tls *tls)
{
	const struct settings *set = settings();
	server.workers =
	    workers_start(server.options, set->server.workers, set->server.queue);
	if (!server.workers)
		return false;
	server.private_loop =
	    loops_start(&private_side, set->server.private_listen, 1, NULL);
	if (!server.private_loop)
		return false;
	server.loops = loops_start(&public_side, set->server.listen, loop_count(), tls);
	return server.loops != NULL;
}

struct server *
server_start(const struct server_options *options)
{
	struct tls *tls = NULL;
	memset(&server, 0, sizeof(server));
	server.options = options;
	public_side = (struct side){&server, options->routes, options->route_count};
	private_side =
	    (struct side){&server, options->private_routes, options->private_route_count};
	steps_use(options);
	raise_file_limit();
	if (!tls_load(&tls))
		return NULL;
	bool started = start_all(tls);
	tls_free(tls);
	if (started)
		return &server;
	server_stop(&server, 0);
	return NULL;
}

void
server_stop(struct server *s, int seconds)
{
	if (s->loops)
		loops_refuse(s->loops);
	for (int i = 0; i < seconds * 100 && s->open > 0; i++)
		usleep(10000);
	if (s->open > 0 && seconds)
		log_warn("requests_cut_off", LN("requests", s->open));
	/* Workers finish and give back what they have: only then may the loops stop. */
	if (s->workers)
		workers_stop(s->workers);
	if (s->loops)
		loops_stop(s->loops);
	if (s->private_loop)
		loops_stop(s->private_loop);
	memset(s, 0, sizeof(*s));
}

struct server_counts
server_counts(const struct server *s)
{
	struct server_counts c = {
	    .requests = s->requests, .deferred = s->deferred, .refused = s->refused};
	workers_counts(s->workers, &c.waiting, &c.busy);
	return c;
}
