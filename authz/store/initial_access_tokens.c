#include "store/registration.h"
#include "store/rows.h"

static const char add_sql[] =
    "INSERT INTO initial_access_tokens (id, hash, team_id, note, uses_left, expires_at, "
    "pkce_optional) VALUES ($1::uuid, $2::bytea, $3::uuid, $4::text, "
    "nullif($5::bigint, -1), $6::timestamptz, $7::boolean)";

enum store_status
initial_access_token_add(
    struct db *db, struct arena *a, const struct initial_access_token *t)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, add_sql, P_UUID(t->id), P_BYTES(t->hash),
	    P_UUID(t->team_id), P_TEXT(t->note), P_NUMBER(t->uses_left),
	    P_TIME(t->expires_at), P_BOOL(t->pkce_optional));
}

static const char list_sql[] =
    "SELECT id, team_id, note, coalesce(uses_left, -1), created_at, expires_at, "
    "pkce_optional FROM initial_access_tokens ORDER BY id LIMIT 1000";

enum store_status
initial_access_tokens_list(
    struct db *db, struct arena *a, struct initial_access_token **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, list_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct initial_access_token);
	for (int i = 0; i < (int)*n; i++)
		(*out)[i] = (struct initial_access_token){.id = cell_uuid(r, i, 0),
		    .team_id = cell_uuid(r, i, 1),
		    .note = cell_text(a, r, i, 2),
		    .uses_left = cell_number(r, i, 3),
		    .created_at = cell_time(r, i, 4),
		    .expires_at = cell_time(r, i, 5),
		    .pkce_optional = cell_bool(r, i, 6)};
	return STORE_OK;
}

static const char remove_sql[] =
    "DELETE FROM initial_access_tokens WHERE id = $1::uuid RETURNING note, pkce_optional";

enum store_status
initial_access_token_remove(
    struct db *db, struct arena *a, struct initial_access_token *t)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, remove_sql, P_UUID(t->id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	t->note = cell_text(a, r, 0, 0);
	t->pkce_optional = cell_bool(r, 0, 1);
	return STORE_OK;
}

static const char take_sql[] =
    "UPDATE initial_access_tokens SET uses_left = uses_left - 1 WHERE hash = $1::bytea "
    "AND (uses_left IS NULL OR uses_left > 0) "
    "AND (expires_at IS NULL OR expires_at > now()) RETURNING team_id, pkce_optional";

enum store_status
initial_access_token_take(
    struct db *db, struct arena *a, struct text hash, struct initial_access_token *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, take_sql, P_BYTES(hash));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct initial_access_token){
	    .team_id = cell_uuid(r, 0, 0), .pkce_optional = cell_bool(r, 0, 1)};
	return STORE_OK;
}

static const char give_back_sql[] =
    "UPDATE initial_access_tokens SET uses_left = uses_left + 1 WHERE hash = $1::bytea";

enum store_status
initial_access_token_give_back(struct db *db, struct arena *a, struct text hash)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, give_back_sql, P_BYTES(hash));
}
