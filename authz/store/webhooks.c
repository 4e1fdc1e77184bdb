#include "store/webhooks.h"

#include "store/rows.h"

#define WEBHOOK_SELECT                                                                   \
	"SELECT id, client_id, url, description, events, secret, "                       \
	"CASE WHEN old_secret_until > now() THEN old_secret END, secret_hint, "          \
	"secret_made_at, old_secret_until, created_at, enabled, off_because, "           \
	"failing_since FROM webhooks WHERE client_id = $1::uuid "

static struct webhook
webhook_row(struct arena *a, const PGresult *r, int row)
{
	return (struct webhook){.id = cell_uuid(r, row, 0),
	    .client_id = cell_uuid(r, row, 1),
	    .url = cell_text(a, r, row, 2),
	    .description = cell_text(a, r, row, 3),
	    .events = cell_texts(a, r, row, 4),
	    .secret = cell_text(a, r, row, 5),
	    .old_secret = cell_text(a, r, row, 6),
	    .secret_hint = cell_text(a, r, row, 7),
	    .secret_made_at = cell_time(r, row, 8),
	    .old_secret_until = cell_time(r, row, 9),
	    .created_at = cell_time(r, row, 10),
	    .enabled = cell_bool(r, row, 11),
	    .off_because = cell_text(a, r, row, 12),
	    .failing_since = cell_time(r, row, 13)};
}

static const char webhooks_list_sql[] = WEBHOOK_SELECT "ORDER BY id";

enum store_status
webhooks_list(struct db *db, struct arena *a, struct uuid client_id, struct webhook **out,
    size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, webhooks_list_sql, P_UUID(client_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct webhook);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = webhook_row(a, r, (int)i);
	return STORE_OK;
}

static const char webhook_find_sql[] = WEBHOOK_SELECT "AND id = $2::uuid";

enum store_status
webhook_find(struct db *db, struct arena *a, struct uuid client_id, struct uuid id,
    struct webhook *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, webhook_find_sql, P_UUID(client_id), P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = webhook_row(a, r, 0);
	return STORE_OK;
}

/* One at a time for an app, so that two can't both be the last that fits. */
static const char webhook_turn_sql[] =
    "SELECT 1 FROM apps WHERE id = $1::uuid FOR NO KEY UPDATE";
static const char webhook_add_sql[] =
    "INSERT INTO webhooks (id, client_id, url, description, events, secret, secret_hint, "
    "enabled) SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text[], $6::text, "
    "$7::text, $8::boolean "
    "WHERE (SELECT count(*) FROM webhooks WHERE client_id = $2::uuid) < $9::bigint";

enum store_status
webhook_add(struct db *db, struct arena *a, const struct webhook *w)
{
	RESULT *turn = NULL;
	enum store_status status =
	    DB_RUN(db, a, &turn, webhook_turn_sql, P_UUID(w->client_id));
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(db, a, webhook_add_sql, P_UUID(w->id), P_UUID(w->client_id),
	    P_TEXT(w->url), P_TEXT(w->description), P_TEXTS(w->events), P_TEXT(w->secret),
	    P_TEXT(w->secret_hint), P_BOOL(w->enabled), P_NUMBER(WEBHOOKS_MOST));
	return status == STORE_NONE ? STORE_CONFLICT : status;
}

static const char webhook_set_sql[] =
    "UPDATE webhooks SET url = $3::text, description = $4::text, events = $5::text[], "
    "off_because = CASE WHEN enabled = $6::boolean THEN off_because ELSE '' END, "
    "failing_since = CASE WHEN enabled = $6::boolean THEN failing_since END, "
    "slow = slow AND enabled = $6::boolean, "
    "next_at = CASE WHEN $6::boolean THEN next_at END, enabled = $6::boolean "
    "WHERE client_id = $1::uuid AND id = $2::uuid";
static const char webhook_give_up_sql[] =
    "UPDATE webhook_messages SET state = 'failed', next_at = NULL, "
    "error = 'the endpoint was switched off' "
    "WHERE webhook_id = $1::uuid AND state = 'waiting'";

