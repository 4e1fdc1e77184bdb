#include "base/cleanup.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/store.h"

/* One node at a time; the key is one above the migrations'. */
static const char lock_sql[] = "SELECT pg_try_advisory_lock(418531502203)";
static const char unlock_sql[] = "SELECT pg_advisory_unlock(418531502203)";

/* A thousand rows a statement, so that none holds locks for long. */
#define BATCH "1000"
enum { BATCH_ROWS = 1000, MOST_BATCHES = 50 };

static const char *const expired_sql[] = {
    "DELETE FROM sessions WHERE (user_id, id) IN ("
    " SELECT user_id, id FROM sessions WHERE expires_at < now() LIMIT " BATCH ")",
    /* While an access token of it may be alive, the row is what its user sees. */
    "DELETE FROM token_families WHERE (user_id, id) IN ("
    " SELECT user_id, id FROM token_families"
    " WHERE expires_on <= (now() AT TIME ZONE 'UTC')::date"
    " AND expires_at < now() AND access_until < now() LIMIT " BATCH ")",
    "DELETE FROM revocation_marks WHERE (kind, subject) IN ("
    " SELECT kind, subject FROM revocation_marks"
    " WHERE expires_at < now() LIMIT " BATCH ")",
    "DELETE FROM revoked_statuses WHERE status_index IN ("
    " SELECT status_index FROM revoked_statuses"
    " WHERE expires_at < now() LIMIT " BATCH ")",
    "DELETE FROM login_failures WHERE key IN ("
    " SELECT key FROM login_failures"
    " WHERE last_at < now() - interval '1 day' LIMIT " BATCH ")",
    /* What has gone is told for a while, without its private half. */
    "UPDATE signing_keys SET sealed_private = '' WHERE kid IN ("
    " SELECT kid FROM signing_keys"
    " WHERE gone_at < now() AND sealed_private <> '' LIMIT " BATCH ")",
    "DELETE FROM signing_keys WHERE kid IN ("
    " SELECT kid FROM signing_keys"
    " WHERE gone_at < now() - interval '400 days' LIMIT " BATCH ")",
    "DELETE FROM usage_counters WHERE (client_id, day, what) IN ("
    " SELECT client_id, day, what FROM usage_counters"
    " WHERE day < now() - interval '400 days' LIMIT " BATCH ")",
    "DELETE FROM usage_totals WHERE (day, what) IN ("
    " SELECT day, what FROM usage_totals"
    " WHERE day < now() - interval '400 days' LIMIT " BATCH ")",
    /* As long as they are shown, and as people who come back are told apart. */
    "DELETE FROM usage_people WHERE (client_id, day) IN ("
    " SELECT client_id, day FROM usage_people"
    " WHERE day < now() - interval '100 days' LIMIT " BATCH ")",
    /* Whoever opened one in time may still be at the pages, for an hour. */
    "DELETE FROM pushed_requests WHERE key IN ("
    " SELECT key FROM pushed_requests"
    " WHERE expires_at < now() - interval '1 hour' LIMIT " BATCH ")",
    "DELETE FROM replay_guards WHERE key IN ("
    " SELECT key FROM replay_guards WHERE expires_at < now() LIMIT " BATCH ")",
    /* What was given up stays for a week without its words, for the operator to see. */
    "UPDATE deliveries SET body = NULL WHERE id IN ("
    " SELECT id FROM deliveries"
    " WHERE expires_at < now() AND body IS NOT NULL LIMIT " BATCH ")",
    "DELETE FROM deliveries WHERE id IN ("
    " SELECT id FROM deliveries"
    " WHERE expires_at < now() - interval '7 days' LIMIT " BATCH ")",
    "DELETE FROM idempotency_keys WHERE (caller, key) IN ("
    " SELECT caller, key FROM idempotency_keys"
    " WHERE created_at < now() - interval '1 day' LIMIT " BATCH ")",
    "DELETE FROM webhook_messages WHERE (webhook_id, id) IN ("
    " SELECT webhook_id, id FROM webhook_messages"
    " WHERE created_at < now() - interval '30 days' AND state <> 'waiting'"
    " LIMIT " BATCH ")",
    "DELETE FROM pending_grants WHERE id IN ("
    " SELECT id FROM pending_grants WHERE expires_at < now() LIMIT " BATCH ")",
    "DELETE FROM logout_notices WHERE id IN ("
    " SELECT id FROM logout_notices WHERE expires_at < now() LIMIT " BATCH ")",
    "DELETE FROM team_invitations WHERE id IN ("
    " SELECT id FROM team_invitations WHERE expires_at < now() LIMIT " BATCH ")",
    "DELETE FROM nodes WHERE id IN ("
    " SELECT id FROM nodes WHERE beat_at < now() - interval '1 day' LIMIT " BATCH ")",
    /* APP_ERRORS_DAYS */
    "DELETE FROM app_errors WHERE (client_id, kind) IN ("
    " SELECT client_id, kind FROM app_errors"
    " WHERE last_at < now() - interval '14 days' LIMIT " BATCH ")",
    /* Its team sees for a month that one has expired. */
    "DELETE FROM client_secrets WHERE id IN ("
    " SELECT id FROM client_secrets"
    " WHERE expires_at < now() - interval '30 days' LIMIT " BATCH ")",
    /* As long as APP_GRACE (store/clients.h). */
    "WITH gone AS (DELETE FROM apps WHERE id IN ("
    " SELECT id FROM apps WHERE deleted_at < now() - interval '14 days' LIMIT " BATCH ")"
    " RETURNING id, name) INSERT INTO audit_events (id, event, actor, client_id, details)"
    " SELECT gen_random_uuid(), 'app_removed', 'authz', id,"
    " jsonb_build_object('before', jsonb_build_object('client_name', name)) FROM gone",
};

