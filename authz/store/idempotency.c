#include "store/idempotency.h"

#include "store/rows.h"

/* Until the transaction ends, on whatever node: who comes second is told so, where the
 * INSERT would wait and hold a worker. */
static const char lock_sql[] =
    "SELECT pg_try_advisory_xact_lock(hashtextextended($1::uuid::text || ' ' || "
    "$2::text, 0))";

static enum store_status
try_lock(struct db *db, struct arena *a, struct uuid caller, struct text key)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, lock_sql, P_UUID(caller), P_TEXT(key));
	if (status != STORE_OK)
		return status;
	return cell_bool(r, 0, 0) ? STORE_OK : STORE_CONFLICT;
}

static const char claim_sql[] = "INSERT INTO idempotency_keys (caller, key, fingerprint) "
				"VALUES ($1::uuid, $2::text, $3) ON CONFLICT DO NOTHING";

static const char before_sql[] =
    "SELECT fingerprint, status, sealed, location, etag FROM idempotency_keys "
    "WHERE caller = $1::uuid AND key = $2::text";

enum store_status
idempotency_claim(struct db *db, struct arena *a, struct uuid caller, struct text key,
    struct text fingerprint, struct kept_answer *before)
{
	RESULT *r = NULL;
	enum store_status status = try_lock(db, a, caller, key);
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(
	    db, a, claim_sql, P_UUID(caller), P_TEXT(key), P_BYTES(fingerprint));
	if (status != STORE_NONE)
		return status;
	status = DB_RUN(db, a, &r, before_sql, P_UUID(caller), P_TEXT(key));
	if (status != STORE_OK)
		return status;
	/* Housekeeping may take it in between. */
	if (!row_count(r))
		return STORE_CONFLICT;
	*before = (struct kept_answer){.fingerprint = cell_bytes(a, r, 0, 0),
	    .status = (int)cell_number(r, 0, 1),
	    .sealed = cell_text(a, r, 0, 2),
	    .location = cell_text(a, r, 0, 3),
	    .etag = cell_text(a, r, 0, 4)};
	return STORE_NONE;
}

static const char keep_sql[] =
    "UPDATE idempotency_keys SET status = $3::bigint, sealed = $4::text, "
    "location = $5::text, etag = $6::text WHERE caller = $1::uuid AND key = $2::text";

enum store_status
idempotency_keep(struct db *db, struct arena *a, struct uuid caller, struct text key,
    const struct kept_answer *answer)
{
	return DB_CHANGE(db, a, keep_sql, P_UUID(caller), P_TEXT(key),
	    P_NUMBER(answer->status), P_TEXT(answer->sealed), P_TEXT(answer->location),
	    P_TEXT(answer->etag));
}
