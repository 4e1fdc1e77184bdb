#include "base/embedded.h"
#include "base/encoding.h"
#include "base/log.h"
#include "jose/digest.h"
#include "store/connection.h"
#include "store/store.h"

#include <time.h>

/* The key of the advisory lock, the same in every authz: "authz" in ASCII. */
#define MIGRATION_LOCK "418531502202"
/* How long another node may take, and how long one migration may. */
enum { LOCK_PATIENCE = 120, MIGRATION_PATIENCE = 600 };

struct migration {
	int64_t version; /* the digits that its name begins with */
	struct text name, checksum, sql;
};

struct migrations {
	struct migration *at;
	size_t n;
};

static int64_t
version_of(struct text name)
{
	uint64_t version = 0;
	size_t digits = text_index(name, '_');
	return text_to_u64((struct text){name.at, digits}, &version) ? (int64_t)version
								     : 0;
}

static struct migrations
migrations_of_this_binary(struct arena *a)
{
	struct migrations list = {0};
	while (embedded_migrations[list.n].name)
		list.n++;
	list.at = ARENA_ARRAY(a, list.n, struct migration);
	for (size_t i = 0; i < list.n; i++) {
		struct migration *m = &list.at[i];
		unsigned char digest[SHA256_SIZE];
		m->sql = embedded_text(&embedded_migrations[i]);
		m->name = text_of(embedded_migrations[i].name);
		m->version = version_of(m->name);
		sha256(m->sql, digest);
		m->checksum = hex_encode(a, digest, sizeof(digest));
	}
	return list;
}

static const struct migration *
find(const struct migrations *list, int64_t version)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->at[i].version == version)
			return &list->at[i];
	return NULL;
}

static const char table_sql[] = "CREATE TABLE IF NOT EXISTS schema_migrations ("
				" version integer PRIMARY KEY,"
				" name text NOT NULL,"
				" checksum text NOT NULL,"
				" applied_at timestamptz NOT NULL DEFAULT now())";

static const char has_table_sql[] = "SELECT to_regclass('schema_migrations') IS NOT NULL";

static const char applied_sql[] =
    "SELECT version, name, checksum FROM schema_migrations ORDER BY version";

enum schema { SCHEMA_READY, SCHEMA_BEHIND, SCHEMA_FOREIGN, SCHEMA_AWAY };

/* False after logging why this binary must not touch that schema. */
static bool
is_ours(const struct migrations *list, int64_t version, struct text name,
    struct text checksum)
{
	const struct migration *m = find(list, version);
	if (!m) {
		log_error("migration_unknown", LN("version", version), LT("name", name),
		    LC("what",
			"the database was migrated by a newer authz; use that version"));
		return false;
	}
	if (!text_eq(m->checksum, checksum)) {
		log_error("migration_changed", LN("version", version),
		    LT("name", m->name), LT("applied", checksum),
		    LT("built_in", m->checksum),
		    LC("what", "this migration was applied with another text; "
			       "never edit an applied migration, add a new one"));
		return false;
	}
	return true;
}

/* Which of `list` are missing, in order, into missing[]. */
static enum schema
compare(struct db *db, struct arena *a, const struct migrations *list,
    const struct migration **missing, size_t *missing_n)
{
	RESULT *table = NULL, *applied = NULL;
	if (db_run(db, a, has_table_sql, NULL, 0, &table) != STORE_OK)
		return SCHEMA_AWAY;
	bool has_table = cell_bool(table, 0, 0);
	if (has_table && db_run(db, a, applied_sql, NULL, 0, &applied) != STORE_OK)
		return SCHEMA_AWAY;
	int rows = has_table ? PQntuples(applied) : 0;
	bool *done = ARENA_ARRAY(a, list->n, bool);
	for (int row = 0; row < rows; row++) {
		int64_t version = cell_number(applied, row, 0);
		if (!is_ours(list, version, cell_text(a, applied, row, 1),
			cell_text(a, applied, row, 2)))
			return SCHEMA_FOREIGN;
		done[find(list, version) - list->at] = true;
	}
	*missing_n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (!done[i])
			missing[(*missing_n)++] = &list->at[i];
	return *missing_n ? SCHEMA_BEHIND : SCHEMA_READY;
}

