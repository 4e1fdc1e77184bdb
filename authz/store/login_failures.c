#include "store/rows.h"
#include "store/sessions.h"

static const char login_failures_sql[] =
    "SELECT failures, last_at FROM login_failures WHERE key = $1::bytea "
    "AND last_at > now() - make_interval(secs => $2::bigint)";

enum store_status
login_failures(struct db *db, struct arena *a, struct text key, int64_t window,
    int64_t *failures, int64_t *last_at)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, login_failures_sql, P_BYTES(key), P_NUMBER(window));
	*failures = *last_at = 0;
	if (status == STORE_OK && row_count(r)) {
		*failures = cell_number(r, 0, 0);
		*last_at = cell_time(r, 0, 1);
	}
	return status;
}

static const char login_failed_sql[] =
    "INSERT INTO login_failures AS f (key, failures, last_at) VALUES ($1::bytea, 1, "
    "now()) "
    "ON CONFLICT (key) DO UPDATE SET last_at = now(), failures = CASE "
    "WHEN f.last_at > now() - make_interval(secs => $2::bigint) THEN f.failures + 1 ELSE "
    "1 END "
    "RETURNING failures";

enum store_status
login_failed(
    struct db *db, struct arena *a, struct text key, int64_t window, int64_t *failures)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, login_failed_sql, P_BYTES(key), P_NUMBER(window));
	if (status == STORE_OK)
		*failures = cell_number(r, 0, 0);
	return status;
}

static const char login_failures_forget_sql[] =
    "DELETE FROM login_failures WHERE key = $1::bytea";

enum store_status
login_failures_forget(struct db *db, struct arena *a, struct text key)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, login_failures_forget_sql, P_BYTES(key));
}