enum store_status
webhook_set(struct db *db, struct arena *a, const struct webhook *w)
{
	RESULT *r = NULL;
	enum store_status status = DB_CHANGE(db, a, webhook_set_sql, P_UUID(w->client_id),
	    P_UUID(w->id), P_TEXT(w->url), P_TEXT(w->description), P_TEXTS(w->events),
	    P_BOOL(w->enabled));
	if (status != STORE_OK || w->enabled)
		return status;
	return DB_RUN(db, a, &r, webhook_give_up_sql, P_UUID(w->id));
}

static const char webhook_roll_sql[] =
    "UPDATE webhooks SET old_secret = secret, "
    "old_secret_until = now() + make_interval(secs => $5::bigint), secret = $3::text, "
    "secret_hint = $4::text, secret_made_at = now() "
    "WHERE client_id = $1::uuid AND id = $2::uuid";

enum store_status
webhook_roll(struct db *db, struct arena *a, const struct webhook *w, int64_t seconds)
{
	return DB_CHANGE(db, a, webhook_roll_sql, P_UUID(w->client_id), P_UUID(w->id),
	    P_TEXT(w->secret), P_TEXT(w->secret_hint), P_NUMBER(seconds));
}

static const char webhook_remove_sql[] =
    "DELETE FROM webhooks WHERE client_id = $1::uuid AND id = $2::uuid";

enum store_status
webhook_remove(struct db *db, struct arena *a, struct uuid client_id, struct uuid id)
{
	return DB_CHANGE(db, a, webhook_remove_sql, P_UUID(client_id), P_UUID(id));
}

static const char webhook_messages_sql[] =
    "SELECT id, type, body, state, attempts, created_at, attempted_at, next_at, status, "
    "took_ms, answer, error FROM webhook_messages WHERE webhook_id = $1::uuid "
    "ORDER BY created_at DESC, id DESC LIMIT $2::bigint";

enum store_status
webhook_messages(struct db *db, struct arena *a, struct uuid webhook_id, int limit,
    struct webhook_message **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, webhook_messages_sql, P_UUID(webhook_id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct webhook_message);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct webhook_message){.id = cell_uuid(r, (int)i, 0),
		    .type = cell_text(a, r, (int)i, 1),
		    .body = cell_text(a, r, (int)i, 2),
		    .state = cell_text(a, r, (int)i, 3),
		    .attempts = cell_number(r, (int)i, 4),
		    .created_at = cell_time(r, (int)i, 5),
		    .attempted_at = cell_time(r, (int)i, 6),
		    .next_at = cell_time(r, (int)i, 7),
		    .status = cell_number(r, (int)i, 8),
		    .took_ms = cell_number(r, (int)i, 9),
		    .answer = cell_text(a, r, (int)i, 10),
		    .error = cell_text(a, r, (int)i, 11)};
	return STORE_OK;
}

/* The endpoint's row is taken first, as by all who change both. */
static const char webhook_again_sql[] =
    "UPDATE webhooks SET next_at = least(next_at, now()) WHERE id = $1::uuid AND enabled "
    "AND EXISTS (SELECT FROM webhook_messages WHERE webhook_id = $1::uuid "
    "AND id = $2::uuid)";
static const char webhook_message_again_sql[] =
    "UPDATE webhook_messages SET state = 'waiting', attempts = 0, next_at = now() "
    "WHERE webhook_id = $1::uuid AND id = $2::uuid";

enum store_status
webhook_message_again(
    struct db *db, struct arena *a, struct uuid webhook_id, struct uuid id)
{
	enum store_status status = db_begin(db);
	if (status != STORE_OK)
		return status;
	status = DB_CHANGE(db, a, webhook_again_sql, P_UUID(webhook_id), P_UUID(id));
	if (status == STORE_OK)
		status = DB_CHANGE(
		    db, a, webhook_message_again_sql, P_UUID(webhook_id), P_UUID(id));
	return db_finish(db, status);
}