static const char lock_sql[] = "SELECT pg_try_advisory_lock(" MIGRATION_LOCK ")";
static const char unlock_sql[] = "SELECT pg_advisory_unlock(" MIGRATION_LOCK ")";

/* Asks again and again rather than waiting in the server, where a waiter's snapshot
 * could hold up what the other node is doing. */
static bool
lock(struct db *db, struct arena *a)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	for (int i = 0; i < LOCK_PATIENCE * 20; i++) {
		RESULT *r = NULL;
		if (db_run(db, a, lock_sql, NULL, 0, &r) != STORE_OK)
			return false;
		if (cell_bool(r, 0, 0))
			return true;
		nanosleep(&pause, NULL);
	}
	log_error("migration_locked", LN("seconds", LOCK_PATIENCE),
	    LC("what", "another authz has been migrating all this time"));
	return false;
}

static void
unlock(struct db *db, struct arena *a)
{
	RESULT *r = NULL;
	db_run(db, a, unlock_sql, NULL, 0, &r);
}

static const char record_sql[] =
    "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)";

static enum store_status
apply_inside(struct db *db, struct arena *a, const struct migration *m)
{
	enum store_status status = db_script(
	    db, "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'");
	if (status == STORE_OK)
		status = db_script(db, arena_cstr(a, m->sql));
	if (status != STORE_OK)
		return status;
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, record_sql, P_NUMBER(m->version), P_TEXT(m->name),
	    P_TEXT(m->checksum));
}

static bool
apply(struct db *db, struct arena *a, const struct migration *m)
{
	enum store_status status = db_begin(db);
	if (status == STORE_OK) {
		status = apply_inside(db, a, m);
		if (status == STORE_OK)
			status = db_commit(db);
		else
			db_rollback(db);
	}
	if (status == STORE_OK)
		log_info("migration_applied", LT("name", m->name));
	else
		log_error("migration_failed", LT("name", m->name));
	return status == STORE_OK;
}

static bool
apply_missing(struct db *db, struct arena *a, const struct migrations *list)
{
	if (db_script(db, table_sql) != STORE_OK)
		return false;
	const struct migration **missing =
	    ARENA_ARRAY(a, list->n, const struct migration *);
	size_t n = 0;
	/* Another node may have been here while we waited for the lock. */
	enum schema schema = compare(db, a, list, missing, &n);
	if (schema == SCHEMA_AWAY || schema == SCHEMA_FOREIGN)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!apply(db, a, missing[i]))
			return false;
	/* Before the first event goes to the partition for the rest. */
	return audit_partitions_make(db, a);
}

static bool
migrate(struct db *db, struct arena *a)
{
	struct migrations list = migrations_of_this_binary(a);
	const struct migration **missing =
	    ARENA_ARRAY(a, list.n, const struct migration *);
	size_t n = 0;
	enum schema schema = compare(db, a, &list, missing, &n);
	if (schema != SCHEMA_BEHIND)
		return schema == SCHEMA_READY;
	if (!lock(db, a))
		return false;
	db_set_patience(db, MIGRATION_PATIENCE);
	bool done = apply_missing(db, a, &list);
	db_set_patience(db, 0);
	unlock(db, a);
	return done;
}

bool
store_migrate(struct db *db)
{
	struct arena *a = arena_new();
	bool done = migrate(db, a);
	arena_free(a);
	return done;
}

int
store_pending_migrations(struct db *db)
{
	struct arena *a = arena_new();
	struct migrations list = migrations_of_this_binary(a);
	const struct migration **missing =
	    ARENA_ARRAY(a, list.n, const struct migration *);
	size_t n = 0;
	enum schema schema = compare(db, a, &list, missing, &n);
	arena_free(a);
	return schema == SCHEMA_AWAY || schema == SCHEMA_FOREIGN ? -1 : (int)n;
}
