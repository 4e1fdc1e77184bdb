#include "store/listener.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/random.h"
#include "store/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { SECOND = 1000000, LIMIT = 2 * SECOND }; /* microseconds */

struct listener {
	const char *url;
	PGconn *conn;	  /* NULL: none */
	char channel[32]; /* its own, for beats */
	unsigned first_host;
	bool asking, told_away; /* a statement is under way; the log knows of it */
};

struct listener *
listener_new(const char *url)
{
	struct listener *l = calloc(1, sizeof(*l));
	unsigned char id[8];
	if (!l)
		abort();
	struct arena *a = arena_new();
	random_bytes(id, sizeof(id));
	snprintf(l->channel, sizeof(l->channel), "authz_%.*s",
	    TEXT_ARG(hex_encode(a, id, sizeof(id))));
	arena_free(a);
	l->url = url;
	return l;
}

void
listener_close(struct listener *l)
{
	if (l->conn)
		PQfinish(l->conn);
	l->conn = NULL;
	l->asking = false;
}

void
listener_free(struct listener *l)
{
	if (!l)
		return;
	listener_close(l);
	free(l);
}

/* A beat need not survive a crash, so it doesn't wait for the disk. */
static bool
listen_on_both(struct listener *l, struct arena *a, int64_t until)
{
	struct text sql = arena_printf(
	    a, "SET synchronous_commit = off; LISTEN authz; LISTEN %s", l->channel);
	if (!PQsendQuery(l->conn, sql.at))
		return false;
	RESULT *r = connection_result(l->conn, until);
	return r && PQresultStatus(r) == PGRES_COMMAND_OK;
}

bool
listener_open(struct listener *l)
{
	struct arena *a = arena_new();
	struct text why = NO_TEXT;
	int64_t started = clock_monotonic_us();
	listener_close(l);
	l->conn = connection_open(a, l->url, l->first_host, started + LIMIT, &why);
	if (l->conn && !listen_on_both(l, a, clock_monotonic_us() + LIMIT)) {
		why = TEXT("LISTEN was refused");
		listener_close(l);
	}
	if (!l->conn && clock_monotonic_us() - started >= LIMIT)
		l->first_host++;
	if (!l->conn && !l->told_away)
		log_warn("listener_away", LT("why", why));
	l->told_away = !l->conn;
	arena_free(a);
	return l->conn != NULL;
}

/* Takes what the last beat's statement answered; false when the connection is lost. */
static bool
take_result(struct listener *l)
{
	while (l->asking && !PQisBusy(l->conn)) {
		RESULT *r = PQgetResult(l->conn);
		if (!r)
			l->asking = false;
		else if (PQresultStatus(r) != PGRES_TUPLES_OK)
			return false;
	}
	return PQstatus(l->conn) == CONNECTION_OK;
}

bool
listener_may_beat(struct listener *l)
{
	return !l->asking;
}

bool
listener_beat(struct listener *l, uint64_t number)
{
	char text[24];
	const char *const values[] = {l->channel, text};
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	l->asking = PQsendQueryParams(l->conn, "SELECT pg_notify($1, $2)", 2, NULL,
			values, NULL, NULL, 0) == 1;
	return l->asking && PQflush(l->conn) >= 0;
}

bool
listener_wait(struct listener *l, int wake, int64_t until)
{
	int64_t left = until - clock_monotonic_us();
	struct pollfd polled[] = {
	    {.fd = PQsocket(l->conn), .events = POLLIN}, {.fd = wake, .events = POLLIN}};
	if (PQflush(l->conn) == 1)
		polled[0].events = POLLIN | POLLOUT;
	int n = poll(polled, 2, left > 0 ? (int)(left / 1000) + 1 : 0);
	if (n < 0 && errno != EINTR)
		return false;
	return PQconsumeInput(l->conn) && take_result(l);
}

bool
listener_next(struct listener *l, struct arena *a, struct news *out)
{
	PGnotify *n = PQnotifies(l->conn);
	if (!n)
		return false;
	struct text payload = text_of(n->extra);
	*out = (struct news){0};
	if (text_eq(text_of(n->relname), TEXT("authz")))
		out->payload = arena_text(a, payload);
	else
		text_to_u64(payload, &out->beat);
	PQfreemem(n);
	return true;
}
