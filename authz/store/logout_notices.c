#include "store/logout_notices.h"

#include "store/rows.h"

static const char logout_notice_claim_sql[] =
    "UPDATE logout_notices SET attempts = attempts + 1, next_at = now() + "
    "make_interval(secs => $1::bigint + least(3600, 5 * 2 ^ least(attempts, 10))) "
    "WHERE id = (SELECT id FROM logout_notices WHERE next_at <= now() "
    "AND expires_at > now() ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) "
    "RETURNING id, client_id, session_id, subject, attempts, next_at >= expires_at";

enum store_status
logout_notice_claim(
    struct db *db, struct arena *a, int64_t busy, struct logout_notice *out)
{
	RESULT *r = NULL;
	enum store_status status = db_run_unheld(db, a, logout_notice_claim_sql,
	    (const struct param[]){P_NUMBER(busy)}, 1, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct logout_notice){.id = cell_uuid(r, 0, 0),
	    .client_id = cell_uuid(r, 0, 1),
	    .session_id = cell_uuid(r, 0, 2),
	    .subject = cell_text(a, r, 0, 3),
	    .attempts = cell_number(r, 0, 4),
	    .last = cell_bool(r, 0, 5)};
	return STORE_OK;
}

static const char logout_notice_done_sql[] =
    "DELETE FROM logout_notices WHERE id = $1::uuid";

enum store_status
logout_notice_done(struct db *db, struct arena *a, struct uuid id)
{
	RESULT *r = NULL;
	return db_run_unheld(
	    db, a, logout_notice_done_sql, (const struct param[]){P_UUID(id)}, 1, &r);
}
