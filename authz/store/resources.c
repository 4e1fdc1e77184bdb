#include "store/resources.h"

#include "base/cleanup.h"
#include "store/rows.h"

#define RESOURCE_SELECT                                                                  \
	"SELECT r.id, r.uri, r.name, r.token_format, r.token_lifetime, r.created_at, "   \
	"r.status_list, r.team_id, coalesce(nullif(t.name, ''), nullif(u.name, ''), "    \
	"u.email, ''), r.scope_prefix, r.state, r.purpose, r.decision, r.decided_at "    \
	"FROM resources r LEFT JOIN teams t ON t.id = r.team_id "                        \
	"LEFT JOIN users u ON u.id = t.personal_of "
#define AFTER(parameter)                                                                 \
	"coalesce(" parameter "::uuid, '00000000-0000-0000-0000-000000000000')"

static const struct text state_names[] = {[RESOURCE_APPROVED] = TEXT_INIT("approved"),
    [RESOURCE_ASKED] = TEXT_INIT("asked"),
    [RESOURCE_REFUSED] = TEXT_INIT("refused")};

struct text
resource_state_name(enum resource_state s)
{
	return state_names[s];
}

bool
resource_state_parse(struct text t, enum resource_state *out)
{
	for (size_t i = 0; i < COUNT_OF(state_names); i++) {
		if (text_eq(state_names[i], t)) {
			*out = (enum resource_state)i;
			return true;
		}
	}
	return false;
}

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
	    .status_list = cell_bool(r, row, 6),
	    .team_id = cell_uuid(r, row, 7),
	    .owner_name = cell_text(a, r, row, 8),
	    .scope_prefix = cell_text(a, r, row, 9),
	    .purpose = cell_text(a, r, row, 11),
	    .decision = cell_text(a, r, row, 12),
	    .decided_at = cell_time(r, row, 13)};
	resource_state_parse(cell_text(a, r, row, 10), &resource.state);
	token_format_parse(cell_text(a, r, row, 3), &resource.token_format);
	return resource;
}

static const char resource_add_sql[] =
    "INSERT INTO resources (id, uri, name, token_format, token_lifetime, "
    "status_list, team_id, scope_prefix, state, purpose) "
    "VALUES ($1::uuid, $2::text, $3::text, $4::text, nullif($5::bigint, 0), $6::bool, "
    "$7::uuid, $8::text, $9::text, $10::text)";

enum store_status
resource_add(struct db *db, struct arena *a, const struct resource *res)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, resource_add_sql, P_UUID(res->id), P_TEXT(res->uri),
	    P_TEXT(res->name), P_TEXT(token_format_name(res->token_format)),
	    P_NUMBER(res->token_lifetime), P_BOOL(res->status_list), P_UUID(res->team_id),
	    P_TEXT_OR_NULL(res->scope_prefix), P_TEXT(resource_state_name(res->state)),
	    P_TEXT(res->purpose));
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

static const char resource_by_uri_sql[] = RESOURCE_SELECT "WHERE r.uri = $1::text";

enum store_status
resource_by_uri(struct db *db, struct arena *a, struct text uri, struct resource *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resource_by_uri_sql, P_TEXT(uri));
	return one_resource(status, a, r, out);
}

static const char resource_by_id_sql[] = RESOURCE_SELECT "WHERE r.id = $1::uuid";

enum store_status
resource_by_id(struct db *db, struct arena *a, struct uuid id, struct resource *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resource_by_id_sql, P_UUID(id));
	return one_resource(status, a, r, out);
}

static const char resource_hold_sql[] =
    "SELECT FROM resources WHERE id = $1::uuid FOR NO KEY UPDATE";

enum store_status
resource_hold(struct db *db, struct arena *a, struct uuid id, struct resource *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resource_hold_sql, P_UUID(id));
	return status == STORE_OK ? resource_by_id(db, a, id, out) : status;
}

static const char resources_list_sql[] = RESOURCE_SELECT "ORDER BY r.uri";
static const char resources_of_team_sql[] =
    RESOURCE_SELECT "WHERE r.team_id = $1::uuid AND r.id > " AFTER(
	"$2") " ORDER BY r.id LIMIT $3::bigint";
static const char resources_of_user_sql[] = RESOURCE_SELECT
    "WHERE r.team_id IN (SELECT team_id FROM team_members WHERE user_id = $1::uuid) "
    "AND ($2::uuid IS NULL OR r.team_id = $2::uuid) "
    "AND r.id > " AFTER("$3") " ORDER BY r.id LIMIT $4::bigint";
