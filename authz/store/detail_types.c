#include "store/detail_types.h"

#include "store/rows.h"

#define SELECT                                                                           \
	"SELECT t.name, t.resource_id, r.uri, r.name, t.title, t.fields "                \
	"FROM authorization_detail_types t JOIN resources r ON r.id = t.resource_id "

static struct detail_type
detail_type_row(struct arena *a, const PGresult *r, int row)
{
	return (struct detail_type){.name = cell_text(a, r, row, 0),
	    .resource_id = cell_uuid(r, row, 1),
	    .resource_uri = cell_text(a, r, row, 2),
	    .resource_name = cell_text(a, r, row, 3),
	    .title = cell_text(a, r, row, 4),
	    .fields = cell_text(a, r, row, 5)};
}

static const char add_sql[] =
    "INSERT INTO authorization_detail_types (name, resource_id, title, fields) "
    "VALUES ($1::text, $2::uuid, $3::jsonb, $4::jsonb)";

enum store_status
detail_type_add(struct db *db, struct arena *a, const struct detail_type *t)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, add_sql, P_TEXT(t->name), P_UUID(t->resource_id),
	    P_TEXT(t->title), P_TEXT(t->fields));
}

static const char set_sql[] =
    "UPDATE authorization_detail_types SET title = $2::jsonb, fields = $3::jsonb "
    "WHERE name = $1::text";

enum store_status
detail_type_set(struct db *db, struct arena *a, const struct detail_type *t)
{
	return DB_CHANGE(
	    db, a, set_sql, P_TEXT(t->name), P_TEXT(t->title), P_TEXT(t->fields));
}

static const char by_name_sql[] = SELECT "WHERE t.name = $1::text";

enum store_status
detail_type_by_name(
    struct db *db, struct arena *a, struct text name, struct detail_type *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, by_name_sql, P_TEXT(name));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = detail_type_row(a, r, 0);
	return STORE_OK;
}

static const char list_sql[] = SELECT "ORDER BY r.uri, t.name";

enum store_status
detail_types_list(struct db *db, struct arena *a, struct detail_type **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, list_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct detail_type);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = detail_type_row(a, r, (int)i);
	return STORE_OK;
}

static const char remove_sql[] =
    "DELETE FROM authorization_detail_types WHERE name = $1::text";

enum store_status
detail_type_remove(struct db *db, struct arena *a, struct text name)
{
	return DB_CHANGE(db, a, remove_sql, P_TEXT(name));
}
