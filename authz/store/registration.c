#include "store/registration.h"

#include "store/rows.h"

static const char set_token_sql[] =
    "UPDATE apps SET registration_token_hash = $2::bytea WHERE id = $1::uuid";

enum store_status
client_set_registration_token(
    struct db *db, struct arena *a, struct uuid id, struct text hash)
{
	return DB_CHANGE(db, a, set_token_sql, P_UUID(id), P_BYTES(hash));
}

static const char token_sql[] =
    "SELECT registration_token_hash FROM apps WHERE id = $1::uuid";

enum store_status
client_registration_token(
    struct db *db, struct arena *a, struct uuid id, struct text *hash)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, token_sql, P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*hash = cell_bytes(a, r, 0, 0);
	return STORE_OK;
}

/* A scope that an operator refused stays refused, whatever the app asks. */
static const char scopes_anew_sql[] =
    "WITH gone AS (DELETE FROM app_scopes WHERE client_id = $1::uuid "
    "AND state <> 'refused' AND NOT scope = ANY ($2::text[] || $3::text[])) "
    "INSERT INTO app_scopes AS s (client_id, scope, state) "
    "SELECT $1::uuid, name, 'approved' FROM unnest($2::text[]) AS name "
    "UNION ALL SELECT $1::uuid, name, 'asked' FROM unnest($3::text[]) AS name "
    "ON CONFLICT (client_id, scope) DO NOTHING";

static enum store_status
set_scopes_anew(
    struct db *db, struct arena *a, const struct client *c, struct texts asked)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, scopes_anew_sql, P_UUID(c->id), P_TEXTS(c->scopes),
	    P_TEXTS(asked));
}

static const char secrets_gone_sql[] =
    "DELETE FROM client_secrets WHERE client_id = $1::uuid";

static enum store_status
set_secrets_anew(struct db *db, struct arena *a, const struct client *c)
{
	RESULT *gone = NULL;
	enum store_status status = STORE_OK;
	if (!c->secret_count)
		return DB_RUN(db, a, &gone, secrets_gone_sql, P_UUID(c->id));
	for (size_t i = 0; status == STORE_OK && i < c->secret_count; i++)
		status = client_secret_insert(db, a, c->id, &c->secrets[i]);
	return status;
}

static const char set_kind_sql[] = "UPDATE apps SET kind = $2::text WHERE id = $1::uuid";

enum store_status
client_register_anew(
    struct db *db, struct arena *a, const struct client *c, struct texts asked)
{
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = client_set(db, a, c);
	if (status == STORE_OK)
		status = DB_CHANGE(
		    db, a, set_kind_sql, P_UUID(c->id), P_TEXT(app_kind_name(c->kind)));
	if (status == STORE_OK)
		status = set_scopes_anew(db, a, c, asked);
	if (status == STORE_OK)
		status = set_secrets_anew(db, a, c);
	return db_finish(db, status);
}

/* Who was suspended or reviewed stays so. */
static const char put_document_sql[] =
    "WITH app AS (INSERT INTO apps (id, name, kind, auth_method, grant_types, "
    "redirect_uris, homepage, policy_uri, tos_uri, metadata, document_url, "
    "document_good_until) VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text[], "
    "$6::text[], $7::text, $8::text, $9::text, coalesce($10::jsonb, '{}'), $11::text, "
    "$12::timestamptz) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
    "kind = excluded.kind, auth_method = excluded.auth_method, "
    "grant_types = excluded.grant_types, redirect_uris = excluded.redirect_uris, "
    "homepage = excluded.homepage, policy_uri = excluded.policy_uri, "
    "tos_uri = excluded.tos_uri, metadata = excluded.metadata, "
    "document_good_until = excluded.document_good_until, updated_at = now() "
    "RETURNING id) "
    "INSERT INTO app_scopes (client_id, scope, state) "
    "SELECT app.id, name, 'approved' FROM app, unnest($13::text[]) AS name "
    "ON CONFLICT (client_id, scope) DO NOTHING";

enum store_status
client_put_document(
    struct db *db, struct arena *a, const struct client *c, int64_t good_until)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, put_document_sql, P_UUID(c->id), P_TEXT(c->name),
	    P_TEXT(app_kind_name(c->kind)), P_TEXT(c->auth_method),
	    P_TEXTS(c->grant_types), P_TEXTS(c->redirect_uris), P_TEXT(c->homepage),
	    P_TEXT(c->policy_uri), P_TEXT(c->tos_uri),
	    P_TEXT_OR_NULL(members_text(a, &client_metadata_members, &c->metadata)),
	    P_TEXT(c->client_id), P_TIME(good_until), P_TEXTS(c->scopes));
}

static const char document_good_until_sql[] =
    "SELECT document_good_until FROM apps WHERE id = $1::uuid AND document_url <> ''";

enum store_status
client_document_good_until(struct db *db, struct arena *a, struct uuid id, int64_t *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, document_good_until_sql, P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = cell_time(r, 0, 0);
	return STORE_OK;
}
