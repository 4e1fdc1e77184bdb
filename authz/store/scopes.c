#include "base/cleanup.h"
#include "base/json.h"
#include "store/resources.h"
#include "store/rows.h"

#include <stdlib.h>

#define SCOPE_SELECT                                                                     \
	"SELECT s.name, s.resource_id, r.uri, r.name, s.title, s.description, "          \
	"s.sensitivity "                                                                 \
	"FROM scopes s LEFT JOIN resources r ON r.id = s.resource_id "
/* authz's own first, then by resource. */
#define SCOPE_ORDER                                                                      \
	" ORDER BY r.name NULLS FIRST, r.id, s.name <> 'openid', s.created_at, s.name"

#define IN_CATALOGUE "(s.resource_id IS NULL OR r.state = 'approved')"

static const struct text sensitivity_names[] = {[SCOPE_OPEN] = TEXT_INIT("open"),
    [SCOPE_REVIEW] = TEXT_INIT("review"),
    [SCOPE_INTERNAL] = TEXT_INIT("internal")};

struct text
sensitivity_name(enum sensitivity s)
{
	return sensitivity_names[s];
}

bool
sensitivity_parse(struct text t, enum sensitivity *out)
{
	for (size_t i = 0; i < COUNT_OF(sensitivity_names); i++) {
		if (text_eq(sensitivity_names[i], t)) {
			*out = (enum sensitivity)i;
			return true;
		}
	}
	return false;
}

struct text
by_language(struct arena *a, struct text json, struct text language)
{
	CLEANUP(json) json_t *texts = json_loadb(json.at, json.n, 0, NULL);
	const json_t *found = json_object_get(texts, arena_cstr(a, language));
	if (!json_is_string(found))
		found = json_object_get(texts, "en");
	if (!json_is_string(found) && texts)
		found = json_object_iter_value(json_object_iter(texts));
	if (!json_is_string(found))
		return NO_TEXT;
	return arena_text(
	    a, (struct text){json_string_value(found), json_string_length(found)});
}

struct text
in_language(struct arena *a, struct text json, struct text language)
{
	CLEANUP(json) json_t *texts = json_loadb(json.at, json.n, 0, NULL);
	return json_string_text(a, json_object_get(texts, arena_cstr(a, language)));
}

struct text
by_language_set(
    struct arena *a, struct text json, struct text language, struct text value)
{
	CLEANUP(json) json_t *texts = json_loadb(json.at, json.n, 0, NULL);
	if (!json_is_object(texts))
		return json;
	if (value.n)
		json_object_set_new(
		    texts, arena_cstr(a, language), json_stringn(value.at, value.n));
	else
		json_object_del(texts, arena_cstr(a, language));
	char *dumped = json_dumps(texts, JSON_COMPACT);
	struct text copy = dumped ? arena_text(a, text_of(dumped)) : json;
	free(dumped);
	return copy;
}

static struct scope
scope_row(struct arena *a, const PGresult *r, int row)
{
	struct scope s = {.name = cell_text(a, r, row, 0),
	    .resource_id = cell_uuid(r, row, 1),
	    .resource_uri = cell_text(a, r, row, 2),
	    .resource_name = cell_text(a, r, row, 3),
	    .title = cell_text(a, r, row, 4),
	    .description = cell_text(a, r, row, 5)};
	sensitivity_parse(cell_text(a, r, row, 6), &s.sensitivity);
	return s;
}

static void
scope_rows(struct arena *a, const PGresult *r, struct scope **out, size_t *n)
{
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct scope);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = scope_row(a, r, (int)i);
}

static const char scope_add_sql[] =
    "INSERT INTO scopes (name, resource_id, title, description, sensitivity) "
    "VALUES ($1::text, $2::uuid, $3::text::jsonb, $4::text::jsonb, $5::text)";

enum store_status
scope_add(struct db *db, struct arena *a, const struct scope *s)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, scope_add_sql, P_TEXT(s->name), P_UUID(s->resource_id),
	    P_TEXT(s->title), P_TEXT(s->description),
	    P_TEXT(sensitivity_name(s->sensitivity)));
}

static const char scope_by_name_sql[] = SCOPE_SELECT "WHERE s.name = $1::text";

enum store_status
scope_by_name(struct db *db, struct arena *a, struct text name, struct scope *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, scope_by_name_sql, P_TEXT(name));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = scope_row(a, r, 0);
	return STORE_OK;
}

