#include "store/sessions.h"

#include "store/rows.h"

static const char session_add_sql[] =
    "INSERT INTO sessions (user_id, id, auth_time, amr, user_agent, address, expires_at) "
    "SELECT id, $2::uuid, $3::timestamptz, $4::text[], $5::text, $6::text, "
    "$7::timestamptz "
    "FROM users WHERE id = $1::uuid AND disabled_at IS NULL";

enum store_status
session_add(struct db *db, struct arena *a, const struct session *s)
{
	return DB_CHANGE(db, a, session_add_sql, P_UUID(s->user_id), P_UUID(s->id),
	    P_TIME(s->auth_time), P_TEXTS(s->amr), P_TEXT(s->user_agent),
	    P_TEXT(s->address), P_TIME(s->expires_at));
}

static const char session_find_sql[] =
    "SELECT s.auth_time, s.created_at, s.seen_at, s.expires_at, s.amr, s.user_agent, "
    "s.address, u.email, u.name, u.locale, u.created_at, "
    "s.seen_at < now() - interval '1 minute', o.user_id IS NOT NULL "
    "FROM sessions s JOIN users u ON u.id = s.user_id "
    "LEFT JOIN operators o ON o.user_id = s.user_id "
    "WHERE s.user_id = $1::uuid AND s.id = $2::uuid AND s.expires_at > now() "
    "AND s.seen_at > now() - make_interval(secs => $3::bigint) AND u.disabled_at IS NULL";

static const char session_seen_sql[] =
    "UPDATE sessions SET seen_at = now() WHERE user_id = $1::uuid AND id = $2::uuid";

enum store_status
session_find(struct db *db, struct arena *a, struct uuid user_id, struct uuid id,
    int64_t idle, struct session *session, struct user *user)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(
	    db, a, &r, session_find_sql, P_UUID(user_id), P_UUID(id), P_NUMBER(idle));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*session = (struct session){.user_id = user_id,
	    .id = id,
	    .auth_time = cell_time(r, 0, 0),
	    .created_at = cell_time(r, 0, 1),
	    .seen_at = cell_time(r, 0, 2),
	    .expires_at = cell_time(r, 0, 3),
	    .amr = cell_texts(a, r, 0, 4),
	    .user_agent = cell_text(a, r, 0, 5),
	    .address = cell_text(a, r, 0, 6),
	    .operates = cell_bool(r, 0, 12)};
	*user = (struct user){.id = user_id,
	    .email = cell_text(a, r, 0, 7),
	    .name = cell_text(a, r, 0, 8),
	    .locale = cell_text(a, r, 0, 9),
	    .created_at = cell_time(r, 0, 10)};
	if (!cell_bool(r, 0, 11))
		return STORE_OK;
	RESULT *seen = NULL;
	return DB_RUN(db, a, &seen, session_seen_sql, P_UUID(user_id), P_UUID(id));
}

static const char session_delete_sql[] =
    "DELETE FROM sessions WHERE user_id = $1::uuid AND id = $2::uuid "
    "RETURNING before::text[]";

static const char session_families_sql[] =
    "DELETE FROM token_families WHERE user_id = $1::uuid "
    "AND (session_id = $2::uuid OR session_id = ANY ($3::text[]::uuid[])) "
    "AND NOT ('offline_access' = ANY (scopes))";

/* The session goes first: that waits for whoever redeems a code of it, and the second
 * statement sees what they made. A trigger on it notes which apps are to be told. */
enum store_status
session_end(struct db *db, struct arena *a, struct uuid user_id, struct uuid id)
{
	RESULT *gone = NULL, *r = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &gone, session_delete_sql, P_UUID(user_id), P_UUID(id));
	if (status == STORE_OK && row_count(gone) == 0)
		status = STORE_NONE;
	if (status == STORE_OK)
		status = DB_RUN(db, a, &r, session_families_sql, P_UUID(user_id),
		    P_UUID(id), P_TEXTS(cell_texts(a, gone, 0, 0)));
	return db_finish(db, status);
}

static const char sessions_of_user_sql[] =
    "SELECT id, auth_time, created_at, seen_at, expires_at, user_agent, address "
    "FROM sessions WHERE user_id = $1::uuid AND expires_at > now() "
    "AND seen_at > now() - make_interval(secs => $2::bigint) "
    "ORDER BY seen_at DESC, id LIMIT 500";

enum store_status
sessions_of_user(struct db *db, struct arena *a, struct uuid user_id, int64_t idle,
    struct session **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, sessions_of_user_sql, P_UUID(user_id), P_NUMBER(idle));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct session);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct session){.user_id = user_id,
		    .id = cell_uuid(r, (int)i, 0),
		    .auth_time = cell_time(r, (int)i, 1),
		    .created_at = cell_time(r, (int)i, 2),
		    .seen_at = cell_time(r, (int)i, 3),
		    .expires_at = cell_time(r, (int)i, 4),
		    .user_agent = cell_text(a, r, (int)i, 5),
		    .address = cell_text(a, r, (int)i, 6)};
	return STORE_OK;
}

static const char sessions_delete_others_sql[] =
    "WITH gone AS (DELETE FROM sessions WHERE user_id = $1::uuid "
    "AND id IS DISTINCT FROM $2::uuid "
    "RETURNING id, before) "
    "SELECT count(DISTINCT gone.id), array_agg(one)::text[] "
    "FROM gone, unnest(gone.id || gone.before) AS one";

static const char sessions_families_sql[] =
    "DELETE FROM token_families WHERE user_id = $1::uuid "
    "AND session_id = ANY ($2::text[]::uuid[]) "
    "AND NOT ('offline_access' = ANY (scopes))";

enum store_status
sessions_end_others(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid but, int64_t *ended)
{
	RESULT *gone = NULL, *r = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(
	    db, a, &gone, sessions_delete_others_sql, P_UUID(user_id), P_UUID(but));
	if (status == STORE_OK)
		*ended = cell_number(gone, 0, 0);
	if (status == STORE_OK && *ended)
		status = DB_RUN(db, a, &r, sessions_families_sql, P_UUID(user_id),
		    P_TEXTS(cell_texts(a, gone, 0, 1)));
	return db_finish(db, status);
}

/* Waits for whoever redeems a code of it. */
static const char session_hold_sql[] =
    "SELECT FROM sessions WHERE user_id = $1::uuid AND id = $2::uuid FOR UPDATE";

/* Those before it that nothing came of need not be remembered. */
static const char session_succeed_sql[] =
    "UPDATE sessions s SET before = ARRAY(SELECT DISTINCT f.session_id "
    "FROM token_families f JOIN sessions old ON old.user_id = f.user_id "
    "AND f.session_id = ANY (old.id || old.before) "
    "WHERE old.user_id = $1::uuid AND old.id = $2::uuid) || $2::uuid "
    "WHERE s.user_id = $1::uuid AND s.id = $3::uuid";

enum store_status
session_replace(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid id, struct uuid by)
{
	RESULT *held = NULL, *r = NULL, *gone = NULL;
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_RUN(db, a, &held, session_hold_sql, P_UUID(user_id), P_UUID(id));
	if (status == STORE_OK)
		status = DB_RUN(db, a, &r, session_succeed_sql, P_UUID(user_id),
		    P_UUID(id), P_UUID(by));
	if (status == STORE_OK)
		status =
		    DB_RUN(db, a, &gone, session_delete_sql, P_UUID(user_id), P_UUID(id));
	return db_finish(db, status);
}
