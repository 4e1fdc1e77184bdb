#include "store/pushed_requests.h"

#include "jose/digest.h"
#include "store/rows.h"

static struct text
key_of(struct arena *a, struct text reference)
{
	unsigned char *hash = arena_alloc(a, SHA256_SIZE);
	sha256(reference, hash);
	return (struct text){(const char *)hash, SHA256_SIZE};
}

static const char pushed_request_add_sql[] =
    "INSERT INTO pushed_requests (key, client_id, parameters, expires_at) "
    "VALUES ($1::bytea, $2::uuid, $3::text, now() + make_interval(secs => $4::bigint))";

enum store_status
pushed_request_add(struct db *db, struct arena *a, struct text reference,
    struct uuid client_id, struct text parameters, int64_t lifetime)
{
	RESULT *r = NULL;
	const struct param params[] = {P_BYTES(key_of(a, reference)), P_UUID(client_id),
	    P_TEXT(parameters), P_NUMBER(lifetime)};
	return db_run_unheld(db, a, pushed_request_add_sql, params, 4, &r);
}

static const char pushed_request_find_sql[] =
    "SELECT parameters FROM pushed_requests WHERE key = $1::bytea "
    "AND client_id = $2::uuid AND expires_at > now()";

enum store_status
pushed_request_find(struct db *db, struct arena *a, struct text reference,
    struct uuid client_id, struct text *parameters)
{
	RESULT *r = NULL;
	const struct param params[] = {P_BYTES(key_of(a, reference)), P_UUID(client_id)};
	enum store_status status =
	    db_run_unheld(db, a, pushed_request_find_sql, params, 2, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*parameters = cell_text(a, r, 0, 0);
	return STORE_OK;
}

static const char pushed_request_end_sql[] =
    "DELETE FROM pushed_requests WHERE key = $1::bytea AND client_id = $2::uuid "
    "RETURNING 1";

enum store_status
pushed_request_end(
    struct db *db, struct arena *a, struct text reference, struct uuid client_id)
{
	RESULT *r = NULL;
	const struct param params[] = {P_BYTES(key_of(a, reference)), P_UUID(client_id)};
	enum store_status status =
	    db_run_unheld(db, a, pushed_request_end_sql, params, 2, &r);
	if (status != STORE_OK)
		return status;
	return row_count(r) ? STORE_OK : STORE_NONE;
}
