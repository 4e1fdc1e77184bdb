#include "store/overview.h"

#include "store/rows.h"

static const char waiting_sql[] =
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM app_scopes WHERE state = 'asked' "
    "LIMIT $1::bigint) s), "
    "(SELECT count(*) FROM (SELECT 1 FROM apps WHERE reviewed_at IS NULL "
    "AND review_refused_at IS NULL AND suspended_at IS NULL AND deleted_at IS NULL "
    "AND kind <> 'resource_server' LIMIT $1::bigint) a), "
    "(SELECT count(*) FROM (SELECT 1 FROM resources WHERE state = 'asked' "
    "LIMIT $1::bigint) r)";

enum store_status
waiting_count(struct db *db, struct arena *a, struct waiting *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, waiting_sql, P_NUMBER(OVERVIEW_MOST));
	if (status == STORE_OK)
		*out = (struct waiting){
		    cell_number(r, 0, 0), cell_number(r, 0, 1), cell_number(r, 0, 2)};
	return status;
}

/* The newest of each, so that what is told is how it is now. */
static const char undelivered_sql[] =
    "WITH mails AS MATERIALIZED (SELECT kind, created_at, last_error, "
    "expires_at < now() AS over FROM deliveries WHERE last_error <> '' "
    "ORDER BY created_at DESC LIMIT $1::bigint), "
    "hooks AS MATERIALIZED (SELECT created_at, error, state = 'failed' AS over "
    "FROM webhook_messages WHERE state <> 'delivered' AND attempts > 0 "
    "ORDER BY created_at DESC LIMIT $1::bigint), "
    "notices AS MATERIALIZED (SELECT expires_at FROM logout_notices WHERE attempts > 1 "
    "ORDER BY expires_at DESC LIMIT $1::bigint) "
    "SELECT k, count(m.kind), min(m.created_at), "
    "coalesce((array_agg(m.last_error ORDER BY m.created_at DESC))[1], ''), "
    "count(*) FILTER (WHERE m.over) "
    "FROM unnest(ARRAY['mail', 'post']) AS k LEFT JOIN mails m ON m.kind = k GROUP BY k "
    "UNION ALL SELECT 'webhook', count(*), min(created_at), "
    "coalesce((array_agg(error ORDER BY created_at DESC))[1], ''), "
    "count(*) FILTER (WHERE over) FROM hooks "
    "UNION ALL SELECT 'logout', count(*), min(expires_at) - interval '1 day', '', "
    "count(*) FILTER (WHERE expires_at < now()) FROM notices ORDER BY 1";

enum store_status
undelivered_count(struct db *db, struct arena *a, struct undelivered **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, undelivered_sql, P_NUMBER(OVERVIEW_MOST));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct undelivered);
	for (int i = 0; i < (int)*n; i++)
		(*out)[i] = (struct undelivered){.kind = cell_text(a, r, i, 0),
		    .n = cell_number(r, i, 1),
		    .oldest_at = cell_time(r, i, 2),
		    .last_error = cell_text(a, r, i, 3),
		    .given_up = cell_number(r, i, 4)};
	return STORE_OK;
}

static const char totals_sql[] =
    "SELECT d::date::text, coalesce(sum(t.n), 0) "
    "FROM generate_series((now() AT TIME ZONE 'UTC')::date - ($1::integer - 1), "
    "(now() AT TIME ZONE 'UTC')::date, interval '1 day') AS d "
    "LEFT JOIN usage_totals t ON t.day = d::date "
    "AND t.what IN ('logins', 'refreshes', 'access_tokens') GROUP BY d ORDER BY d";

enum store_status
totals_by_day(struct db *db, struct arena *a, struct day_total **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, totals_sql, P_NUMBER(OVERVIEW_DAYS));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct day_total);
	for (int i = 0; i < (int)*n; i++)
		(*out)[i] =
		    (struct day_total){cell_text(a, r, i, 0), cell_number(r, i, 1)};
	return STORE_OK;
}
