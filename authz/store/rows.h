/* What the files of this room share about results. */
#ifndef AUTHZ_STORE_ROWS_H
#define AUTHZ_STORE_ROWS_H

#include "store/db.h"

/* Runs a statement that changes rows; STORE_NONE when it changed none. */
static inline enum store_status
db_change(
    struct db *db, struct arena *a, const char *sql, const struct param *params, size_t n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, sql, params, n, &r);
	if (status == STORE_OK && text_eq(text_of(PQcmdTuples(r)), TEXT("0")))
		return STORE_NONE;
	return status;
}
#define DB_CHANGE(db, a, sql, ...)                                                       \
	db_change((db), (a), (sql), (const struct param[]){__VA_ARGS__},                 \
	    sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param))

static inline size_t
row_count(const PGresult *r)
{
	return (size_t)PQntuples(r);
}

#endif
