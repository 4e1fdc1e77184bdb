#include "store/clients.h"
#include "store/rows.h"

/* The app's row is locked, so that two requests at once can't both see one secret. */
static const char client_secret_add_sql[] =
    "WITH app AS (SELECT id FROM apps WHERE id = $2::uuid FOR UPDATE) "
    "INSERT INTO client_secrets (id, client_id, hash, hint, expires_at) "
    "SELECT $1::uuid, app.id, $3::bytea, $4::text, $5::timestamptz FROM app "
    "WHERE (SELECT count(*) FROM client_secrets c WHERE c.client_id = app.id "
    "AND (c.expires_at IS NULL OR c.expires_at > now())) < 2";

enum store_status
client_secret_add(
    struct db *db, struct arena *a, struct uuid client_id, const struct client_secret *s)
{
	enum store_status status = DB_CHANGE(db, a, client_secret_add_sql, P_UUID(s->id),
	    P_UUID(client_id), P_BYTES(s->hash), P_TEXT(s->hint), P_TIME(s->expires_at));
	return status == STORE_NONE ? STORE_CONFLICT : status;
}

static const char client_secret_remove_sql[] =
    "DELETE FROM client_secrets WHERE client_id = $1::uuid AND id = $2::uuid";

enum store_status
client_secret_remove(
    struct db *db, struct arena *a, struct uuid client_id, struct uuid id)
{
	return DB_CHANGE(db, a, client_secret_remove_sql, P_UUID(client_id), P_UUID(id));
}
