#include "store/clients.h"

#include "base/builder.h"
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "store/rows.h"

static const struct text kind_names[] = {[APP_WEB] = TEXT_INIT("web"),
    [APP_BROWSER] = TEXT_INIT("browser"),
    [APP_NATIVE] = TEXT_INIT("native"),
    [APP_DEVICE] = TEXT_INIT("device"),
    [APP_SERVICE] = TEXT_INIT("service"),
    [APP_RESOURCE_SERVER] = TEXT_INIT("resource_server")};

static const struct text state_names[] = {[SCOPE_ASKED] = TEXT_INIT("asked"),
    [SCOPE_APPROVED] = TEXT_INIT("approved"),
    [SCOPE_REFUSED] = TEXT_INIT("refused")};

struct text
app_kind_name(enum app_kind kind)
{
	return kind_names[kind];
}

bool
app_kind_parse(struct text t, enum app_kind *out)
{
	for (size_t i = 0; i < COUNT_OF(kind_names); i++) {
		if (text_eq(kind_names[i], t)) {
			*out = (enum app_kind)i;
			return true;
		}
	}
	return false;
}

struct text
scope_state_name(enum scope_state state)
{
	return state_names[state];
}

bool
scope_state_parse(struct text t, enum scope_state *out)
{
	for (int i = SCOPE_ASKED; i <= SCOPE_REFUSED; i++) {
		if (text_eq(scope_state_name((enum scope_state)i), t)) {
			*out = (enum scope_state)i;
			return true;
		}
	}
	return false;
}

const struct app_scope *
app_scope_find(const struct client *app, struct text scope)
{
	for (size_t i = 0; i < app->app_scope_count; i++)
		if (text_eq(app->app_scopes[i].scope, scope))
			return &app->app_scopes[i];
	return NULL;
}

/* One row is the whole app: its scopes and secrets come along as JSON, the latest dozen
 * of these, those that are valid first. */
#define CLIENT_SELECT                                                                    \
	"SELECT a.id, a.name, a.kind, a.team_id, coalesce(nullif(t.name, ''), "          \
	"nullif(u.name, ''), u.email, ''), "                                             \
	"a.auth_method, a.grant_types, a.redirect_uris, a.description, a.homepage, "     \
	"a.policy_uri, a.tos_uri, a.trusted, a.reviewed_at, a.suspended_at, "            \
	"a.created_at, "                                                                 \
	"r.id, r.uri, r.name, r.token_format, r.token_lifetime, nullif(a.metadata, "     \
	"'{}'), a.document_url, a.deleted_at, a.logo, "                                  \
	"(SELECT json_agg(json_build_array(s.scope, s.state) ORDER BY s.scope) "         \
	" FROM app_scopes s WHERE s.client_id = a.id), "                                 \
	"(SELECT json_agg(json_build_array(c.id, encode(c.hash, 'hex'), c.hint, "        \
	" extract(epoch FROM c.created_at)::bigint, "                                    \
	" coalesce(extract(epoch FROM c.expires_at)::bigint, 0), c.sealed, c.label, "    \
	" coalesce(extract(epoch FROM c.last_used_at)::bigint, 0), c.expired) "          \
	" ORDER BY c.expired, c.id) FROM (SELECT *, "                                    \
	" expires_at IS NOT NULL AND expires_at <= now() AS expired "                    \
	" FROM client_secrets WHERE client_id = a.id "                                   \
	" ORDER BY expired, id DESC LIMIT 12) c) "                                       \
	"FROM apps a LEFT JOIN teams t ON t.id = a.team_id "                             \
	"LEFT JOIN users u ON u.id = t.personal_of "                                     \
	"LEFT JOIN resources r ON r.id = a.resource_id "

static struct text
copy_string(struct arena *a, const json_t *value)
{
	if (!json_is_string(value))
		return NO_TEXT;
	return arena_text(
	    a, (struct text){json_string_value(value), json_string_length(value)});
}

static void
read_scopes(struct arena *a, const json_t *rows, struct client *c)
{
	struct texts_builder approved = texts_builder_new(a);
	size_t n = json_array_size(rows);
	struct app_scope *scopes = ARENA_ARRAY(a, n, struct app_scope);
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(rows, i);
		struct text state = copy_string(a, json_array_get(row, 1));
		scopes[i].scope = copy_string(a, json_array_get(row, 0));
		for (size_t k = 0; k < COUNT_OF(state_names); k++)
			if (text_eq(state_names[k], state))
				scopes[i].state = (enum scope_state)k;
		if (scopes[i].state == SCOPE_APPROVED)
			texts_add(&approved, scopes[i].scope);
	}
	c->app_scopes = scopes;
	c->app_scope_count = n;
	c->scopes = texts_done(&approved);
}

