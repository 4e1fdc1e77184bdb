#include "store/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/connection.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SECOND = 1000000, /* microseconds */
	CONNECT_LIMIT = 2 * SECOND,
	BACKOFF_FIRST = SECOND / 10,
	BACKOFF_MOST = 2 * SECOND,
	PATIENCE = 12 * SECOND
};

/* Statements prepared on this connection: their numbers, hashed by address. */
struct prepared {
	const char *sql;
	unsigned number;
};

struct db {
	const char *url;
	PGconn *conn; /* NULL: none */
	struct prepared *prepared;
	size_t prepared_n, prepared_room; /* room is a power of 2 */
	int64_t backoff, retry_at;	  /* microseconds */
	int64_t patience;
	unsigned first_host;
	bool in_transaction, away;
	unsigned inner; /* transactions begun inside of it */
	bool changed;	/* db_take_changed() */
};

static void *
must(void *memory)
{
	if (!memory) {
		fputs("authz: out of memory\n", stderr);
		abort();
	}
	return memory;
}

struct db *
db_new(const char *url)
{
	struct db *db = must(calloc(1, sizeof(*db)));
	db->url = url;
	db->backoff = BACKOFF_FIRST;
	db->patience = PATIENCE;
	return db;
}

static void
drop(struct db *db)
{
	if (db->conn)
		PQfinish(db->conn);
	db->conn = NULL;
	db->prepared_n = 0;
	if (db->prepared)
		memset(db->prepared, 0, db->prepared_room * sizeof(*db->prepared));
}

void
db_free(struct db *db)
{
	if (!db)
		return;
	drop(db);
	free(db->prepared);
	free(db);
}

void
db_set_patience(struct db *db, int64_t seconds)
{
	db->patience = seconds ? seconds * SECOND : PATIENCE;
}

PGconn *
db_connection(struct db *db)
{
	return db->conn;
}

/*
 * A server that ends a connection says so (57P01) and closes; both wait in the socket
 * while the connection is idle. Reading until nothing is left finds the end.
 */
static bool
still_alive(PGconn *conn)
{
	for (int i = 0; i < 16; i++) {
		if (PQstatus(conn) != CONNECTION_OK)
			return false;
		struct pollfd p = {.fd = PQsocket(conn), .events = POLLIN};
		if (poll(&p, 1, 0) <= 0)
			return true;
		if (!PQconsumeInput(conn))
			return false;
		PQisBusy(conn); /* parses, so that notifications and notices leave the
				   buffer */
	}
	return true;
}

static void
connected(struct db *db)
{
	db->backoff = BACKOFF_FIRST;
	db->retry_at = 0;
	if (db->away)
		log_info("database_back",
		    LC("server_version", PQparameterStatus(db->conn, "server_version")));
	db->away = false;
}

static void
not_connected(struct db *db, int64_t started, struct text why)
{
	int64_t now = clock_monotonic_us();
	if (now - started >= CONNECT_LIMIT)
		db->first_host++;
	db->retry_at = now + db->backoff;
	db->backoff = db->backoff * 2 < BACKOFF_MOST ? db->backoff * 2 : BACKOFF_MOST;
	if (!db->away)
		log_warn("database_away", LT("why", why));
	db->away = true;
}

enum store_status
db_ready(struct db *db)
{
	if (db->conn && still_alive(db->conn))
		return STORE_OK;
	drop(db);
	int64_t now = clock_monotonic_us();
	if (now < db->retry_at)
		return STORE_AWAY;
	struct arena *a = arena_new();
	struct text why = NO_TEXT;
	db->conn = connection_open(a, db->url, db->first_host, now + CONNECT_LIMIT, &why);
	if (db->conn)
		connected(db);
	else
		not_connected(db, now, why);
	arena_free(a);
	return db->conn ? STORE_OK : STORE_AWAY;
}

/* SQLSTATEs that say: not this server, or not now. A prefix each. */
static const char *const away_states[] = {
    "08",    /* connection_exception */
    "57P",   /* admin_shutdown, crash_shutdown, cannot_connect_now, … */
    "57014", /* query_canceled: statement_timeout */
    "55P03", /* lock_not_available: lock_timeout */
    "53300", /* too_many_connections */
    "25006", /* read_only_sql_transaction: no longer the primary */
    "25P03", /* idle_in_transaction_session_timeout */
    "40",    /* serialization_failure, deadlock_detected: retried already */
};

