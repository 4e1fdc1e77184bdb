/* The store as a whole: where the database is, its schema, the embedded server. */
#ifndef AUTHZ_STORE_STORE_H
#define AUTHZ_STORE_STORE_H

#include "store/db.h"

/*
 * Finds the database by settings(): [database] url, or the embedded PostgreSQL in
 * [data] dir, which is started when it does not run and adopted when it does. The data
 * folder is made when missing. False after logging why. Call before threads start.
 */
bool store_open(struct arena *a);
/* libpq's connection string, for db_new(). */
const char *store_url(void);
/* Watches the embedded server and starts it again when it dies; a thread. No-op
 * otherwise. */
void store_supervise(void);
/* Lets go of the embedded server; the last process that uses it stops it. */
void store_close(void);

/* Applies what is missing, in order, each in its own transaction, under an advisory lock;
 * refuses when an applied migration was changed since or is unknown to this binary.
 * False after logging. */
bool store_migrate(struct db *db);
/* How many migrations are missing; -1 when the database cannot be asked. */
int store_pending_migrations(struct db *db);

/* Deletes what has expired, in small batches, under an advisory lock that only one node
 * holds. Returns how many rows went. */
int64_t store_housekeeping(struct db *db);

/* The database server's clock (seconds) and version, as server_version_num has it. */
struct store_facts {
	int64_t now, version;
	struct text version_text;
};
enum store_status store_facts(struct db *db, struct arena *a, struct store_facts *out);

#endif