static struct text
from_hex(struct arena *a, struct text hex)
{
	char *bytes = arena_alloc(a, hex.n / 2 + 1);
	for (size_t i = 0; i + 1 < hex.n; i += 2)
		bytes[i / 2] =
		    (char)(hex_digit(hex.at[i]) << 4 | hex_digit(hex.at[i + 1]));
	return (struct text){bytes, hex.n / 2};
}

static void
read_secrets(struct arena *a, const json_t *rows, struct client *c)
{
	size_t n = json_array_size(rows);
	struct client_secret *secrets = ARENA_ARRAY(a, n, struct client_secret);
	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(rows, i);
		uuid_parse(copy_string(a, json_array_get(row, 0)), &secrets[i].id);
		secrets[i].hash = from_hex(a, copy_string(a, json_array_get(row, 1)));
		secrets[i].hint = copy_string(a, json_array_get(row, 2));
		secrets[i].created_at = json_integer_value(json_array_get(row, 3));
		secrets[i].expires_at = json_integer_value(json_array_get(row, 4));
		secrets[i].sealed = copy_string(a, json_array_get(row, 5));
		secrets[i].label = copy_string(a, json_array_get(row, 6));
		secrets[i].last_used_at = json_integer_value(json_array_get(row, 7));
		c->expired_secret_count += json_is_true(json_array_get(row, 8));
	}
	c->secrets = secrets;
	c->secret_count = n - c->expired_secret_count;
}

static struct resource *
read_resource(struct arena *a, const PGresult *r, int row)
{
	if (PQgetisnull(r, row, 16))
		return NULL;
	struct resource *resource = ARENA_NEW(a, struct resource);
	resource->id = cell_uuid(r, row, 16);
	resource->uri = cell_text(a, r, row, 17);
	resource->name = cell_text(a, r, row, 18);
	token_format_parse(cell_text(a, r, row, 19), &resource->token_format);
	resource->token_lifetime = cell_number(r, row, 20);
	return resource;
}

static struct client
client_row(struct arena *a, const PGresult *r, int row)
{
	struct client c = {.id = cell_uuid(r, row, 0),
	    .client_id = uuid_text(a, cell_uuid(r, row, 0)),
	    .name = cell_text(a, r, row, 1),
	    .team_id = cell_uuid(r, row, 3),
	    .owner_name = cell_text(a, r, row, 4),
	    .auth_method = cell_text(a, r, row, 5),
	    .grant_types = cell_texts(a, r, row, 6),
	    .redirect_uris = cell_texts(a, r, row, 7),
	    .description = cell_text(a, r, row, 8),
	    .homepage = cell_text(a, r, row, 9),
	    .policy_uri = cell_text(a, r, row, 10),
	    .tos_uri = cell_text(a, r, row, 11),
	    .trusted = cell_bool(r, row, 12),
	    .reviewed_at = cell_time(r, row, 13),
	    .suspended_at = cell_time(r, row, 14),
	    .created_at = cell_time(r, row, 15),
	    .deleted_at = cell_time(r, row, 23),
	    .logo = cell_text(a, r, row, 24),
	    .resource = read_resource(a, r, row)};
	CLEANUP(json) json_t *scopes = cell_json(r, row, 25);
	CLEANUP(json) json_t *secrets = cell_json(r, row, 26);
	app_kind_parse(cell_text(a, r, row, 2), &c.kind);
	members_of_text(
	    a, &client_metadata_members, cell_text(a, r, row, 21), &c.metadata);
	struct text document = cell_text(a, r, row, 22);
	if (document.n)
		c.client_id = document;
	read_scopes(a, scopes, &c);
	read_secrets(a, secrets, &c);
	return c;
}

/* The app, its scopes and its first secret in one statement. */
static const char client_add_sql[] =
    "WITH app AS (INSERT INTO apps (id, name, kind, team_id, resource_id, auth_method, "
    "grant_types, redirect_uris, description, homepage, policy_uri, tos_uri, trusted, "
    "metadata) VALUES ($1::uuid, $2::text, $3::text, $4::uuid, $5::uuid, $6::text, "
    "$7::text[], "
    "$8::text[], $9::text, $10::text, $11::text, $12::text, $13::boolean, "
    "coalesce($19::jsonb, '{}')) RETURNING id), "
    "secret AS (INSERT INTO client_secrets (id, client_id, hash, hint, sealed, label, "
    "expires_at) SELECT $14::uuid, id, $15::bytea, $16::text, $20::text, $21::text, "
    "$22::timestamptz FROM app WHERE $14::uuid IS NOT NULL), "
    "approved AS (INSERT INTO app_scopes (client_id, scope, state) "
    "SELECT app.id, s, 'approved' FROM app, unnest($17::text[]) s) "
    "INSERT INTO app_scopes (client_id, scope, state) "
    "SELECT app.id, s, 'asked' FROM app, unnest($18::text[]) s";

