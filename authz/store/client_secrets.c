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

static const char client_secret_insert_sql[] =
    "INSERT INTO client_secrets (id, client_id, hash, hint, expires_at, sealed, label) "
    "VALUES ($1::uuid, $2::uuid, $3::bytea, $4::text, $5::timestamptz, $6::text, "
    "$7::text) ON CONFLICT (id) DO NOTHING";

enum store_status
client_secret_insert(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, client_secret_insert_sql, P_UUID(s->id),
	    P_UUID(client_id), P_BYTES(s->hash), P_TEXT(s->hint), P_TIME(s->expires_at),
	    P_TEXT_OR_NULL(s->sealed), P_TEXT(s->label));
}

static const char valid_secrets_sql[] =
    "SELECT count(*) FROM client_secrets WHERE client_id = $1::uuid "
    "AND (expires_at IS NULL OR expires_at > now())";

enum store_status
client_secret_add(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s)
{
	RESULT *r = NULL;
	enum store_status status = begin_in_turn(db, a, client_id);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &r, valid_secrets_sql, P_UUID(client_id));
	if (status == STORE_OK && cell_number(r, 0, 0) >= CLIENT_SECRETS_MOST)
		status = STORE_CONFLICT;
	if (status == STORE_OK)
		status = client_secret_insert(db, a, client_id, s);
	return db_finish(db, status);
}

/* May it go: had it expired, or is there another? */
static const char client_secret_remove_sql[] =
    "DELETE FROM client_secrets s WHERE client_id = $1::uuid AND id = $2::uuid "
    "RETURNING coalesce(s.expires_at <= now(), false) OR EXISTS ("
    "SELECT FROM client_secrets c WHERE c.client_id = $1::uuid "
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

/* Another node may write the same at once: what one has locked, the other leaves. */
#define THIS_HOUR "date_trunc('hour', now(), 'UTC')"
static const char client_secrets_used_sql[] =
    "UPDATE client_secrets SET last_used_at = " THIS_HOUR " WHERE id IN ("
    "SELECT id FROM client_secrets WHERE id = ANY ($1::uuid[]) "
    "AND (last_used_at IS NULL OR last_used_at < " THIS_HOUR ") "
    "FOR NO KEY UPDATE SKIP LOCKED)";

enum store_status
client_secrets_used(struct db *db, struct arena *a, struct texts ids)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, client_secrets_used_sql, P_TEXTS(ids));
}
