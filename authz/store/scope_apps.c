#include "store/scope_apps.h"

#include "store/rows.h"

#define SCOPE_APP_SELECT                                                                 \
	"SELECT s.client_id, a.name, coalesce(nullif(t.name, ''), nullif(u.name, ''), "  \
	"u.email, ''), a.homepage, s.scope, s.reason, s.state, "                         \
	"a.reviewed_at IS NOT NULL, s.changed_at "                                       \
	"FROM app_scopes s JOIN apps a ON a.id = s.client_id "                           \
	"LEFT JOIN teams t ON t.id = a.team_id LEFT JOIN users u ON u.id = "             \
	"t.personal_of "

static enum store_status
scope_app_rows(enum store_status status, struct arena *a, const PGresult *r,
    struct scope_app **out, size_t *n)
{
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct scope_app);
	for (int i = 0; i < (int)*n; i++) {
		struct scope_app *s = &(*out)[i];
		s->client_id = cell_uuid(r, i, 0);
		s->name = cell_text(a, r, i, 1);
		s->owner_name = cell_text(a, r, i, 2);
		s->homepage = cell_text(a, r, i, 3);
		s->scope = cell_text(a, r, i, 4);
		s->reason = cell_text(a, r, i, 5);
		scope_state_parse(cell_text(a, r, i, 6), &s->state);
		s->reviewed = cell_bool(r, i, 7);
		s->changed_at = cell_time(r, i, 8);
	}
	return STORE_OK;
}

static const char scope_apps_list_sql[] = SCOPE_APP_SELECT
    "WHERE s.scope = $1::text AND s.client_id > coalesce($2::uuid, "
    "'00000000-0000-0000-0000-000000000000') ORDER BY s.client_id LIMIT $3::bigint";

enum store_status
scope_apps_list(struct db *db, struct arena *a, struct text scope, struct uuid after,
    int limit, struct scope_app **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, scope_apps_list_sql, P_TEXT(scope),
	    P_UUID(after), P_NUMBER(limit));
	return scope_app_rows(status, a, r, out, n);
}

static const char scope_requests_list_sql[] = SCOPE_APP_SELECT
    "JOIN scopes c ON c.name = s.scope WHERE c.resource_id = $1::uuid "
    "AND s.state = 'asked' ORDER BY s.scope, s.client_id LIMIT $2::bigint";

enum store_status
scope_requests_list(struct db *db, struct arena *a, struct uuid resource_id, int limit,
    struct scope_app **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(
	    db, a, &r, scope_requests_list_sql, P_UUID(resource_id), P_NUMBER(limit));
	return scope_app_rows(status, a, r, out, n);
}
