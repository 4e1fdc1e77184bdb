#include "store/webhook_sending.h"

#include "store/rows.h"

static const char webhook_event_take_sql[] =
    "DELETE FROM webhook_events WHERE id = (SELECT id FROM webhook_events ORDER BY at "
    "LIMIT 1 FOR UPDATE SKIP LOCKED) "
    "RETURNING id, client_id, type, at, user_id, subjects, facts, webhook_id";

enum store_status
webhook_event_take(struct db *db, struct arena *a, struct webhook_event *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    db_run_unheld(db, a, webhook_event_take_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct webhook_event){.id = cell_uuid(r, 0, 0),
	    .client_id = cell_uuid(r, 0, 1),
	    .type = cell_text(a, r, 0, 2),
	    .at = cell_time(r, 0, 3),
	    .user_id = cell_uuid(r, 0, 4),
	    .subjects = cell_text(a, r, 0, 5),
	    .facts = cell_text(a, r, 0, 6),
	    .webhook_id = cell_uuid(r, 0, 7)};
	return STORE_OK;
}

static const char webhook_event_add_sql[] =
    "INSERT INTO webhook_events (client_id, type, webhook_id, facts) "
    "VALUES ($1::uuid, $2::text, $3::uuid, coalesce($4::text, '{}')::jsonb)";

enum store_status
webhook_event_add(struct db *db, struct arena *a, const struct webhook_event *e)
{
	RESULT *r = NULL;
	const struct param params[] = {P_UUID(e->client_id), P_TEXT(e->type),
	    P_UUID(e->webhook_id), P_TEXT_OR_NULL(e->facts)};
	return db_run_unheld(db, a, webhook_event_add_sql, params, 4, &r);
}

/* Endpoints in the order of their ids: no deadlocks. One that fails is left its rest, but
 * for a message of its own. */
static const char webhook_event_distribute_sql[] =
    "WITH wanted AS (SELECT id FROM webhooks WHERE client_id = $1::uuid AND enabled "
    "AND CASE WHEN $5::uuid IS NULL THEN $3::text = ANY (events) ELSE id = $5::uuid END "
    "ORDER BY id FOR NO KEY UPDATE), "
    "added AS (INSERT INTO webhook_messages (webhook_id, id, type, body, next_at) "
    "SELECT id, $2::uuid, $3::text, $4::text, now() FROM wanted "
    "ON CONFLICT DO NOTHING RETURNING webhook_id) "
    "UPDATE webhooks SET next_at = CASE WHEN failing_since IS NULL OR $5::uuid IS NOT "
    "NULL "
    "THEN least(next_at, now()) ELSE coalesce(next_at, now()) END FROM added "
    "WHERE id = added.webhook_id";

enum store_status
webhook_event_distribute(
    struct db *db, struct arena *a, const struct webhook_event *e, struct text body)
{
	RESULT *r = NULL;
	const struct param params[] = {P_UUID(e->client_id), P_UUID(e->id),
	    P_TEXT(e->type), P_TEXT(body), P_UUID(e->webhook_id)};
	return db_run_unheld(db, a, webhook_event_distribute_sql, params, 5, &r);
}

/* Whichever node is first notes that it was told; an app without such an endpoint is
 * told when it gets one. */
#define STAGE "CASE WHEN expires_at <= now() + interval '1 day' THEN 2 ELSE 1 END"
static const char webhook_events_of_secrets_sql[] =
    "WITH due AS (SELECT id FROM client_secrets s WHERE expires_at > now() "
    "AND expires_at <= now() + interval '7 days' AND expiry_told < " STAGE
    " AND EXISTS (SELECT FROM webhooks w WHERE w.client_id = s.client_id AND w.enabled "
    "AND 'secret.expiring' = ANY (w.events)) ORDER BY id LIMIT 100 "
    "FOR NO KEY UPDATE SKIP LOCKED), "
    "told AS (UPDATE client_secrets s SET expiry_told = " STAGE
    " FROM due WHERE s.id = due.id RETURNING s.*) "
    "INSERT INTO webhook_events (client_id, type, facts) "
    "SELECT client_id, 'secret.expiring', secret_facts(id, hint, expires_at) FROM told";

/* That their end has come, a trigger tells whoever listens now. */
static const char webhook_events_of_ends_sql[] =
    "UPDATE client_secrets SET expiry_told = 3 WHERE id IN ("
    "SELECT id FROM client_secrets WHERE expires_at <= now() AND expiry_told < 3 "
    "ORDER BY expires_at LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED)";

enum store_status
webhook_events_of_secrets(struct db *db, struct arena *a)
{
	RESULT *soon = NULL, *ended = NULL;
	enum store_status status =
	    db_run(db, a, webhook_events_of_secrets_sql, NULL, 0, &soon);
	return status == STORE_OK
		   ? db_run(db, a, webhook_events_of_ends_sql, NULL, 0, &ended)
		   : status;
}

