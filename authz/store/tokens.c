#include "store/families.h"
#include "store/rows.h"

static const char token_revoke_sql[] =
    "INSERT INTO revocation_marks (kind, subject, expires_at) "
    "VALUES ('token', $1::text, $2::timestamptz + interval '1 hour') "
    "ON CONFLICT (kind, subject) DO NOTHING";

enum store_status
token_revoke(struct db *db, struct arena *a, struct text jti, int64_t expires_at)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, token_revoke_sql, P_TEXT(jti), P_TIME(expires_at));
}

/* The client's mark compares clocks: 5 seconds of doubt go to the safe side. */
static const char token_alive_sql[] =
    "SELECT NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind = 'family' "
    "AND subject = ($1::uuid)::text) "
    "AND NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind = 'token' "
    "AND subject = $4::text) "
    "AND NOT EXISTS (SELECT 1 FROM revocation_marks WHERE kind = 'client' "
    "AND subject = ($3::uuid)::text "
    "AND before + interval '5 seconds' >= $5::timestamptz) "
    "AND EXISTS (SELECT 1 FROM apps WHERE id = $3::uuid AND suspended_at IS NULL) "
    "AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM users WHERE id = $2::uuid "
    "AND disabled_at IS NULL))";

enum store_status
token_alive(struct db *db, struct arena *a, const struct token_facts *f, bool *alive)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, token_alive_sql, P_UUID(f->family), P_UUID(f->user_id),
		P_UUID(f->client_id), P_TEXT(f->jti), P_TIME(f->issued_at));
	*alive = status == STORE_OK && cell_bool(r, 0, 0);
	return status;
}
