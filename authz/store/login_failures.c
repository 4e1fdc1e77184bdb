#include "store/rows.h"
#include "store/sessions.h"

/* The pause that f.failures ask for; $2 is `allowed`. */
#define PAUSE "make_interval(secs => least(300, 2 ^ least(f.failures - $2::int + 1, 9)))"

static const char login_attempt_sql[] =
    "INSERT INTO login_failures AS f (key, failures, last_at) VALUES ($1::bytea, 1, "
    "now()) "
    "ON CONFLICT (key) DO UPDATE SET last_at = now(), failures = CASE "
    "WHEN f.last_at > now() - make_interval(secs => $3::bigint) THEN f.failures + 1 ELSE "
    "1 END "
    "WHERE f.failures < $2::int OR f.last_at + " PAUSE " <= now() "
    "OR f.last_at <= now() - make_interval(secs => $3::bigint)";

static const char login_wait_sql[] =
    "SELECT ceil(extract(epoch FROM f.last_at + " PAUSE " - now()))::bigint "
    "FROM login_failures f WHERE f.key = $1::bytea";

enum store_status
login_attempt(struct db *db, struct arena *a, struct text key, int64_t allowed,
    int64_t window, int64_t *wait)
{
	RESULT *r = NULL;
	*wait = 0;
	enum store_status status = DB_CHANGE(
	    db, a, login_attempt_sql, P_BYTES(key), P_NUMBER(allowed), P_NUMBER(window));
	if (status != STORE_NONE)
		return status;
	status = DB_RUN(db, a, &r, login_wait_sql, P_BYTES(key), P_NUMBER(allowed));
	if (status != STORE_OK)
		return status;
	/* The pause may have ended, or the row gone, between the two statements. */
	*wait = row_count(r) ? cell_number(r, 0, 0) : 1;
	if (*wait < 1)
		*wait = 1;
	return STORE_OK;
}

static const char login_attempt_undo_sql[] =
    "UPDATE login_failures SET failures = failures - 1 "
    "WHERE key = $1::bytea AND failures > 0";

enum store_status
login_attempt_undo(struct db *db, struct arena *a, struct text key)
{
	enum store_status status = DB_CHANGE(db, a, login_attempt_undo_sql, P_BYTES(key));
	return status == STORE_NONE ? STORE_OK : status;
}

static const char login_attempts_forget_sql[] =
    "DELETE FROM login_failures WHERE key = $1::bytea";

enum store_status
login_attempts_forget(struct db *db, struct arena *a, struct text key)
{
	enum store_status status =
	    DB_CHANGE(db, a, login_attempts_forget_sql, P_BYTES(key));
	return status == STORE_NONE ? STORE_OK : status;
}