static bool
state_is(const char *state, const char *prefix)
{
	return strncmp(state, prefix, strlen(prefix)) == 0;
}

static bool
state_is_away(const char *state)
{
	for (size_t i = 0; i < sizeof(away_states) / sizeof(*away_states); i++)
		if (state_is(state, away_states[i]))
			return true;
	return false;
}

/* Never the detail or the context: they may quote values. */
static void
log_failure(enum log_level level, const PGresult *r, const char *state)
{
	LOG_WITH(level, "database_refused", LC("sqlstate", state),
	    LC("message", PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY)),
	    LC("table", PQresultErrorField(r, PG_DIAG_TABLE_NAME)),
	    LC("constraint", PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME)));
}

static enum store_status
lost(struct db *db, const char *event)
{
	log_warn(event, LC("host", db->conn ? PQhost(db->conn) : NULL));
	drop(db);
	return STORE_AWAY;
}

/* What an ended statement means. Drops a connection that is of no more use. */
static enum store_status
judge(struct db *db, const PGresult *r)
{
	if (!r)
		return lost(db, "database_silent");
	ExecStatusType status = PQresultStatus(r);
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return STORE_OK;
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (!state || PQstatus(db->conn) != CONNECTION_OK || state_is(state, "57P"))
		return lost(db, "database_connection_lost");
	if (state_is(state, "23"))
		return STORE_CONFLICT;
	if (state_is_away(state)) {
		log_failure(LOG_WARN, r, state);
		if (state_is(state, "25006"))
			drop(db);
		return STORE_AWAY;
	}
	log_failure(LOG_ERROR, r, state);
	return STORE_FAILED;
}

/* The place of `sql` in the table, or the empty one where it belongs. */
static struct prepared *
slot(const struct db *db, const char *sql)
{
	size_t at = ((uintptr_t)sql >> 3) * 0x9E3779B97F4A7C15u >> 20;
	for (;; at++) {
		struct prepared *p = &db->prepared[at & (db->prepared_room - 1)];
		if (!p->sql || p->sql == sql)
			return p;
	}
}

/* Keeps the table at most half full. */
static void
make_room(struct db *db)
{
	if (db->prepared_n * 2 < db->prepared_room)
		return;
	struct prepared *old = db->prepared;
	size_t n = db->prepared_room;
	db->prepared_room = n ? n * 2 : 64;
	db->prepared = must(calloc(db->prepared_room, sizeof(*db->prepared)));
	for (size_t i = 0; i < n; i++)
		if (old[i].sql)
			*slot(db, old[i].sql) = old[i];
	free(old);
}

struct statement {
	const char *sql;
	const struct pq_params *params;
	int n;
};

static PGresult *
await(struct db *db)
{
	return connection_result(db->conn, clock_monotonic_us() + db->patience);
}

/* NULL in *failure when it is prepared now. */
static enum store_status
prepare(struct db *db, const struct statement *s, char name[16], PGresult **failure)
{
	make_room(db);
	struct prepared *p = slot(db, s->sql);
	unsigned number = p->sql ? p->number : (unsigned)db->prepared_n + 1;
	snprintf(name, 16, "s%u", number);
	if (p->sql)
		return STORE_OK;
	if (!PQsendPrepare(db->conn, name, s->sql, s->n, s->params->types))
		return lost(db, "database_connection_lost");
	PGresult *r = await(db);
	if (!r)
		return lost(db, "database_silent");
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		*failure = r;
		return STORE_FAILED;
	}
	PQclear(r);
	*p = (struct prepared){s->sql, number};
	db->prepared_n++;
	return STORE_OK;
}

/* Sends it and waits; *result is NULL when the connection went. */
static bool
run_once(struct db *db, const struct statement *s, PGresult **result)
{
	char name[16];
	*result = NULL;
	if (prepare(db, s, name, result) != STORE_OK)
		return *result != NULL;
	const struct pq_params *p = s->params;
	if (!PQsendQueryPrepared(
		db->conn, name, s->n, p->values, p->lengths, p->formats, 0)) {
		lost(db, "database_connection_lost");
		return false;
	}
	*result = await(db);
	if (!*result)
		lost(db, "database_silent");
	return *result != NULL;
}

