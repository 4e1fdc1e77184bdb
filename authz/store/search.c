#include "store/search.h"

#include "base/builder.h"
#include "store/rows.h"

#define APP_FOUND                                                                        \
	"SELECT a.id, a.name, coalesce(nullif(t.name, ''), u.email, ''), a.kind, "       \
	"a.reviewed_at, a.suspended_at, a.created_at, a.deleted_at FROM apps a "         \
	"LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN users u ON u.id = "             \
	"t.personal_of "
/* The nil UUID is sent as NULL. */
#define UUID_FROM(parameter)                                                             \
	"coalesce(" parameter "::uuid, '00000000-0000-0000-0000-000000000000')"

/* Greater than all that begins with `prefix`: behind it stands the last character there
 * is. Ranges, unlike LIKE, use the index whatever the parameter will be. */
static struct text
end_of(struct arena *a, struct text prefix)
{
	return arena_printf(a, "%.*s\xf4\x8f\xbf\xbf", TEXT_ARG(prefix));
}

static enum store_status
apps_found(struct arena *a, enum store_status status, const PGresult *r,
    struct app_found **out, size_t *n)
{
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct app_found);
	for (size_t i = 0; i < *n; i++) {
		struct app_found *f = &(*out)[i];
		f->id = cell_uuid(r, (int)i, 0);
		f->name = cell_text(a, r, (int)i, 1);
		f->owner = cell_text(a, r, (int)i, 2);
		app_kind_parse(cell_text(a, r, (int)i, 3), &f->kind);
		f->reviewed_at = cell_time(r, (int)i, 4);
		f->suspended_at = cell_time(r, (int)i, 5);
		f->created_at = cell_time(r, (int)i, 6);
		f->deleted_at = cell_time(r, (int)i, 7);
	}
	return STORE_OK;
}

static const char search_apps_by_name_sql[] = APP_FOUND
    "WHERE (lower(a.name COLLATE \"C\"), a.id) > (lower($1::text COLLATE "
    "\"C\"), " UUID_FROM(
	"$2") ") AND lower(a.name COLLATE \"C\") < lower($3::text COLLATE \"C\") "
	      "ORDER BY lower(a.name COLLATE \"C\"), a.id LIMIT $4::bigint";

enum store_status
search_apps_by_name(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct app_found **out, size_t *n)
{
	RESULT *r = NULL;
	bool first = uuid_is_nil(after.id);
	enum store_status status = DB_RUN(db, a, &r, search_apps_by_name_sql,
	    P_TEXT(first ? prefix : after.word), P_UUID(after.id),
	    P_TEXT(end_of(a, prefix)), P_NUMBER(limit));
	return apps_found(a, status, r, out, n);
}

/* A page of each team, and of these the first, whatever the planner thinks of teams. */
static const char search_apps_by_owner_sql[] = APP_FOUND
    "WHERE a.id = ANY (ARRAY(SELECT f.id FROM (SELECT DISTINCT team_id FROM team_members "
    "WHERE user_id = ANY (ARRAY(SELECT id FROM users WHERE lower(email COLLATE "
    "\"C\") >= lower($1::text COLLATE \"C\") "
    "AND lower(email COLLATE \"C\") < lower($2::text COLLATE \"C\") "
    "ORDER BY lower(email COLLATE \"C\") LIMIT 50))) m, LATERAL (SELECT id FROM apps "
    "WHERE team_id = m.team_id AND id > " UUID_FROM(
	"$3") " ORDER BY id "
	      "LIMIT $4::bigint) f ORDER BY f.id LIMIT $4::bigint)) ORDER BY a.id";

enum store_status
search_apps_by_owner(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct app_found **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, search_apps_by_owner_sql,
	    P_TEXT(prefix), P_TEXT(end_of(a, prefix)), P_UUID(after.id), P_NUMBER(limit));
	return apps_found(a, status, r, out, n);
}

static const char search_apps_by_id_sql[] = APP_FOUND "WHERE a.id = $1::uuid";

enum store_status
search_apps_by_id(
    struct db *db, struct arena *a, struct uuid id, struct app_found **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, search_apps_by_id_sql, P_UUID(id));
	return apps_found(a, status, r, out, n);
}

static const char search_users_sql[] =
    "SELECT id, email, name, created_at, disabled_at, email_verified_at FROM users "
    "WHERE lower(email COLLATE \"C\") >= lower($1::text COLLATE \"C\") "
    "AND lower(email COLLATE \"C\") < lower($2::text COLLATE \"C\") "
    "AND ($3::uuid IS NULL OR id <> $3::uuid) "
    "ORDER BY lower(email COLLATE \"C\") LIMIT $4::bigint";

enum store_status
search_users(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct user **out, size_t *n)
{
	RESULT *r = NULL;
	bool first = uuid_is_nil(after.id);
	/* Addresses are unique: the next page begins at the last one, without it. */
	enum store_status status =
	    DB_RUN(db, a, &r, search_users_sql, P_TEXT(first ? prefix : after.word),
		P_TEXT(end_of(a, prefix)), P_UUID(after.id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct user);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct user){.id = cell_uuid(r, (int)i, 0),
		    .email = cell_text(a, r, (int)i, 1),
		    .name = cell_text(a, r, (int)i, 2),
		    .created_at = cell_time(r, (int)i, 3),
		    .disabled_at = cell_time(r, (int)i, 4),
		    .email_verified_at = cell_time(r, (int)i, 5)};
	return STORE_OK;
}
