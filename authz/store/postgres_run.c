#include "base/clock.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	MILLISECOND = 1000,
	SECOND = 1000 * MILLISECOND,
	ANSWER_LIMIT = 2 * SECOND,
	START_LIMIT = 30 * SECOND,
	STOP_LIMIT = 10, /* seconds */
	QUIT_LIMIT = 2,	 /* seconds */
	START_ATTEMPTS = 6
};

/*
 * All of it on the command line, so that it always fits this binary; who wants to tune
 * gives authz a PostgreSQL of their own. Statements and values stay out of the log; so do
 * errors, which authz logs itself.
 */
static const char *const options[] = {
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=100",
    "shared_buffers=64MB",
    "max_wal_size=512MB",
    "min_wal_size=64MB",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_parallel_workers_per_gather=0",
    "jit=off",
    "random_page_cost=1.1",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] ",
    "log_timezone=UTC",
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_statement=none",
    "log_checkpoints=off",
    "lc_messages=C",
};
enum { OPTION_COUNT = sizeof(options) / sizeof(*options), OWN_OPTIONS = 3 };

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

static bool
query(PGconn *conn, const char *sql, PGresult **result)
{
	if (!PQsendQuery(conn, sql))
		return false;
	*result = connection_result(conn, clock_monotonic_us() + START_LIMIT);
	ExecStatusType status = PQresultStatus(*result);
	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

static bool
do_query(PGconn *conn, const char *sql)
{
	RESULT *r = NULL;
	return query(conn, sql, &r);
}

/* A connection of the superuser, or NULL when it doesn't run (yet). */
static PGconn *
admin(const struct postgres *pg)
{
	struct arena *a = arena_new();
	struct text why;
	PGconn *conn = connection_open(
	    a, pg->admin_url, 0, clock_monotonic_us() + ANSWER_LIMIT, &why);
	arena_free(a);
	return conn;
}

/* The server behind the socket works on our folder. */
static bool
is_ours(const struct postgres *pg, PGconn *conn)
{
	RESULT *r = NULL;
	if (!query(conn, "SHOW data_directory", &r))
		return false;
	if (strcmp(PQgetvalue(r, 0, 0), pg->folder) == 0)
		return true;
	log_error("postgres_foreign", LC("path", pg->folder),
	    LC("found", PQgetvalue(r, 0, 0)), LC("socket", pg->run_dir));
	return false;
}

/* authz works as a role that owns its database and nothing else. */
static bool
make_database(PGconn *conn)
{
	RESULT *roles = NULL, *databases = NULL;
	if (!query(conn, "SELECT 1 FROM pg_roles WHERE rolname = 'authz'", &roles) ||
	    !query(conn, "SELECT 1 FROM pg_database WHERE datname = 'authz'", &databases))
		return false;
	if (!PQntuples(roles) && !do_query(conn, "CREATE ROLE authz LOGIN"))
		return false;
	return PQntuples(databases) ||
	       do_query(conn, "CREATE DATABASE authz OWNER authz");
}

static bool
complete(const struct postgres *pg, PGconn *conn)
{
	bool done = is_ours(pg, conn);
	if (done && !make_database(conn)) {
		log_error("postgres_database", LC("why", PQerrorMessage(conn)));
		done = false;
	}
	PQfinish(conn);
	return done;
}

static pid_t
spawn(const struct postgres *pg, struct arena *a)
{
	const char *argv[(OPTION_COUNT + OWN_OPTIONS) * 2 + 4];
	size_t n = 0;
	argv[n++] = arena_printf(a, "%s/postgres", pg->programs).at;
	argv[n++] = "-D";
	argv[n++] = pg->folder;
	const char *own[OWN_OPTIONS] = {
	    arena_printf(a, "unix_socket_directories=\"%s\"", pg->run_dir).at,
	    arena_printf(a, "hba_file=%s", pg->hba_file).at,
	    arena_printf(a, "ident_file=%s", pg->ident_file).at};
	for (size_t i = 0; i < OWN_OPTIONS + OPTION_COUNT; i++) {
		argv[n++] = "-c";
		argv[n++] = i < OWN_OPTIONS ? own[i] : options[i - OWN_OPTIONS];
	}
	argv[n] = NULL;
	int log = place_open_log(pg, a);
	if (log < 0)
		return -1;
	pid_t child = launch(&(struct launch){
	    .argv = argv, .account = &pg->account, .output = log, .own_session = true});
	close(log);
	return child;
}

/* Reaps our child when it has ended. */
static bool
child_ended(struct postgres *pg)
{
	if (!pg->child || waitpid(pg->child, NULL, WNOHANG) == 0)
		return false;
	pg->child = 0;
	return true;
}

/* NULL when it ended instead, or when the time is over (recovery may take a while). */
static PGconn *
await_answer(struct postgres *pg, int64_t deadline)
{
	while (clock_monotonic_us() < deadline) {
		PGconn *conn = admin(pg);
		if (conn)
			return conn;
		if (child_ended(pg))
			return NULL;
		pause_ms(15);
	}
	return NULL;
}

/* Another attempt may do after a crash: children of a killed postmaster hold its shared
 * memory for a moment. */
static PGconn *
start(struct postgres *pg, struct arena *a)
{
	int64_t began = clock_monotonic_us(), deadline = began + START_LIMIT;
	for (int i = 0; i < START_ATTEMPTS && clock_monotonic_us() < deadline; i++) {
		if (i)
			pause_ms(50L << i);
		/* One of ours that doesn't answer is dying: two would be worse than late.
		 */
		if (!pg->child && (pg->child = spawn(pg, a)) < 0)
			break;
		PGconn *conn = await_answer(pg, deadline);
		if (!conn)
			continue;
		log_info("postgres_started", LN("pid", pg->child),
		    LN("ms", (clock_monotonic_us() - began) / MILLISECOND));
		return conn;
	}
	if (pg->child < 0)
		pg->child = 0;
	log_error("postgres_not_started", LC("path", pg->folder), LC("log", pg->log_file),
	    LC("what", "the log says why"));
	return NULL;
}

/* One that is starting up, perhaps recovering, is waited for. */
static PGconn *
adopt(struct postgres *pg)
{
	PGconn *conn = admin(pg);
	if (conn)
		return conn;
	struct arena *a = arena_new();
	const char *url = arena_printf(a, "%s connect_timeout=2", pg->admin_url).at;
	if (PQping(url) == PQPING_REJECT)
		conn = await_answer(pg, clock_monotonic_us() + START_LIMIT);
	arena_free(a);
	return conn;
}

static bool
lock(int fd, int kind)
{
	while (flock(fd, kind) != 0)
		if (errno != EINTR)
			return false;
	return true;
}

static bool
ensure_locked(struct postgres *pg, struct arena *a)
{
	child_ended(pg);
	PGconn *conn = adopt(pg);
	if (!conn) {
		if (!place_write_rules(pg, a) || !init_folder(pg, a))
			return false;
		pidfile_disown(pg);
		conn = start(pg, a);
	}
	return conn && complete(pg, conn);
}

bool
postgres_ensure(struct postgres *pg)
{
	if (!lock(pg->start_lock, LOCK_EX))
		return false;
	struct arena *a = arena_new();
	bool runs = ensure_locked(pg, a);
	pg->programs = NULL; /* lived in `a` */
	arena_free(a);
	lock(pg->start_lock, LOCK_UN);
	return runs;
}

static void
let_go(struct postgres *pg)
{
	if (pg->users_lock >= 0)
		close(pg->users_lock);
	if (pg->start_lock >= 0)
		close(pg->start_lock);
	pg->users_lock = pg->start_lock = -1;
}

/* Whoever holds `lock` uses the server; `lock.start` is held while it is started or
 * stopped, so that nobody begins to use what is being stopped. */
bool
postgres_open(struct postgres *pg, struct arena *a, struct text data_dir)
{
	if (place_prepare(pg, a, data_dir) && lock(pg->users_lock, LOCK_SH) &&
	    postgres_ensure(pg))
		return true;
	let_go(pg);
	return false;
}

/* False when it still runs after `seconds`. */
static bool
await_end(struct postgres *pg, pid_t pid, int seconds)
{
	int64_t deadline = clock_monotonic_us() + (int64_t)seconds * SECOND;
	while (clock_monotonic_us() < deadline) {
		child_ended(pg);
		if (!process_alive(pid))
			return true;
		pause_ms(10);
	}
	return false;
}

/* Only a server that answers on our socket is told to stop: the process id in the file of
 * a dead one may be somebody else's by now. */
static void
stop(struct postgres *pg)
{
	PGconn *conn = admin(pg);
	pid_t pid = postgres_pid(pg);
	bool ours = conn && is_ours(pg, conn);
	if (conn)
		PQfinish(conn);
	if (pg->child && !child_ended(pg))
		pid = pg->child;
	else if (!ours)
		return;
	if (pid == 0 || kill(pid, SIGINT) != 0)
		return;
	if (!await_end(pg, pid, STOP_LIMIT)) {
		/* Stops at once; the write-ahead log makes that safe. */
		log_warn("postgres_stop_slow", LN("pid", pid));
		kill(pid, SIGQUIT);
		await_end(pg, pid, QUIT_LIMIT);
	}
	log_info("postgres_stopped", LN("pid", pid));
}

void
postgres_close(struct postgres *pg)
{
	if (pg->users_lock < 0)
		return;
	if (lock(pg->start_lock, LOCK_EX) &&
	    flock(pg->users_lock, LOCK_EX | LOCK_NB) == 0)
		stop(pg);
	let_go(pg);
}
