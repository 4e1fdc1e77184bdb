#include "store/clients.h"
#include "store/rows.h"

/* One at a time for an app: what follows sees what the one before it left. */
static const char client_lock_sql[] =
    "SELECT 1 FROM apps WHERE id = $1::uuid FOR NO KEY UPDATE";

static enum store_status
begin_in_turn(struct db *db, struct arena *a, struct uuid client_id)
{
	RESULT *r = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &r, client_lock_sql, P_UUID(client_id));
	if (status == STORE_OK && row_count(r) == 0)
		status = STORE_NONE;
	if (status != STORE_OK)
		db_rollback(db);
	return status;
}

static const char client_secret_add_sql[] =
    "INSERT INTO client_secrets (id, client_id, hash, hint, expires_at, sealed) "
    "SELECT $1::uuid, $2::uuid, $3::bytea, $4::text, $5::timestamptz, $6::text "
    "WHERE (SELECT count(*) FROM client_secrets c WHERE c.client_id = $2::uuid "
    "AND (c.expires_at IS NULL OR c.expires_at > now())) < 2";

enum store_status
client_secret_add(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s)
{
	enum store_status status = begin_in_turn(db, a, client_id);
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(db, a, client_secret_add_sql, P_UUID(s->id), P_UUID(client_id),
	    P_BYTES(s->hash), P_TEXT(s->hint), P_TIME(s->expires_at),
	    P_TEXT_OR_NULL(s->sealed));
	return db_finish(db, status == STORE_NONE ? STORE_CONFLICT : status);
}

static const char client_secret_remove_sql[] =
    "DELETE FROM client_secrets WHERE client_id = $1::uuid AND id = $2::uuid "
    "RETURNING EXISTS (SELECT 1 FROM client_secrets c WHERE c.client_id = $1::uuid "
    "AND c.id <> $2::uuid AND (c.expires_at IS NULL OR c.expires_at > now()))";

enum store_status
client_secret_remove(
    struct db *db, struct arena *a, struct uuid client_id, struct uuid id, bool even_last)
{
	RESULT *r = NULL;
	enum store_status status = begin_in_turn(db, a, client_id);
	if (status != STORE_OK)
		return status;
	status =
	    DB_RUN(db, a, &r, client_secret_remove_sql, P_UUID(client_id), P_UUID(id));
	if (status == STORE_OK && row_count(r) == 0)
		status = STORE_NONE;
	else if (status == STORE_OK && !even_last && !cell_bool(r, 0, 0))
		status = STORE_CONFLICT;
	return db_finish(db, status);
}
