#include "store/resources.h"

#include "base/cleanup.h"
#include "store/rows.h"

#define RESOURCE_COLUMNS                                                                 \
	"id, uri, name, token_format, token_lifetime, created_at, status_list"

static const struct text format_names[] = {
    [TOKEN_JWT] = TEXT_INIT("jwt"), [TOKEN_SEALED] = TEXT_INIT("sealed")};

struct text
token_format_name(enum token_format f)
{
	return format_names[f];
}

bool
token_format_parse(struct text t, enum token_format *out)
{
	for (size_t i = 0; i < COUNT_OF(format_names); i++) {
		if (text_eq(format_names[i], t)) {
			*out = (enum token_format)i;
			return true;
		}
	}
	return false;
}

static struct resource
resource_row(struct arena *a, const PGresult *r, int row)
{
	struct resource resource = {.id = cell_uuid(r, row, 0),
	    .uri = cell_text(a, r, row, 1),
	    .name = cell_text(a, r, row, 2),
	    .token_lifetime = cell_number(r, row, 4),
	    .created_at = cell_time(r, row, 5),
	    .status_list = cell_bool(r, row, 6)};
	token_format_parse(cell_text(a, r, row, 3), &resource.token_format);
	return resource;
}

static const char resource_add_sql[] =
    "INSERT INTO resources (id, uri, name, token_format, token_lifetime, "
    "status_list) "
    "VALUES ($1::uuid, $2::text, $3::text, $4::text, nullif($5::bigint, 0), $6::bool)";

enum store_status
resource_add(struct db *db, struct arena *a, const struct resource *res)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, resource_add_sql, P_UUID(res->id), P_TEXT(res->uri),
	    P_TEXT(res->name), P_TEXT(token_format_name(res->token_format)),
	    P_NUMBER(res->token_lifetime), P_BOOL(res->status_list));
}

static enum store_status
one_resource(
    enum store_status status, struct arena *a, const PGresult *r, struct resource *out)
{
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = resource_row(a, r, 0);
	return STORE_OK;
}

static const char resource_by_uri_sql[] =
    "SELECT " RESOURCE_COLUMNS " FROM resources WHERE uri = $1::text";

enum store_status
resource_by_uri(struct db *db, struct arena *a, struct text uri, struct resource *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resource_by_uri_sql, P_TEXT(uri));
	return one_resource(status, a, r, out);
}

static const char resource_by_id_sql[] =
    "SELECT " RESOURCE_COLUMNS " FROM resources WHERE id = $1::uuid";

enum store_status
resource_by_id(struct db *db, struct arena *a, struct uuid id, struct resource *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resource_by_id_sql, P_UUID(id));
	return one_resource(status, a, r, out);
}

static const char resources_list_sql[] =
    "SELECT " RESOURCE_COLUMNS " FROM resources ORDER BY uri";

enum store_status
resources_list(struct db *db, struct arena *a, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, resources_list_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct resource);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = resource_row(a, r, (int)i);
	return STORE_OK;
}

static const char resource_set_sql[] =
    "UPDATE resources SET name = $2::text, token_format = $3::text, "
    "token_lifetime = nullif($4::bigint, 0), status_list = $5::bool WHERE id = $1::uuid";

enum store_status
resource_set(struct db *db, struct arena *a, const struct resource *res)
{
	return DB_CHANGE(db, a, resource_set_sql, P_UUID(res->id), P_TEXT(res->name),
	    P_TEXT(token_format_name(res->token_format)), P_NUMBER(res->token_lifetime),
	    P_BOOL(res->status_list));
}

static const char resource_remove_sql[] = "DELETE FROM resources WHERE id = $1::uuid";

enum store_status
resource_remove(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, resource_remove_sql, P_UUID(id));
}
