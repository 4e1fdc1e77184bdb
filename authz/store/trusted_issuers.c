#include "store/trusted_issuers.h"

#include "store/rows.h"

#define COLUMNS                                                                          \
	"id, issuer, jwks, jwks_uri, by_email, clients, created_at, software_statements"

static struct trusted_issuer
issuer_row(struct arena *a, const PGresult *r, int row)
{
	return (struct trusted_issuer){.id = cell_uuid(r, row, 0),
	    .issuer = cell_text(a, r, row, 1),
	    .jwks = cell_text(a, r, row, 2),
	    .jwks_uri = cell_text(a, r, row, 3),
	    .by_email = cell_bool(r, row, 4),
	    .clients = cell_texts(a, r, row, 5),
	    .created_at = cell_time(r, row, 6),
	    .software_statements = cell_bool(r, row, 7)};
}

static const char add_sql[] =
    "INSERT INTO trusted_issuers (id, issuer, jwks, jwks_uri, by_email, clients, "
    "software_statements) "
    "VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::boolean, $6::text[], "
    "$7::boolean)";

enum store_status
trusted_issuer_add(struct db *db, struct arena *a, const struct trusted_issuer *i)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, add_sql, P_UUID(i->id), P_TEXT(i->issuer),
	    P_TEXT(i->jwks), P_TEXT(i->jwks_uri), P_BOOL(i->by_email),
	    P_TEXTS(i->clients), P_BOOL(i->software_statements));
}

static const char find_sql[] =
    "SELECT " COLUMNS " FROM trusted_issuers WHERE issuer = $1::text";

enum store_status
trusted_issuer_find(
    struct db *db, struct arena *a, struct text issuer, struct trusted_issuer *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, find_sql, P_TEXT(issuer));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = issuer_row(a, r, 0);
	return STORE_OK;
}

static const char list_sql[] = "SELECT " COLUMNS " FROM trusted_issuers ORDER BY issuer";

enum store_status
trusted_issuers_list(
    struct db *db, struct arena *a, struct trusted_issuer **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, list_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct trusted_issuer);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = issuer_row(a, r, (int)i);
	return STORE_OK;
}

static const char remove_sql[] = "DELETE FROM trusted_issuers WHERE id = $1::uuid";

enum store_status
trusted_issuer_remove(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, remove_sql, P_UUID(id));
}

static const char link_set_sql[] =
    "INSERT INTO issuer_links (issuer_id, subject, user_id) "
    "VALUES ($1::uuid, $2::text, $3::uuid) "
    "ON CONFLICT (issuer_id, subject) DO UPDATE SET user_id = excluded.user_id";

enum store_status
issuer_link_set(struct db *db, struct arena *a, struct uuid issuer_id,
    struct text subject, struct uuid user_id)
{
	RESULT *r = NULL;
	return DB_RUN(
	    db, a, &r, link_set_sql, P_UUID(issuer_id), P_TEXT(subject), P_UUID(user_id));
}

static const char link_remove_sql[] =
    "DELETE FROM issuer_links WHERE issuer_id = $1::uuid AND subject = $2::text";

enum store_status
issuer_link_remove(
    struct db *db, struct arena *a, struct uuid issuer_id, struct text subject)
{
	return DB_CHANGE(db, a, link_remove_sql, P_UUID(issuer_id), P_TEXT(subject));
}

static const char link_find_sql[] = "SELECT user_id FROM issuer_links "
				    "WHERE issuer_id = $1::uuid AND subject = $2::text";

enum store_status
issuer_link_find(struct db *db, struct arena *a, struct uuid issuer_id,
    struct text subject, struct uuid *user_id)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, link_find_sql, P_UUID(issuer_id), P_TEXT(subject));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*user_id = cell_uuid(r, 0, 0);
	return STORE_OK;
}