/* Worth another try, having done nothing: a serialization failure or deadlock (40), a
 * plan made before the schema changed (0A000), a prepared statement that a pooler lost
 * (26000). */
static bool
try_again(struct db *db, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	if (db->in_transaction || !state || PQstatus(db->conn) != CONNECTION_OK)
		return false;
	if (state_is(state, "40001") || state_is(state, "40P01"))
		return true;
	if (!state_is(state, "0A000") && !state_is(state, "26000"))
		return false;
	drop(db);
	return db_ready(db) == STORE_OK;
}

bool
db_take_changed(struct db *db)
{
	bool changed = db->changed;
	db->changed = false;
	return changed;
}

enum store_status
db_run_unheld(struct db *db, struct arena *a, const char *sql, const struct param *params,
    size_t n, PGresult **result)
{
	bool before = db->changed;
	enum store_status status = db_run(db, a, sql, params, n, result);
	db->changed = before;
	return status;
}

enum store_status
db_run(struct db *db, struct arena *a, const char *sql, const struct param *params,
    size_t n, PGresult **result)
{
	struct pq_params converted;
	*result = NULL;
	/* Also of one that fails: whether it took effect may not be known. */
	db->changed |= !state_is(sql, "SELECT");
	if (!params_convert(a, params, n, &converted)) {
		log_error("database_parameter_has_nul", LN("parameters", n));
		return STORE_FAILED;
	}
	struct statement s = {sql, &converted, (int)n};
	if (db->in_transaction ? !db->conn : db_ready(db) != STORE_OK)
		return STORE_AWAY;
	RESULT *r = NULL;
	if (!run_once(db, &s, &r))
		return STORE_AWAY;
	if (PQresultStatus(r) == PGRES_FATAL_ERROR && try_again(db, r)) {
		PQclear(r);
		if (!run_once(db, &s, &r))
			return STORE_AWAY;
	}
	if (!db->conn)
		return STORE_AWAY;
	enum store_status status = judge(db, r);
	if (status == STORE_OK) {
		*result = r;
		r = NULL;
	}
	return status;
}

enum store_status
db_script(struct db *db, const char *sql)
{
	if (db->in_transaction ? !db->conn : db_ready(db) != STORE_OK)
		return STORE_AWAY;
	if (!PQsendQuery(db->conn, sql))
		return lost(db, "database_connection_lost");
	RESULT *r = await(db);
	return judge(db, r);
}

enum store_status
db_begin(struct db *db)
{
	if (db->in_transaction) {
		db->inner++;
		return STORE_OK;
	}
	enum store_status status = db_script(db, "BEGIN");
	db->in_transaction = status == STORE_OK;
	return status;
}

static enum store_status
commit(struct db *db)
{
	if (!db->conn || PQtransactionStatus(db->conn) == PQTRANS_UNKNOWN) {
		db_rollback(db);
		return STORE_AWAY;
	}
	/* COMMIT of a failed transaction rolls back, and is no error to PostgreSQL. */
	if (PQtransactionStatus(db->conn) == PQTRANS_INERROR) {
		db_rollback(db);
		return STORE_FAILED;
	}
	enum store_status status = db_script(db, "COMMIT");
	db->in_transaction = false;
	return status;
}

enum store_status
db_commit(struct db *db)
{
	assert(db->in_transaction);
	if (!db->inner)
		return commit(db);
	db->inner--;
	return STORE_OK;
}

void
db_rollback(struct db *db)
{
	if (db->inner) {
		db->inner--;
		return;
	}
	if (db->conn && PQtransactionStatus(db->conn) != PQTRANS_IDLE &&
	    db_script(db, "ROLLBACK") != STORE_OK)
		drop(db);
	db->in_transaction = false;
}

enum store_status
db_finish(struct db *db, enum store_status status)
{
	if (status == STORE_OK)
		return db_commit(db);
	db_rollback(db);
	return status;
}
