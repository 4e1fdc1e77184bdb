#include "store/status_list.h"

#include "store/rows.h"

static const char status_block_reserve_sql[] = "SELECT nextval('status_indexes')";

enum store_status
status_block_reserve(struct db *db, struct arena *a, int64_t *first)
{
	RESULT *r = NULL;
	enum store_status status =
	    db_run_unheld(db, a, status_block_reserve_sql, NULL, 0, &r);
	if (status == STORE_OK)
		*first = cell_number(r, 0, 0);
	return status;
}

/* Of two that come at once, the second waits and finds what the first gave. */
static const char status_of_family_sql[] =
    "UPDATE token_families SET extras = jsonb_build_object('status_index', $3::bigint) "
    "|| coalesce(extras, '{}') WHERE user_id = $1::uuid AND id = $2::uuid "
    "RETURNING (extras ->> 'status_index')::bigint";

enum store_status
status_of_family(struct db *db, struct arena *a, struct uuid user_id, struct uuid family,
    int64_t offered, int64_t *out)
{
	RESULT *r = NULL;
	const struct param params[] = {
	    P_UUID(user_id), P_UUID(family), P_NUMBER(offered)};
	enum store_status status =
	    db_run_unheld(db, a, status_of_family_sql, params, 3, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = cell_number(r, 0, 0);
	return STORE_OK;
}

static const char status_revoke_sql[] =
    "WITH parted AS (UPDATE token_families SET extras = extras - 'status_index' "
    "WHERE user_id = $1::uuid AND id = $2::uuid "
    "AND extras -> 'status_index' = to_jsonb($3::bigint) RETURNING access_until) "
    "SELECT revoke_status($3::bigint, greatest($4::timestamptz, "
    "(SELECT access_until FROM parted)))";

enum store_status
status_revoke(struct db *db, struct arena *a, struct uuid user_id, struct uuid family,
    int64_t index, int64_t expires_at)
{
	RESULT *r = NULL;
	const struct param params[] = {
	    P_UUID(user_id), P_UUID(family), P_NUMBER(index), P_TIME(expires_at)};
	return db_run_unheld(db, a, status_revoke_sql, params, 4, &r);
}

/* The sequence says its last step, and whether it has made one. */
static const char statuses_begun_sql[] =
    "SELECT is_called AND last_value + 1024 > $1::bigint "
    "FROM status_indexes";

static const char statuses_revoked_sql[] =
    "SELECT status_index FROM revoked_statuses WHERE status_index >= $1::bigint "
    "AND status_index < $1::bigint + $2::bigint AND expires_at > now()";

enum store_status
statuses_revoked(struct db *db, struct arena *a, int64_t first, int64_t n,
    void (*each)(void *context, int64_t index), void *context)
{
	RESULT *begun = NULL, *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &begun, statuses_begun_sql, P_NUMBER(first));
	if (status != STORE_OK)
		return status;
	if (row_count(begun) == 0 || !cell_bool(begun, 0, 0))
		return STORE_NONE;
	status = DB_RUN(db, a, &r, statuses_revoked_sql, P_NUMBER(first), P_NUMBER(n));
	for (int i = 0; status == STORE_OK && i < PQntuples(r); i++)
		each(context, cell_number(r, i, 0));
	return status;
}