enum store_status
client_add(struct db *db, struct arena *a, const struct client *c, struct texts asked)
{
	RESULT *r = NULL;
	const struct client_secret none = {0};
	const struct client_secret *s = c->secret_count ? c->secrets : &none;
	return DB_RUN(db, a, &r, client_add_sql, P_UUID(c->id), P_TEXT(c->name),
	    P_TEXT(app_kind_name(c->kind)), P_UUID(c->team_id),
	    P_UUID(c->resource ? c->resource->id : NO_UUID), P_TEXT(c->auth_method),
	    P_TEXTS(c->grant_types), P_TEXTS(c->redirect_uris), P_TEXT(c->description),
	    P_TEXT(c->homepage), P_TEXT(c->policy_uri), P_TEXT(c->tos_uri),
	    P_BOOL(c->trusted), P_UUID(s->id), P_BYTES(s->hash), P_TEXT(s->hint),
	    P_TEXTS(c->scopes), P_TEXTS(asked),
	    P_TEXT_OR_NULL(members_text(a, &client_metadata_members, &c->metadata)),
	    P_TEXT_OR_NULL(s->sealed), P_TEXT(s->label), P_TIME(s->expires_at));
}

static const char client_by_id_sql[] = CLIENT_SELECT "WHERE a.id = $1::uuid";

enum store_status
client_by_id(struct db *db, struct arena *a, struct uuid id, struct client *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, client_by_id_sql, P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = client_row(a, r, 0);
	return STORE_OK;
}

/* The nil UUID is sent as NULL. No "or" in what a list is of: a plan that is made once
 * for all parameters would read the apps of everybody. */
#define AFTER(parameter)                                                                 \
	"coalesce(" parameter "::uuid, '00000000-0000-0000-0000-000000000000')"
static const char clients_list_sql[] =
    CLIENT_SELECT "WHERE a.id > " AFTER("$1") " ORDER BY a.id LIMIT $2::bigint";
static const char clients_of_team_sql[] =
    CLIENT_SELECT "WHERE a.team_id = $1::uuid AND a.id > " AFTER(
	"$2") " ORDER BY a.id LIMIT $3::bigint";

static void
client_rows(struct arena *a, const PGresult *r, struct client **out, size_t *n)
{
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct client);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = client_row(a, r, (int)i);
}

enum store_status
clients_list(struct db *db, struct arena *a, struct uuid after, int limit,
    struct client **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, clients_list_sql, P_UUID(after), P_NUMBER(limit));
	if (status == STORE_OK)
		client_rows(a, r, out, n);
	return status;
}

enum store_status
clients_of_team(struct db *db, struct arena *a, struct uuid team, struct uuid after,
    int limit, struct client **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(
	    db, a, &r, clients_of_team_sql, P_UUID(team), P_UUID(after), P_NUMBER(limit));
	if (status == STORE_OK)
		client_rows(a, r, out, n);
	return status;
}

/* A page of each team, and of these the first: few rows, whatever the planner thinks of
 * the size of teams. */
static const char clients_of_user_sql[] = CLIENT_SELECT
    "WHERE a.id = ANY (ARRAY(SELECT f.id FROM team_members m, LATERAL (SELECT id "
    "FROM apps WHERE team_id = m.team_id AND id > " AFTER(
	"$3") " AND deleted_at IS NULL "
	      "ORDER BY id LIMIT $4::bigint) f WHERE m.user_id = $1::uuid "
	      "AND ($2::uuid IS NULL OR m.team_id = $2::uuid) ORDER BY f.id LIMIT "
	      "$4::bigint)) "
	      "ORDER BY a.id";

enum store_status
clients_of_user(struct db *db, struct arena *a, struct uuid user, struct uuid team,
    struct uuid after, int limit, struct client **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, clients_of_user_sql, P_UUID(user),
	    P_UUID(team), P_UUID(after), P_NUMBER(limit));
	if (status == STORE_OK)
		client_rows(a, r, out, n);
	return status;
}

static const char client_hold_sql[] = "SELECT FROM apps WHERE id = $1::uuid FOR UPDATE";

enum store_status
client_hold(struct db *db, struct arena *a, struct uuid id, struct client *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, client_hold_sql, P_UUID(id));
	if (status == STORE_OK && !row_count(r))
		return STORE_NONE;
	return status == STORE_OK ? client_by_id(db, a, id, out) : status;
}

