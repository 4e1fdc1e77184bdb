#include "store/connection.h"

#include "base/cleanup.h"
#include "base/clock.h"

#include <errno.h>
#include <poll.h>

enum { MOST_KEYWORDS = 80 };

/*
 * Set by a statement rather than by `options`, which PgBouncer doesn't take. A statement
 * ends on the server (10 s) before we lose patience with the connection (12 s).
 */
static const char session_sql[] =
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex';"
    "SET standard_conforming_strings = on";
static const char limits_sql[] =
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex';"
    "SET standard_conforming_strings = on;"
    "SET statement_timeout = '10s'; SET lock_timeout = '5s';"
    "SET idle_in_transaction_session_timeout = '15s'";

/* What the URL may override. A peer gone silent is noticed within 5 s. */
static const char *const defaults[][2] = {
    {"fallback_application_name", "authz"},
    {"target_session_attrs", "read-write"},
    {"keepalives", "1"},
    {"keepalives_idle", "2"},
    {"keepalives_interval", "1"},
    {"keepalives_count", "3"},
    {"tcp_user_timeout", "5000"},
};

struct keywords {
	const char *names[MOST_KEYWORDS + 1];
	const char *values[MOST_KEYWORDS + 1];
	size_t n;
	bool has_options;
};

DEFINE_CLEANUP(conninfo, PQconninfoOption *, PQconninfoFree);

static void
keyword_add(struct keywords *k, const char *name, const char *value)
{
	if (k->n == MOST_KEYWORDS)
		return;
	k->names[k->n] = name;
	k->values[k->n++] = value;
}

/* "a,b,c" by 1 is "b,c,a". */
static const char *
rotated(struct arena *a, const char *list, unsigned by)
{
	size_t count = 1;
	for (const char *c = list; *c; c++)
		count += *c == ',';
	const char *from = list;
	for (size_t i = by % count; i > 0; i--)
		from = strchr(from, ',') + 1;
	if (from == list)
		return list;
	struct text head = {list, (size_t)(from - list) - 1};
	return arena_printf(a, "%s,%.*s", from, TEXT_ARG(head)).at;
}

static bool
is_host_list(const char *keyword)
{
	return !strcmp(keyword, "host") || !strcmp(keyword, "hostaddr") ||
	       !strcmp(keyword, "port");
}

static bool
keywords_read(struct arena *a, const char *url, unsigned first_host, struct keywords *out)
{
	CLEANUP(conninfo) PQconninfoOption *options = PQconninfoParse(url, NULL);
	if (!options)
		return false;
	for (size_t i = 0; i < COUNT_OF(defaults); i++)
		keyword_add(out, defaults[i][0], defaults[i][1]);
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (!o->val)
			continue;
		out->has_options |= !strcmp(o->keyword, "options");
		const char *value = arena_cstr(a, text_of(o->val));
		keyword_add(out, arena_cstr(a, text_of(o->keyword)),
		    is_host_list(o->keyword) ? rotated(a, value, first_host) : value);
	}
	keyword_add(out, "client_encoding", "UTF8");
	return true;
}

/* False when the deadline passed. */
static bool
wait_for(int fd, short events, int64_t deadline)
{
	for (;;) {
		int64_t left = deadline - clock_monotonic_us();
		if (left <= 0)
			return false;
		struct pollfd p = {.fd = fd, .events = events};
		int ready = poll(&p, 1, (int)(left / 1000) + 1);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
	}
}

/* False when not connected by the deadline. */
static bool
connection_poll(PGconn *conn, int64_t deadline)
{
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;
	while (state != PGRES_POLLING_OK) {
		if (state == PGRES_POLLING_FAILED || PQsocket(conn) < 0)
			return false;
		short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
		if (!wait_for(PQsocket(conn), events, deadline))
			return false;
		state = PQconnectPoll(conn);
	}
	return true;
}

/* False when there is nothing to come before the deadline. */
static bool
result_ready(PGconn *conn, int64_t deadline)
{
	for (;;) {
		int unsent = PQflush(conn);
		if (unsent < 0 || (unsent == 0 && !PQisBusy(conn)))
			return true;
		short events = (short)(POLLIN | (unsent ? POLLOUT : 0));
		if (!wait_for(PQsocket(conn), events, deadline))
			return false;
		if (!PQconsumeInput(conn))
			return true;
	}
}

PGresult *
connection_result(PGconn *conn, int64_t deadline)
{
	RESULT *last = NULL;
	for (;;) {
		if (!result_ready(conn, deadline))
			return NULL;
		PGresult *next = PQgetResult(conn);
		if (!next)
			break;
		if (last)
			PQclear(last);
		last = next;
		if (PQresultStatus(next) == PGRES_FATAL_ERROR &&
		    PQstatus(conn) != CONNECTION_OK)
			break;
	}
	PGresult *result = last;
	last = NULL;
	return result;
}

static bool
session_setup(PGconn *conn, bool has_options, int64_t deadline)
{
	/* Who gives `options` in the URL sets the time limits there. */
	if (!PQsendQuery(conn, has_options ? session_sql : limits_sql))
		return false;
	RESULT *r = connection_result(conn, deadline);
	return r && PQresultStatus(r) == PGRES_COMMAND_OK;
}

static void
ignore_notice(void *unused, const PGresult *notice)
{
	(void)unused;
	(void)notice;
}

/* The lines after the first are hints. */
static struct text
first_line(struct arena *a, const char *message)
{
	struct text t = text_of(message);
	if (t.n == 0)
		return TEXT("no answer in time");
	return arena_text(a, text_part(t, 0, text_index(t, '\n')));
}

PGconn *
connection_open(struct arena *a, const char *url, unsigned first_host, int64_t deadline,
    struct text *why)
{
	struct keywords k = {.n = 0};
	if (!keywords_read(a, url, first_host, &k)) {
		/* libpq's own message may quote the URL with its password. */
		*why = TEXT("the connection string is malformed");
		return NULL;
	}
	PGconn *conn = PQconnectStartParams(k.names, k.values, 0);
	if (!conn) {
		*why = TEXT("out of memory");
		return NULL;
	}
	PQsetNoticeReceiver(conn, ignore_notice, NULL);
	if (connection_poll(conn, deadline) && PQsetnonblocking(conn, 1) == 0 &&
	    session_setup(conn, k.has_options, deadline))
		return conn;
	*why = first_line(a, PQerrorMessage(conn));
	PQfinish(conn);
	return NULL;
}