/* Until nothing is left, or enough for one turn. */
static bool
delete_batches(struct db *db, struct arena *a, const char *sql, int64_t *gone)
{
	for (int i = 0; i < MOST_BATCHES; i++) {
		RESULT *r = NULL;
		if (db_run(db, a, sql, NULL, 0, &r) != STORE_OK)
			return false;
		uint64_t rows = 0;
		text_to_u64(text_of(PQcmdTuples(r)), &rows);
		*gone += (int64_t)rows;
		if (rows < BATCH_ROWS)
			break;
	}
	return true;
}

/* The name and bounds of the month that begins `$1` months from now, when it has no
 * partition. Rows that went to the default partition already would forbid making it. */
static const char missing_partition_sql[] =
    "SELECT name, m::text, (m + interval '1 month')::text"
    " FROM (SELECT m, 'audit_events_' || to_char(m, 'YYYYMM') AS name"
    "  FROM (SELECT date_trunc('month', now()) + $1::integer * interval '1 month' AS m)"
    "   AS month) AS month"
    " WHERE to_regclass(name) IS NULL AND NOT EXISTS"
    "  (SELECT 1 FROM audit_events_rest WHERE at >= m AND at < m + interval '1 month')";

/* DDL takes no parameters; the three texts come from the statement above. */
static enum store_status
make_partition(struct db *db, struct arena *a, int months)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, missing_partition_sql, P_NUMBER(months));
	if (status != STORE_OK || PQntuples(r) == 0)
		return status;
	struct text sql = arena_printf(a,
	    "CREATE TABLE IF NOT EXISTS %s PARTITION OF audit_events"
	    " FOR VALUES FROM ('%s') TO ('%s')",
	    PQgetvalue(r, 0, 0), PQgetvalue(r, 0, 1), PQgetvalue(r, 0, 2));
	return db_script(db, sql.at);
}

bool
audit_partitions_make(struct db *db, struct arena *a)
{
	return make_partition(db, a, 0) == STORE_OK &&
	       make_partition(db, a, 1) == STORE_OK;
}

static int64_t
clean(struct db *db, struct arena *a)
{
	int64_t gone = 0;
	bool go_on = audit_partitions_make(db, a);
	for (size_t i = 0; go_on && i < COUNT_OF(expired_sql); i++)
		go_on = delete_batches(db, a, expired_sql[i], &gone);
	return gone;
}

static int64_t
housekeeping(struct db *db, struct arena *a)
{
	RESULT *mine = NULL, *freed = NULL;
	if (db_run(db, a, lock_sql, NULL, 0, &mine) != STORE_OK || !cell_bool(mine, 0, 0))
		return 0;
	int64_t gone = clean(db, a);
	/* Gone already when the connection went. */
	db_run(db, a, unlock_sql, NULL, 0, &freed);
	if (gone)
		log_info("housekeeping", LN("rows", gone));
	return gone;
}

int64_t
store_housekeeping(struct db *db)
{
	struct arena *a = arena_new();
	int64_t gone = housekeeping(db, a);
	arena_free(a);
	return gone;
}
