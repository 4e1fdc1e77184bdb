#include "store/logos.h"

#include "jose/digest.h"
#include "store/rows.h"

static const char logo_set_sql[] =
    "WITH app AS (UPDATE apps SET logo = $2::text, updated_at = now() "
    "WHERE id = $1::uuid AND logo <> $2::text RETURNING id) "
    "INSERT INTO app_logos (client_id, png) SELECT id, $3::bytea FROM app "
    "ON CONFLICT (client_id) DO UPDATE SET png = excluded.png";

enum store_status
logo_set(struct db *db, struct arena *a, struct uuid client_id, struct text png)
{
	return DB_CHANGE(db, a, logo_set_sql, P_UUID(client_id),
	    P_TEXT(sha256_base64url(a, png)), P_BYTES(png));
}

static const char logo_remove_sql[] =
    "WITH gone AS (DELETE FROM app_logos WHERE client_id = $1::uuid) "
    "UPDATE apps SET logo = '', updated_at = now() WHERE id = $1::uuid AND logo <> ''";

enum store_status
logo_remove(struct db *db, struct arena *a, struct uuid client_id)
{
	return DB_CHANGE(db, a, logo_remove_sql, P_UUID(client_id));
}

static enum store_status
found(struct arena *a, enum store_status status, const PGresult *r, struct text *png)
{
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*png = cell_bytes(a, r, 0, 0);
	return STORE_OK;
}

static const char logo_find_sql[] =
    "SELECT l.png FROM apps a JOIN app_logos l ON l.client_id = a.id "
    "WHERE a.logo = $1::text AND a.logo <> '' AND a.suspended_at IS NULL "
    "AND a.deleted_at IS NULL LIMIT 1";

enum store_status
logo_find(struct db *db, struct arena *a, struct text hash, struct text *png)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, logo_find_sql, P_TEXT(hash));
	return found(a, status, r, png);
}

static const char logo_of_sql[] = "SELECT png FROM app_logos WHERE client_id = $1::uuid";

enum store_status
logo_of(struct db *db, struct arena *a, struct uuid client_id, struct text *png)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, logo_of_sql, P_UUID(client_id));
	return found(a, status, r, png);
}
