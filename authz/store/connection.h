/* Inside the store: how a connection is made, and scripts run on it. */
#ifndef AUTHZ_STORE_CONNECTION_H
#define AUTHZ_STORE_CONNECTION_H

#include "store/db.h"

/*
 * Connects within the deadline (clock_monotonic_us) or gives NULL, with the reason, which
 * names no password, in *why. Of several hosts in `url` the one numbered `first_host`
 * (counted round) is tried first, since libpq alone would wait for a silent host forever.
 * The connection is in non-blocking mode.
 */
PGconn *connection_open(struct arena *a, const char *url, unsigned first_host,
    int64_t deadline, struct text *why);
/* The last result of what was sent, or NULL when the deadline passed before. */
PGresult *connection_result(PGconn *conn, int64_t deadline);

/* Runs a text of several statements without parameters, as one transaction. */
enum store_status db_script(struct db *db, const char *sql);
/* How long a statement may run before the connection counts as silent; 0: the default. */
void db_set_patience(struct db *db, int64_t seconds);

/* housekeeping.c: the audit log's partitions of this month and the next. */
bool audit_partitions_make(struct db *db, struct arena *a);

/* The parameters as libpq takes them; false for text with a NUL in it. */
struct pq_params {
	Oid *types;
	const char **values;
	int *lengths, *formats;
};
bool params_convert(
    struct arena *a, const struct param *params, size_t n, struct pq_params *out);

#endif
