/*
 * A connection to PostgreSQL, and how statements run on it. Statements are prepared once
 * a connection, keyed by the address of their text: pass static constants only. Used by
 * one thread at a time.
 */
#ifndef AUTHZ_STORE_DB_H
#define AUTHZ_STORE_DB_H

#include "base/arena.h"
#include "base/uuid.h"

#include <jansson.h>
#include <libpq-fe.h>

struct db;

/* How a statement, or a function of this room, ended. */
enum store_status {
	STORE_OK,
	STORE_NONE,	/* no such row */
	STORE_CONFLICT, /* a unique, foreign-key or check constraint said no */
	STORE_AWAY,	/* no database now: answer 503, nothing was decided */
	STORE_DEFER,	/* not in memory, and this is a loop: ask again on a worker */
	STORE_FAILED	/* a bug or a full disk: logged, answer 500 */
};

/* Never NULL; connects on first use. `url` is libpq's connection string and must outlive
 * it. */
struct db *db_new(const char *url);
void db_free(struct db *db);
/*
 * Makes sure that there is a live connection: notices one that the server has closed, and
 * connects anew, at most once in a backoff (100 ms, doubling to 2 s). STORE_OK or
 * STORE_AWAY; never blocks longer than 2 seconds.
 */
enum store_status db_ready(struct db *db);
PGconn *db_connection(struct db *db);

/* The server is told the type of numbers (bigint), bools, bytes, uuids, text[] and times
 * (timestamptz); that of a text or a NULL it infers from the statement. */
struct param {
	enum {
		PARAM_NULL,
		PARAM_TEXT,
		PARAM_BYTES,
		PARAM_NUMBER,
		PARAM_BOOL,
		PARAM_UUID,
		PARAM_TEXTS,
		PARAM_TIME
	} kind;
	struct text text;
	struct texts texts;
	int64_t number;
	struct uuid uuid;
};
#define P_TEXT(value) ((struct param){.kind = PARAM_TEXT, .text = (value)})
/* NULL when the text is empty. */
#define P_TEXT_OR_NULL(value)                                                            \
	((struct param){.kind = (value).n ? PARAM_TEXT : PARAM_NULL, .text = (value)})
#define P_BYTES(value) ((struct param){.kind = PARAM_BYTES, .text = (value)})
#define P_NUMBER(value) ((struct param){.kind = PARAM_NUMBER, .number = (int64_t)(value)})
#define P_BOOL(value) ((struct param){.kind = PARAM_BOOL, .number = (value)})
/* NULL for the nil UUID. */
#define P_UUID(value) ((struct param){.kind = PARAM_UUID, .uuid = (value)})
/* text[] */
#define P_TEXTS(value) ((struct param){.kind = PARAM_TEXTS, .texts = (value)})
/* timestamptz from seconds since 1970; NULL for 0. */
#define P_TIME(value) ((struct param){.kind = PARAM_TIME, .number = (int64_t)(value)})

/*
 * Runs one statement. *result is set when STORE_OK (and never NULL then); hold it with
 * CLEANUP(result). A connection found dead before the statement was sent is renewed once.
 * A connection lost while it ran is STORE_AWAY: whether it took effect is not known.
 */
enum store_status db_run(struct db *db, struct arena *a, const char *sql,
    const struct param *params, size_t n, PGresult **result);
#define DB_RUN(db, a, result, sql, ...)                                                  \
	db_run((db), (a), (sql), (const struct param[]){__VA_ARGS__},                    \
	    sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param),          \
	    (result))

/*
 * True when a statement that ran since the last call may have changed what nodes hold in
 * memory: all but SELECTs, and those that say of themselves that they did not.
 */
bool db_take_changed(struct db *db);
/* As db_run(), for a statement that changes only what no node holds in memory. */
enum store_status db_run_unheld(struct db *db, struct arena *a, const char *sql,
    const struct param *params, size_t n, PGresult **result);

static inline void
result_cleanup(PGresult **result)
{
	if (*result)
		PQclear(*result);
}
#define RESULT __attribute__((cleanup(result_cleanup))) PGresult

/*
 * One transaction: begin, then work, then commit or roll back. One begun inside of
 * another is a part of it: who began the outer one ends both, and rolls back what the
 * inner one could not do.
 */
enum store_status db_begin(struct db *db);
enum store_status db_commit(struct db *db);
void db_rollback(struct db *db);
/* Ends it: commits when its work went well (`status`), else rolls back. */
enum store_status db_finish(struct db *db, enum store_status status);

/* Cells, copied into `a`; NULL in the database gives the empty text, 0, false, nil. */
struct text cell_text(struct arena *a, const PGresult *r, int row, int column);
struct text cell_bytes(struct arena *a, const PGresult *r, int row, int column);
int64_t cell_number(const PGresult *r, int row, int column);
bool cell_bool(const PGresult *r, int row, int column);
struct uuid cell_uuid(const PGresult *r, int row, int column);
struct texts cell_texts(struct arena *a, const PGresult *r, int row, int column);
/* Seconds since 1970. */
int64_t cell_time(const PGresult *r, int row, int column);
/* jsonb; a new reference that the caller drops; NULL for NULL. */
json_t *cell_json(const PGresult *r, int row, int column);

#endif
