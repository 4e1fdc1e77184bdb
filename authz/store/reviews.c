#include "store/reviews.h"

#include "base/cleanup.h"
#include "store/rows.h"

static const struct text decision_names[] = {[DECISION_APPROVED] = TEXT_INIT("approved"),
    [DECISION_REFUSED] = TEXT_INIT("refused"),
    [DECISION_SUSPENDED] = TEXT_INIT("suspended"),
    [DECISION_RESUMED] = TEXT_INIT("resumed")};

struct text
decision_name(enum decision d)
{
	return decision_names[d];
}

static enum decision
decision_of(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(decision_names); i++)
		if (text_eq(decision_names[i], name))
			return (enum decision)i;
	return DECISION_REFUSED;
}

#define AFTER "coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')"
static const char scopes_waiting_sql[] =
    "SELECT DISTINCT client_id FROM app_scopes WHERE state = 'asked' "
    "AND client_id > " AFTER " ORDER BY client_id LIMIT $2::bigint";
/* The index apps_to_review has these conditions. */
static const char apps_waiting_sql[] =
    "SELECT id FROM apps WHERE reviewed_at IS NULL AND review_refused_at IS NULL "
    "AND suspended_at IS NULL AND deleted_at IS NULL AND kind <> 'resource_server' "
    "AND id > " AFTER " ORDER BY id LIMIT $2::bigint";

enum store_status
reviews_waiting(struct db *db, struct arena *a, enum queue queue, struct uuid after,
    int limit, struct uuid **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r,
	    queue == QUEUE_SCOPES ? scopes_waiting_sql : apps_waiting_sql, P_UUID(after),
	    P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct uuid);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = cell_uuid(r, (int)i, 0);
	return STORE_OK;
}

static const char reviews_scopes_sql[] =
    "SELECT s.scope, c.title, c.description, coalesce(r.name, ''), c.sensitivity, "
    "s.state, s.reason, s.changed_at FROM app_scopes s JOIN scopes c ON c.name = s.scope "
    "LEFT JOIN resources r ON r.id = c.resource_id WHERE s.client_id = $1::uuid "
    "ORDER BY s.state <> 'asked', s.scope";

enum store_status
reviews_scopes(struct db *db, struct arena *a, struct uuid client_id,
    struct scope_review **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, reviews_scopes_sql, P_UUID(client_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct scope_review);
	for (size_t i = 0; i < *n; i++) {
		struct scope_review *s = &(*out)[i];
		s->scope = cell_text(a, r, (int)i, 0);
		s->title = cell_text(a, r, (int)i, 1);
		s->description = cell_text(a, r, (int)i, 2);
		s->resource_name = cell_text(a, r, (int)i, 3);
		sensitivity_parse(cell_text(a, r, (int)i, 4), &s->sensitivity);
		scope_state_parse(cell_text(a, r, (int)i, 5), &s->state);
		s->reason = cell_text(a, r, (int)i, 6);
		s->changed_at = cell_time(r, (int)i, 7);
	}
	return STORE_OK;
}

static const char reviews_list_sql[] =
    "SELECT v.scope, v.decision, v.message, v.decided_by, coalesce(u.email, ''), "
    "v.decided_at FROM reviews v LEFT JOIN users u ON u.id = v.decided_by "
    "WHERE v.client_id = $1::uuid ORDER BY v.id DESC LIMIT $2::bigint";

enum store_status
reviews_list(struct db *db, struct arena *a, struct uuid client_id, int limit,
    struct review **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, reviews_list_sql, P_UUID(client_id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct review);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct review){.client_id = client_id,
		    .scope = cell_text(a, r, (int)i, 0),
		    .decision = decision_of(cell_text(a, r, (int)i, 1)),
		    .message = cell_text(a, r, (int)i, 2),
		    .decided_by = cell_uuid(r, (int)i, 3),
		    .decided_by_email = cell_text(a, r, (int)i, 4),
		    .decided_at = cell_time(r, (int)i, 5)};
	return STORE_OK;
}

/* What was decided meanwhile stays decided. */
static const char review_ask_sql[] =
    "INSERT INTO app_scopes (client_id, scope, state, reason) "
    "VALUES ($1::uuid, $2::text, 'asked', $3::text) "
    "ON CONFLICT (client_id, scope) DO NOTHING";

enum store_status
review_ask(struct db *db, struct arena *a, struct uuid client_id, struct text scope,
    struct text reason)
{
	RESULT *r = NULL;
	return DB_RUN(
	    db, a, &r, review_ask_sql, P_UUID(client_id), P_TEXT(scope), P_TEXT(reason));
}

static const char review_decide_scope_sql[] =
    "UPDATE app_scopes SET state = $4::text, changed_at = now() "
    "WHERE client_id = $1::uuid AND scope = $2::text AND state = $3::text";

enum store_status
review_decide_scope(struct db *db, struct arena *a, struct uuid client_id,
    struct text scope, enum scope_state was, enum scope_state now)
{
	return DB_CHANGE(db, a, review_decide_scope_sql, P_UUID(client_id), P_TEXT(scope),
	    P_TEXT(scope_state_name(was)), P_TEXT(scope_state_name(now)));
}

static const char review_refuse_app_sql[] =
    "UPDATE apps SET reviewed_at = NULL, review_refused_at = now() WHERE id = $1::uuid";

enum store_status
review_refuse_app(struct db *db, struct arena *a, struct uuid client_id)
{
	return DB_CHANGE(db, a, review_refuse_app_sql, P_UUID(client_id));
}

static const char review_was_refused_sql[] =
    "SELECT reviewed_at IS NULL AND review_refused_at IS NOT NULL FROM apps "
    "WHERE id = $1::uuid";

enum store_status
review_was_refused(struct db *db, struct arena *a, struct uuid client_id, bool *refused)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, review_was_refused_sql, P_UUID(client_id));
	*refused = status == STORE_OK && row_count(r) && cell_bool(r, 0, 0);
	return status;
}

static const char review_ask_again_sql[] =
    "UPDATE apps SET review_refused_at = NULL WHERE id = $1::uuid "
    "AND reviewed_at IS NULL AND review_refused_at IS NOT NULL";

enum store_status
review_ask_again(struct db *db, struct arena *a, struct uuid client_id)
{
	return DB_CHANGE(db, a, review_ask_again_sql, P_UUID(client_id));
}

static const char review_note_sql[] =
    "INSERT INTO reviews (id, client_id, scope, decision, message, decided_by) "
    "VALUES ($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid)";

enum store_status
review_note(struct db *db, struct arena *a, const struct review *v)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, review_note_sql, P_UUID(uuid_new()),
	    P_UUID(v->client_id), P_TEXT(v->scope), P_TEXT(decision_name(v->decision)),
	    P_TEXT(v->message), P_UUID(v->decided_by));
}
