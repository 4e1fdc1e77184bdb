#include "store/pending_grants.h"

#include "base/cleanup.h"
#include "store/rows.h"

static const struct text state_names[] = {[PENDING_WAITS] = TEXT_INIT("waiting"),
    [PENDING_ALLOWED] = TEXT_INIT("allowed"),
    [PENDING_DENIED] = TEXT_INIT("denied")};

#define COLUMNS                                                                          \
	"id, client_id, resource_id, user_id, scopes, extras, binding_message, state, "  \
	"session_id, auth_time, amr, poll_interval, created_at, expires_at"

static struct pending_grant
grant_row(struct arena *a, const PGresult *r, int row)
{
	struct pending_grant g = {.id = cell_uuid(r, row, 0),
	    .client_id = cell_uuid(r, row, 1),
	    .resource_id = cell_uuid(r, row, 2),
	    .user_id = cell_uuid(r, row, 3),
	    .scopes = cell_texts(a, r, row, 4),
	    .binding_message = cell_text(a, r, row, 6),
	    .session_id = cell_uuid(r, row, 8),
	    .auth_time = cell_time(r, row, 9),
	    .amr = cell_texts(a, r, row, 10),
	    .interval = cell_number(r, row, 11),
	    .created_at = cell_time(r, row, 12),
	    .expires_at = cell_time(r, row, 13)};
	struct text state = cell_text(a, r, row, 7);
	for (size_t i = 0; i < COUNT_OF(state_names); i++)
		if (text_eq(state_names[i], state))
			g.state = (enum pending_state)i;
	members_of_text(a, &grant_extras_members, cell_text(a, r, row, 5), &g.extras);
	return g;
}

/* No node holds any of it in memory. */
#define RUN(db, a, result, sql, ...)                                                     \
	db_run_unheld((db), (a), (sql), (const struct param[]){__VA_ARGS__},             \
	    sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param),          \
	    (result))

static enum store_status
only_row(struct arena *a, const PGresult *r, enum store_status status,
    struct pending_grant *out)
{
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = grant_row(a, r, 0);
	return STORE_OK;
}

static const char add_sql[] =
    "INSERT INTO pending_grants (id, client_id, user_code, user_id, scopes, "
    "resource_id, extras, binding_message, poll_interval, expires_at) "
    "VALUES ($1::uuid, $2::uuid, $3::bytea, $4::uuid, $5::text[], $6::uuid, $7::jsonb, "
    "$8::text, $9::integer, $10::timestamptz)";

enum store_status
pending_grant_add(struct db *db, struct arena *a, const struct pending_grant *g)
{
	RESULT *r = NULL;
	struct param user_code = P_BYTES(g->user_code);
	if (!g->user_code.n)
		user_code.kind = PARAM_NULL;
	return RUN(db, a, &r, add_sql, P_UUID(g->id), P_UUID(g->client_id), user_code,
	    P_UUID(g->user_id), P_TEXTS(g->scopes), P_UUID(g->resource_id),
	    P_TEXT_OR_NULL(members_text(a, &grant_extras_members, &g->extras)),
	    P_TEXT(g->binding_message), P_NUMBER(g->interval), P_TIME(g->expires_at));
}

static const char by_user_code_sql[] =
    "SELECT " COLUMNS " FROM pending_grants "
    "WHERE user_code = $1::bytea AND expires_at > now()";

enum store_status
pending_grant_by_user_code(
    struct db *db, struct arena *a, struct text user_code, struct pending_grant *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, by_user_code_sql, P_BYTES(user_code));
	return only_row(a, r, status, out);
}

static const char by_id_sql[] = "SELECT " COLUMNS " FROM pending_grants "
				"WHERE id = $1::uuid AND expires_at > now()";

enum store_status
pending_grant_by_id(
    struct db *db, struct arena *a, struct uuid id, struct pending_grant *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, by_id_sql, P_UUID(id));
	return only_row(a, r, status, out);
}

static const char of_user_sql[] =
    "SELECT " COLUMNS " FROM pending_grants WHERE user_id = $1::uuid "
    "AND state = 'waiting' AND user_code IS NULL AND expires_at > now() "
    "ORDER BY id LIMIT 20";

enum store_status
pending_grants_of_user(struct db *db, struct arena *a, struct uuid user_id,
    struct pending_grant **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, of_user_sql, P_UUID(user_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct pending_grant);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = grant_row(a, r, (int)i);
	return STORE_OK;
}

static const char decide_sql[] =
    "UPDATE pending_grants SET state = $2::text, scopes = $3::text[], "
    "user_id = $4::uuid, session_id = $5::uuid, auth_time = $6::timestamptz, "
    "amr = $7::text[] WHERE id = $1::uuid AND state = 'waiting' AND expires_at > now() "
    "AND (user_id IS NULL OR user_id = $4::uuid)";

enum store_status
pending_grant_decide(struct db *db, struct arena *a, const struct pending_grant *g)
{
	RESULT *r = NULL;
	enum store_status status = RUN(db, a, &r, decide_sql, P_UUID(g->id),
	    P_TEXT(state_names[g->state]), P_TEXTS(g->scopes), P_UUID(g->user_id),
	    P_UUID(g->session_id), P_TIME(g->auth_time), P_TEXTS(g->amr));
	if (status == STORE_OK && text_eq(text_of(PQcmdTuples(r)), TEXT("0")))
		return STORE_NONE;
	return status;
}

/* A second's grace: a client that keeps to its interval must not pay for the network's
 * jitter. */
#define TOO_EARLY                                                                        \
	"(state = 'waiting' AND polled_at IS NOT NULL "                                  \
	"AND polled_at > now() - make_interval(secs => poll_interval - 1))"

static const char poll_sql[] =
    "UPDATE pending_grants SET polled_at = now(), hasty = " TOO_EARLY ", "
    "poll_interval = CASE WHEN " TOO_EARLY " THEN least(poll_interval + 5, 600) "
    "ELSE poll_interval END WHERE id = $1::uuid AND client_id = $2::uuid "
    "RETURNING " COLUMNS ", hasty";

enum store_status
pending_grant_poll(struct db *db, struct arena *a, struct uuid id, struct uuid client_id,
    struct pending_grant *out, bool *hasty)
{
	RESULT *r = NULL;
	enum store_status status =
	    RUN(db, a, &r, poll_sql, P_UUID(id), P_UUID(client_id));
	status = only_row(a, r, status, out);
	if (status == STORE_OK)
		*hasty = cell_bool(r, 0, 14);
	return status;
}