static const char resources_asked_sql[] = RESOURCE_SELECT
    "WHERE r.state = 'asked' AND r.id > " AFTER("$1") " ORDER BY r.id LIMIT $2::bigint";

/* The words are of lower case; triggers keep them. */
#define HAS_WORDS(parameter) "strpos(r.words, lower(" parameter "::text)) > 0 "
static const char resources_search_sql[] = RESOURCE_SELECT
    "WHERE r.uri > $2::text AND " HAS_WORDS("$1") "ORDER BY r.uri LIMIT $3::bigint";

static enum store_status
resource_rows(enum store_status status, struct arena *a, const PGresult *r,
    struct resource **out, size_t *n)
{
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct resource);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = resource_row(a, r, (int)i);
	return STORE_OK;
}

static const char resources_in_catalogue_sql[] =
    RESOURCE_SELECT "WHERE r.state = 'approved' AND r.id > " AFTER(
	"$2") " AND " HAS_WORDS("$1") "ORDER BY r.id LIMIT $3::bigint";

enum store_status
resources_in_catalogue(struct db *db, struct arena *a, struct text words,
    struct uuid after, int limit, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resources_in_catalogue_sql,
	    P_TEXT(words), P_UUID(after), P_NUMBER(limit));
	return resource_rows(status, a, r, out, n);
}

enum store_status
resources_list(struct db *db, struct arena *a, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, resources_list_sql, NULL, 0, &r);
	return resource_rows(status, a, r, out, n);
}

enum store_status
resources_search(struct db *db, struct arena *a, struct text words, struct text after,
    int limit, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resources_search_sql, P_TEXT(words),
	    P_TEXT(after), P_NUMBER(limit));
	return resource_rows(status, a, r, out, n);
}

enum store_status
resources_of_team(struct db *db, struct arena *a, struct uuid team_id, struct uuid after,
    int limit, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resources_of_team_sql,
	    P_UUID(team_id), P_UUID(after), P_NUMBER(limit));
	return resource_rows(status, a, r, out, n);
}

enum store_status
resources_of_user(struct db *db, struct arena *a, struct uuid user, struct uuid team,
    struct uuid after, int limit, struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, resources_of_user_sql, P_UUID(user),
	    P_UUID(team), P_UUID(after), P_NUMBER(limit));
	return resource_rows(status, a, r, out, n);
}

enum store_status
resources_asked(struct db *db, struct arena *a, struct uuid after, int limit,
    struct resource **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, resources_asked_sql, P_UUID(after), P_NUMBER(limit));
	return resource_rows(status, a, r, out, n);
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

static const char resource_set_owner_sql[] =
    "UPDATE resources SET team_id = $2::uuid, scope_prefix = $3::text, "
    "decided_at = CASE WHEN state = $4::text THEN decided_at ELSE now() END, "
    "state = $4::text WHERE id = $1::uuid";

enum store_status
resource_set_owner(struct db *db, struct arena *a, const struct resource *res)
{
	return DB_CHANGE(db, a, resource_set_owner_sql, P_UUID(res->id),
	    P_UUID(res->team_id), P_TEXT_OR_NULL(res->scope_prefix),
	    P_TEXT(resource_state_name(res->state)));
}

static const char resource_decide_sql[] =
    "UPDATE resources SET state = $3::text, decision = $4::text, decided_at = now() "
    "WHERE id = $1::uuid AND state = $2::text";

enum store_status
resource_decide(struct db *db, struct arena *a, struct uuid id, enum resource_state was,
    enum resource_state now, struct text words)
{
	return DB_CHANGE(db, a, resource_decide_sql, P_UUID(id),
	    P_TEXT(resource_state_name(was)), P_TEXT(resource_state_name(now)),
	    P_TEXT(words));
}

/* What is approved stays so. */
static const char resource_ask_sql[] =
    "UPDATE resources SET state = 'asked', purpose = $2::text "
    "WHERE id = $1::uuid AND state <> 'approved'";

enum store_status
resource_ask(struct db *db, struct arena *a, struct uuid id, struct text purpose)
{
	return DB_CHANGE(db, a, resource_ask_sql, P_UUID(id), P_TEXT(purpose));
}

static const char resource_remove_sql[] = "DELETE FROM resources WHERE id = $1::uuid";

enum store_status
resource_remove(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, resource_remove_sql, P_UUID(id));
}