static const char webhook_claim_sql[] =
    "WITH taken AS (UPDATE webhooks SET busy_until = now() + "
    "make_interval(secs => $2::bigint) "
    "WHERE id = (SELECT id FROM webhooks WHERE enabled AND slow = $1::boolean "
    "AND next_at <= now() AND busy_until <= now() ORDER BY next_at LIMIT 1 "
    "FOR NO KEY UPDATE SKIP LOCKED) RETURNING *) "
    "SELECT w.id, w.client_id, w.url, w.secret, "
    "CASE WHEN w.old_secret_until > now() THEN w.old_secret END, w.failing_since, "
    "m.id, m.body, m.attempts FROM taken w LEFT JOIN LATERAL "
    "(SELECT * FROM webhook_messages WHERE webhook_id = w.id AND state = 'waiting' "
    /* What was never tried goes before what failed. */
    "AND next_at <= now() ORDER BY attempts, next_at LIMIT 1) m ON true";

enum store_status
webhook_claim(
    struct db *db, struct arena *a, bool slow, int64_t lease, struct webhook_attempt *out)
{
	RESULT *r = NULL;
	const struct param params[] = {P_BOOL(slow), P_NUMBER(lease)};
	enum store_status status = db_run_unheld(db, a, webhook_claim_sql, params, 2, &r);
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct webhook_attempt){.webhook = {.id = cell_uuid(r, 0, 0),
					    .client_id = cell_uuid(r, 0, 1),
					    .url = cell_text(a, r, 0, 2),
					    .secret = cell_text(a, r, 0, 3),
					    .old_secret = cell_text(a, r, 0, 4),
					    .failing_since = cell_time(r, 0, 5)},
	    .message_id = cell_uuid(r, 0, 6),
	    .body = cell_text(a, r, 0, 7),
	    .attempts = cell_number(r, 0, 8)};
	return STORE_OK;
}

/*
 * The endpoint's row first: who adds a message waits for us, or we for them, and only a
 * statement after that is sure to see what they added.
 */
static const char webhook_lock_sql[] =
    "SELECT 1 FROM webhooks WHERE id = $1::uuid FOR NO KEY UPDATE";
static const char webhook_attempted_sql[] =
    "UPDATE webhook_messages SET attempts = attempts + 1, attempted_at = now(), "
    "state = CASE WHEN $3::boolean THEN 'delivered' WHEN $4::bigint > 0 THEN 'waiting' "
    "ELSE 'failed' END, "
    "next_at = CASE WHEN $4::bigint > 0 THEN now() + make_interval(secs => $4::bigint) "
    "END, status = $5::bigint, took_ms = $6::bigint, answer = $7::text, error = $8::text "
    "WHERE webhook_id = $1::uuid AND id = $2::uuid";
static const char webhook_rest_sql[] =
    "UPDATE webhooks SET busy_until = now() + make_interval(secs => $4::bigint), "
    "slow = $3::boolean, "
    "failing_since = CASE WHEN $2::boolean THEN NULL ELSE coalesce(failing_since, now()) "
    "END, next_at = (SELECT greatest(min(next_at), now() + "
    "make_interval(secs => $6::bigint)) FROM webhook_messages "
    "WHERE webhook_id = $1::uuid AND state = 'waiting' HAVING count(*) > 0), "
    "enabled = enabled AND $5::text = '', "
    "off_because = CASE WHEN enabled THEN $5::text ELSE off_because END "
    "WHERE id = $1::uuid";
static const char webhook_off_sql[] =
    "UPDATE webhook_messages SET state = 'failed', next_at = NULL "
    "WHERE webhook_id = $1::uuid AND state = 'waiting'";

static enum store_status
settle_message(struct db *db, struct arena *a, const struct webhook_attempt *t,
    const struct webhook_outcome *o)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, webhook_attempted_sql, P_UUID(t->webhook.id),
	    P_UUID(t->message_id), P_BOOL(o->delivered), P_NUMBER(o->again_in),
	    P_NUMBER(o->status), P_NUMBER(o->took_ms), P_TEXT(o->answer),
	    P_TEXT(o->error));
}

enum store_status
webhook_settle(struct db *db, struct arena *a, const struct webhook_attempt *t,
    const struct webhook_outcome *o)
{
	RESULT *locked = NULL, *rested = NULL, *off = NULL;
	enum store_status status =
	    DB_RUN(db, a, &locked, webhook_lock_sql, P_UUID(t->webhook.id));
	if (status == STORE_OK && !uuid_is_nil(t->message_id))
		status = settle_message(db, a, t, o);
	if (status == STORE_OK && o->off_because.n)
		status = DB_RUN(db, a, &off, webhook_off_sql, P_UUID(t->webhook.id));
	if (status == STORE_OK)
		status = DB_RUN(db, a, &rested, webhook_rest_sql, P_UUID(t->webhook.id),
		    P_BOOL(o->delivered), P_BOOL(o->slow), P_NUMBER(o->pause),
		    P_TEXT(o->off_because), P_NUMBER(o->rest));
	return status;
}

static const char webhook_contacts_sql[] =
    "SELECT u.email, u.locale FROM apps a JOIN team_members m ON m.team_id = a.team_id "
    "JOIN users u ON u.id = m.user_id WHERE a.id = $1::uuid AND u.disabled_at IS NULL";

enum store_status
webhook_contacts(struct db *db, struct arena *a, struct uuid client_id,
    struct webhook_contact **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, webhook_contacts_sql, P_UUID(client_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct webhook_contact);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct webhook_contact){
		    cell_text(a, r, (int)i, 0), cell_text(a, r, (int)i, 1)};
	return STORE_OK;
}