static const char scope_hold_sql[] =
    "SELECT FROM scopes WHERE name = $1::text FOR NO KEY UPDATE";

enum store_status
scope_hold(struct db *db, struct arena *a, struct text name, struct scope *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, scope_hold_sql, P_TEXT(name));
	return status == STORE_OK ? scope_by_name(db, a, name, out) : status;
}

static const char scopes_list_sql[] = SCOPE_SELECT "WHERE " IN_CATALOGUE SCOPE_ORDER;

enum store_status
scopes_list(struct db *db, struct arena *a, struct scope **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, scopes_list_sql, NULL, 0, &r);
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scopes_of_sql[] =
    SCOPE_SELECT "WHERE s.resource_id = $1::uuid" SCOPE_ORDER;

enum store_status
scopes_of(struct db *db, struct arena *a, struct uuid resource_id, struct scope **out,
    size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, scopes_of_sql, P_UUID(resource_id));
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scopes_of_all_sql[] =
    SCOPE_SELECT "WHERE s.resource_id = ANY ($1::text[]::uuid[])" SCOPE_ORDER;

enum store_status
scopes_of_all(struct db *db, struct arena *a, const struct resource *resources,
    size_t count, struct scope **out, size_t *n)
{
	RESULT *r = NULL;
	struct text *ids = ARENA_ARRAY(a, count, struct text);
	for (size_t i = 0; i < count; i++)
		ids[i] = uuid_text(a, resources[i].id);
	enum store_status status =
	    DB_RUN(db, a, &r, scopes_of_all_sql, P_TEXTS(((struct texts){ids, count})));
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scopes_for_app_sql[] = SCOPE_SELECT
    "WHERE (s.resource_id IS NULL OR s.resource_id = ANY (ARRAY("
    "SELECT id FROM (SELECT id FROM resources WHERE state = 'approved' ORDER BY name, id "
    "LIMIT $2::bigint) first UNION SELECT h.resource_id FROM app_scopes x "
    "JOIN scopes h ON h.name = x.scope WHERE x.client_id = $1::uuid))) "
    "AND " IN_CATALOGUE SCOPE_ORDER;

enum store_status
scopes_for_app(struct db *db, struct arena *a, struct uuid client_id, int apis,
    struct scope **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, scopes_for_app_sql, P_UUID(client_id), P_NUMBER(apis));
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scopes_own_sql[] =
    SCOPE_SELECT "WHERE s.resource_id IS NULL" SCOPE_ORDER;

enum store_status
scopes_own(struct db *db, struct arena *a, struct scope **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, scopes_own_sql, NULL, 0, &r);
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scopes_named_sql[] =
    SCOPE_SELECT "WHERE s.name = ANY ($1::text[]) AND " IN_CATALOGUE SCOPE_ORDER;

enum store_status
scopes_named(
    struct db *db, struct arena *a, struct texts names, struct scope **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, scopes_named_sql, P_TEXTS(names));
	if (status == STORE_OK)
		scope_rows(a, r, out, n);
	return status;
}

static const char scope_prefix_taken_sql[] =
    "SELECT EXISTS (SELECT FROM scopes WHERE starts_with(name, $1::text || ':') "
    "AND resource_id IS DISTINCT FROM $2::uuid) OR EXISTS (SELECT FROM resources "
    "WHERE scope_prefix = $1::text AND id IS DISTINCT FROM $2::uuid)";

enum store_status
scope_prefix_taken(
    struct db *db, struct arena *a, struct text prefix, struct uuid except, bool *taken)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, scope_prefix_taken_sql, P_TEXT(prefix), P_UUID(except));
	*taken = status == STORE_OK && cell_bool(r, 0, 0);
	return status;
}

static const char scope_set_sql[] =
    "UPDATE scopes SET title = $2::text::jsonb, description = $3::text::jsonb, "
    "sensitivity = $4::text WHERE name = $1::text";

enum store_status
scope_set(struct db *db, struct arena *a, const struct scope *s)
{
	return DB_CHANGE(db, a, scope_set_sql, P_TEXT(s->name), P_TEXT(s->title),
	    P_TEXT(s->description), P_TEXT(sensitivity_name(s->sensitivity)));
}

static const char scope_remove_sql[] = "DELETE FROM scopes WHERE name = $1::text";

enum store_status
scope_remove(struct db *db, struct arena *a, struct text name)
{
	return DB_CHANGE(db, a, scope_remove_sql, P_TEXT(name));
}