static const char clients_of_resource_sql[] =
    CLIENT_SELECT "WHERE a.resource_id = $1::uuid AND a.team_id = $2::uuid "
		  "ORDER BY a.id LIMIT $3::bigint";

enum store_status
clients_of_resource(struct db *db, struct arena *a, struct uuid resource_id,
    struct uuid team, int limit, struct client **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, clients_of_resource_sql,
	    P_UUID(resource_id), P_UUID(team), P_NUMBER(limit));
	if (status == STORE_OK)
		client_rows(a, r, out, n);
	return status;
}

static const char client_set_sql[] =
    "UPDATE apps SET name = $2::text, description = $3::text, homepage = $4::text, "
    "policy_uri = $5::text, tos_uri = $6::text, redirect_uris = $7::text[], "
    "grant_types = $8::text[], auth_method = $9::text, trusted = $10::boolean, "
    "metadata = coalesce($11::jsonb, '{}'), updated_at = now() WHERE id = $1::uuid";

enum store_status
client_set(struct db *db, struct arena *a, const struct client *c)
{
	return DB_CHANGE(db, a, client_set_sql, P_UUID(c->id), P_TEXT(c->name),
	    P_TEXT(c->description), P_TEXT(c->homepage), P_TEXT(c->policy_uri),
	    P_TEXT(c->tos_uri), P_TEXTS(c->redirect_uris), P_TEXTS(c->grant_types),
	    P_TEXT(c->auth_method), P_BOOL(c->trusted),
	    P_TEXT_OR_NULL(members_text(a, &client_metadata_members, &c->metadata)));
}

static const char client_set_scope_sql[] = "INSERT INTO app_scopes (client_id, scope, "
					   "state) VALUES ($1::uuid, $2::text, $3::text) "
					   "ON CONFLICT (client_id, scope) DO UPDATE SET "
					   "state = excluded.state, changed_at = now()";

enum store_status
client_set_scope(struct db *db, struct arena *a, struct uuid id, struct text scope,
    enum scope_state state)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, client_set_scope_sql, P_UUID(id), P_TEXT(scope),
	    P_TEXT(scope_state_name(state)));
}

static const char client_remove_scope_sql[] =
    "DELETE FROM app_scopes WHERE client_id = $1::uuid AND scope = $2::text";

enum store_status
client_remove_scope(struct db *db, struct arena *a, struct uuid id, struct text scope)
{
	return DB_CHANGE(db, a, client_remove_scope_sql, P_UUID(id), P_TEXT(scope));
}

/* A trigger leaves the mark that ends the tokens it got for itself. */
#define FAMILIES_GO                                                                      \
	"WITH families AS (DELETE FROM token_families f USING consents c "               \
	"WHERE c.client_id = $1::uuid AND f.user_id = c.user_id "                        \
	"AND f.client_id = c.client_id) "
static const char client_suspend_sql[] = FAMILIES_GO
    "UPDATE apps SET suspended_at = coalesce(suspended_at, now()) WHERE id = $1::uuid";

enum store_status
client_suspend(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, client_suspend_sql, P_UUID(id));
}

static const char client_resume_sql[] =
    "UPDATE apps SET suspended_at = NULL WHERE id = $1::uuid";

enum store_status
client_resume(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, client_resume_sql, P_UUID(id));
}

static const char client_set_reviewed_sql[] =
    "UPDATE apps SET reviewed_at = CASE WHEN $2::boolean THEN now() END WHERE id = "
    "$1::uuid";

enum store_status
client_set_reviewed(struct db *db, struct arena *a, struct uuid id, bool reviewed)
{
	return DB_CHANGE(db, a, client_set_reviewed_sql, P_UUID(id), P_BOOL(reviewed));
}

static const char client_delete_sql[] =
    FAMILIES_GO "UPDATE apps SET deleted_at = coalesce(deleted_at, now()) "
		"WHERE id = $1::uuid";

enum store_status
client_delete(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, client_delete_sql, P_UUID(id));
}

static const char client_restore_sql[] =
    "UPDATE apps SET deleted_at = NULL WHERE id = $1::uuid "
    "AND deleted_at > now() - $2::bigint * interval '1 second'";

enum store_status
client_restore(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, client_restore_sql, P_UUID(id), P_NUMBER(APP_GRACE));
}

static const char client_remove_sql[] = "DELETE FROM apps WHERE id = $1::uuid";

enum store_status
client_remove(struct db *db, struct arena *a, struct uuid id)
{
	return DB_CHANGE(db, a, client_remove_sql, P_UUID(id));
}
