/*
 * The promise of the README's "an acknowledged write is committed": kill -9 of authz or
 * of PostgreSQL, at any moment, loses nothing of what was acknowledged.
 */
#include "ledger.h"
#include "sql.h"

#include "base/clock.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 50, CLIENTS = 3, WORDS = 2000 };

/* What the test tells a client, and what it hears back. */
enum order { RUN, VERIFY, VERIFY_ALL, END };

struct report {
	char fault[WORDS]; /* "" : none */
	size_t families;
	enum operation cut; /* where RUN ended */
};

struct client {
	pid_t pid;
	int line;
};

static void
obey(struct ledger *l, enum order order, size_t *verified, struct report *report)
{
	if (order == RUN)
		ledger_run_flows(l);
	else
		ledger_verify(l, order == VERIFY ? *verified : 0);
	if (order != RUN)
		*verified = l->count;
	*report = (struct report){.families = l->count, .cut = l->pending};
	if (l->fault)
		snprintf(report->fault, WORDS, "%s", l->fault);
}

static void
be_client(const struct world *world, const char *email, int line)
{
	struct ledger *l = ledger_new(world, email);
	struct report report = {.fault = ""};
	enum order order;
	size_t verified = 0;
	while (write(line, &report, sizeof(report)) == sizeof(report) &&
	       read(line, &order, sizeof(order)) == sizeof(order) && order != END)
		obey(l, order, &verified, &report);
}

static struct report
hear(const struct client *c)
{
	struct report r;
	ck_assert_msg(read(c->line, &r, sizeof(r)) == sizeof(r), "a client ended");
	ck_assert_msg(!*r.fault, "%s", r.fault);
	return r;
}

static void
tell(const struct client clients[], enum order order)
{
	for (size_t i = 0; i < CLIENTS; i++)
		ck_assert_int_eq(
		    write(clients[i].line, &order, sizeof(order)), sizeof(order));
}

/* How many families they know of. */
static size_t
hear_all(const struct client clients[], size_t cuts[])
{
	size_t families = 0;
	for (size_t i = 0; i < CLIENTS; i++) {
		struct report r = hear(&clients[i]);
		families += r.families;
		cuts[r.cut]++;
	}
	return families;
}

static struct client
client_start(const struct world *world, const char *email, unsigned seed)
{
	int lines[2];
	struct client c;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lines), 0);
	c.pid = fork();
	ck_assert_int_ge(c.pid, 0);
	if (c.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(lines[0]);
		srandom(seed);
		be_client(world, email, lines[1]);
		_exit(0);
	}
	close(lines[1]);
	c.line = lines[0];
	hear(&c); /* signed in */
	return c;
}

/* PostgreSQL as a whole, or one of its processes, which takes the others with it. */
static void
kill_database(void)
{
	pid_t victim = process_database(server);
	if (random() % 3 == 0)
		victim = atoi(sql(server,
		    "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client "
		    "backend'"
		    " AND pid <> pg_backend_pid() ORDER BY state_change DESC LIMIT 1"));
	ck_assert_int_gt(victim, 1);
	kill(victim, SIGKILL);
}

static unsigned
choose_seed(void)
{
	const char *given = getenv("AUTHZ_FAULT_SEED");
	unsigned seed =
	    given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)clock_monotonic_us();
	printf("AUTHZ_FAULT_SEED=%u\n", seed);
	fflush(stdout);
	return seed;
}

static struct world
make_world(void)
{
	struct world w = {.apps = {web_app(), web_app()},
	    .apis = {resource_server(PAYMENTS), resource_server(LEDGER)}};
	return w;
}

START_TEST(what_was_acknowledged_survives_fifty_kills)
{
	struct client clients[CLIENTS];
	size_t cuts[END_APP + 1] = {0}, ignored[END_APP + 1], families = 0;
	unsigned seed = choose_seed();
	/* The grace is longer than any recovery: a lost answer can be asked for again. */
	process_start(
	    server, (const char *const[]){"AUTHZ_TOKENS_REFRESH_GRACE=60", NULL});
	struct world world = make_world();
	for (unsigned i = 0; i < CLIENTS; i++)
		clients[i] = client_start(&world, person(), seed + i + 1);
	srandom(seed);
	for (int i = 0; i < KILLS; i++) {
		tell(clients, RUN);
		usleep(10000 + random() % 150000);
		if (i % 2)
			kill_database();
		else
			process_kill(server);
		hear_all(clients, cuts);
		if (i % 2 == 0)
			process_restart(server);
		tell(clients, VERIFY);
		families = hear_all(clients, ignored);
	}
	tell(clients, VERIFY_ALL);
	hear_all(clients, ignored);
	printf("%zu families; cut: between %zu, consent %zu, redeem %zu, refresh %zu, "
	       "revoke %zu %zu, replay %zu, end %zu\n",
	    families, cuts[NOTHING], cuts[CONSENT], cuts[REDEEM], cuts[REFRESH],
	    cuts[REVOKE_ACCESS], cuts[REVOKE_REFRESH], cuts[REPLAY], cuts[END_APP]);
	tell(clients, END);
	for (size_t i = 0; i < CLIENTS; i++)
		waitpid(clients[i].pid, NULL, 0);
	process_drop(server);
}
END_TEST

static Suite *
kills(void)
{
	return SUITE_OF("kill -9", 400, what_was_acknowledged_survives_fifty_kills);
}
SUITE(kills);
