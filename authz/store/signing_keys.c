#include "store/signing_keys.h"

#include "store/rows.h"

const char *
signing_key_state(const struct signing_key *k, int64_t now)
{
	if (k->gone_at && k->gone_at <= now)
		return "gone";
	if (k->active_at > now)
		return "next";
	return k->retired_at && k->retired_at <= now ? "retired" : "active";
}

static const char signing_keys_list_sql[] =
    "SELECT kid, alg, sealed_private, published_at, active_at, retired_at, gone_at "
    "FROM signing_keys WHERE gone_at IS NULL OR gone_at > now() "
    "ORDER BY active_at DESC, kid";

static const char signing_keys_shown_sql[] =
    "SELECT kid, alg, '', published_at, active_at, retired_at, gone_at "
    "FROM signing_keys ORDER BY coalesce(gone_at <= now(), false), active_at DESC, kid "
    "LIMIT 100";

static enum store_status
read_keys(
    struct db *db, struct arena *a, const char *sql, struct signing_key **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct signing_key);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct signing_key){.kid = cell_text(a, r, (int)i, 0),
		    .alg = cell_text(a, r, (int)i, 1),
		    .sealed_private = cell_text(a, r, (int)i, 2),
		    .published_at = cell_time(r, (int)i, 3),
		    .active_at = cell_time(r, (int)i, 4),
		    .retired_at = cell_time(r, (int)i, 5),
		    .gone_at = cell_time(r, (int)i, 6)};
	return STORE_OK;
}

enum store_status
signing_keys_list(struct db *db, struct arena *a, struct signing_key **out, size_t *n)
{
	return read_keys(db, a, signing_keys_list_sql, out, n);
}

enum store_status
signing_keys_shown(struct db *db, struct arena *a, struct signing_key **out, size_t *n)
{
	return read_keys(db, a, signing_keys_shown_sql, out, n);
}

static const char lock_sql[] = "LOCK TABLE signing_keys IN EXCLUSIVE MODE";

static const char newer_sql[] = "SELECT 1 FROM signing_keys WHERE alg = $1::text AND "
				"active_at > $2::timestamptz LIMIT 1";

static const char retire_sql[] =
    "UPDATE signing_keys SET retired_at = $2::timestamptz, "
    "gone_at = $2::timestamptz + make_interval(secs => $3::bigint) "
    "WHERE alg = $1::text AND (retired_at IS NULL OR retired_at > $2::timestamptz)";

static const char insert_sql[] =
    "INSERT INTO signing_keys (kid, alg, sealed_private, published_at, active_at) "
    "VALUES ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz)";

static enum store_status
add_locked(struct db *db, struct arena *a, const struct signing_key *k,
    int64_t longest_token, int64_t only_if_older_than)
{
	RESULT *locked = NULL;
	RESULT *newer = NULL;
	RESULT *retired = NULL;
	RESULT *added = NULL;
	enum store_status status = db_run(db, a, lock_sql, NULL, 0, &locked);
	if (status == STORE_OK && only_if_older_than) {
		status = DB_RUN(
		    db, a, &newer, newer_sql, P_TEXT(k->alg), P_TIME(only_if_older_than));
		if (status == STORE_OK && row_count(newer))
			return STORE_CONFLICT;
	}
	if (status == STORE_OK)
		status = DB_RUN(db, a, &retired, retire_sql, P_TEXT(k->alg),
		    P_TIME(k->active_at), P_NUMBER(longest_token));
	if (status == STORE_OK)
		status = DB_RUN(db, a, &added, insert_sql, P_TEXT(k->kid), P_TEXT(k->alg),
		    P_TEXT(k->sealed_private), P_TIME(k->published_at),
		    P_TIME(k->active_at));
	return status;
}

enum store_status
signing_key_add(struct db *db, struct arena *a, const struct signing_key *k,
    int64_t longest_token, int64_t only_if_older_than)
{
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = add_locked(db, a, k, longest_token, only_if_older_than);
	if (status == STORE_OK)
		return db_commit(db);
	db_rollback(db);
	return status;
}
