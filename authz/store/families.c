#include "store/families.h"

#include "base/cleanup.h"
#include "store/rows.h"

#define FAMILY_COLUMNS                                                                   \
	"user_id, id, client_id, session_id, resource_id, scopes, amr, nonce, "          \
	"auth_time, "                                                                    \
	"access_until, expires_at, generation"

static struct family
family_row(struct arena *a, const PGresult *r)
{
	return (struct family){.user_id = cell_uuid(r, 0, 0),
	    .id = cell_uuid(r, 0, 1),
	    .client_id = cell_uuid(r, 0, 2),
	    .session_id = cell_uuid(r, 0, 3),
	    .resource_id = cell_uuid(r, 0, 4),
	    .scopes = cell_texts(a, r, 0, 5),
	    .amr = cell_texts(a, r, 0, 6),
	    .nonce = cell_text(a, r, 0, 7),
	    .auth_time = cell_time(r, 0, 8),
	    .access_until = cell_time(r, 0, 9),
	    .expires_at = cell_time(r, 0, 10),
	    .generation = cell_number(r, 0, 11)};
}

/*
 * The foreign key holds the consent's row while we insert, the primary key makes the code
 * single use, and a trigger refuses a family that was revoked before. What was unticked
 * since, or the session's end (offline_access outlives it), is the code's end too; the
 * session's row is held, so that who ends it sees the family afterwards.
 */
static const char family_redeem_sql[] =
    "WITH session AS (SELECT FROM sessions WHERE user_id = $1::uuid AND id = $4::uuid "
    "FOR KEY SHARE) "
    "INSERT INTO token_families (user_id, id, client_id, session_id, resource_id, "
    "scopes, "
    "amr, nonce, auth_time, access_until, expires_at) "
    "SELECT c.user_id, $2::uuid, c.client_id, $4::uuid, $5::uuid, $6::text[], "
    "$7::text[], "
    "$8::text, $9::timestamptz, $10::timestamptz, $11::timestamptz "
    "FROM consents c JOIN users u ON u.id = c.user_id "
    "WHERE c.user_id = $1::uuid AND c.client_id = $3::uuid AND u.disabled_at IS NULL "
    "AND $6::text[] <@ c.scopes "
    "AND (EXISTS (SELECT FROM session) OR 'offline_access' = ANY ($6::text[])) "
    "ON CONFLICT (user_id, id) DO NOTHING";

/* Ends the family, with the reason in the audit log, in one commit. */
static const char family_end_sql[] =
    "WITH ended AS (DELETE FROM token_families WHERE user_id = $1::uuid AND id = "
    "$2::uuid "
    "RETURNING user_id, client_id) "
    "INSERT INTO audit_events (id, event, actor, user_id, client_id) "
    "SELECT $3::uuid, $4::text, 'authz', user_id, client_id FROM ended";

static enum store_status
end_family(struct db *db, struct arena *a, struct uuid user_id, struct uuid id,
    struct text reason)
{
	return DB_CHANGE(db, a, family_end_sql, P_UUID(user_id), P_UUID(id),
	    P_UUID(uuid_new()), P_TEXT(reason));
}

enum store_status
family_redeem(
    struct db *db, struct arena *a, const struct family *f, enum redeem_outcome *outcome)
{
	const struct param params[] = {P_UUID(f->user_id), P_UUID(f->id),
	    P_UUID(f->client_id), P_UUID(f->session_id), P_UUID(f->resource_id),
	    P_TEXTS(f->scopes), P_TEXTS(f->amr), P_TEXT(f->nonce), P_TIME(f->auth_time),
	    P_TIME(f->access_until), P_TIME(f->expires_at)};
	RESULT *r = NULL;
	enum store_status status =
	    db_run_unheld(db, a, family_redeem_sql, params, COUNT_OF(params), &r);
	if (status == STORE_OK && text_eq(text_of(PQcmdTuples(r)), TEXT("0")))
		status = STORE_NONE;
	*outcome = REDEEM_DEAD;
	if (status == STORE_OK)
		*outcome = REDEEMED;
	/* It was revoked before, or the consent or the resource went while we inserted.
	 */
	if (status == STORE_CONFLICT)
		return STORE_OK;
	if (status != STORE_NONE)
		return status;
	status = end_family(db, a, f->user_id, f->id, TEXT("code_replayed"));
	if (status == STORE_OK)
		*outcome = REDEEM_REPLAYED;
	return status == STORE_NONE ? STORE_OK : status;
}

/*
 * The generation that was shown may be the row's (rotate), one behind it within the grace
 * (the same successor again), or one ahead (the database lost its last commits).
 */
static const char family_rotate_sql[] =
    "UPDATE token_families f SET "
    "rotated_at = CASE WHEN $4::bigint >= f.generation THEN now() ELSE f.rotated_at END, "
    "generation = greatest(f.generation, $4::int + 1), "
    "access_until = greatest(f.access_until, now() + make_interval(secs => $6::bigint)), "
    "expires_at = least(f.created_at + make_interval(secs => $8::bigint), "
    "now() + make_interval(secs => $7::bigint)) "
    "FROM users u WHERE f.user_id = $1::uuid AND f.id = $2::uuid AND f.client_id = "
    "$3::uuid "
    "AND u.id = f.user_id AND u.disabled_at IS NULL AND f.expires_at > now() "
    "AND ($4::bigint BETWEEN f.generation AND f.generation + 1 "
    "OR ($4::bigint = f.generation - 1 "
    "AND f.rotated_at > now() - make_interval(secs => $5::bigint))) "
    "RETURNING f.user_id, f.id, f.client_id, f.session_id, f.resource_id, f.scopes, "
    "f.amr, "
    "f.nonce, f.auth_time, f.access_until, f.expires_at, f.generation, "
    "f.rotated_at < now()";

/* Still there, of this client, and past the grace: the token was used before. */
static const char family_reused_sql[] =
    "WITH reused AS (DELETE FROM token_families WHERE user_id = $1::uuid AND id = "
    "$2::uuid "
    "AND client_id = $3::uuid AND expires_at > now() AND ($4::bigint < generation - 1 "
    "OR ($4::bigint = generation - 1 "
    "AND rotated_at <= now() - make_interval(secs => $5::bigint))) "
    "RETURNING user_id, client_id) "
    "INSERT INTO audit_events (id, event, actor, user_id, client_id) "
    "SELECT $6::uuid, 'refresh_token_reused', 'authz', user_id, client_id FROM reused";

static enum store_status
judge_reuse(struct db *db, struct arena *a, const struct rotation *t,
    enum rotate_outcome *outcome)
{
	enum store_status status = DB_CHANGE(db, a, family_reused_sql, P_UUID(t->user_id),
	    P_UUID(t->id), P_UUID(t->client_id), P_NUMBER(t->generation),
	    P_NUMBER(t->grace), P_UUID(uuid_new()));
	*outcome = status == STORE_OK ? ROTATE_REUSED : ROTATE_DEAD;
	return status == STORE_NONE ? STORE_OK : status;
}

enum store_status
family_rotate(struct db *db, struct arena *a, const struct rotation *t,
    struct family *out, enum rotate_outcome *outcome)
{
	const struct param params[] = {P_UUID(t->user_id), P_UUID(t->id),
	    P_UUID(t->client_id), P_NUMBER(t->generation), P_NUMBER(t->grace),
	    P_NUMBER(t->access_lifetime), P_NUMBER(t->idle), P_NUMBER(t->absolute)};
	RESULT *r = NULL;
	enum store_status status =
	    db_run_unheld(db, a, family_rotate_sql, params, COUNT_OF(params), &r);
	*outcome = ROTATE_DEAD;
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return judge_reuse(db, a, t, outcome);
	*out = family_row(a, r);
	*outcome = cell_bool(r, 0, 12) ? ROTATE_REPEATED : ROTATED;
	return STORE_OK;
}

static const char family_find_sql[] =
    "SELECT " FAMILY_COLUMNS " FROM token_families "
    "WHERE user_id = $1::uuid AND id = $2::uuid AND expires_at > now()";

enum store_status
family_find(struct db *db, struct arena *a, struct uuid user_id, struct uuid id,
    struct family *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, family_find_sql, P_UUID(user_id), P_UUID(id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = family_row(a, r);
	return STORE_OK;
}

static const char family_revoke_sql[] =
    "DELETE FROM token_families WHERE user_id = $1::uuid AND id = $2::uuid "
    "AND client_id = $3::uuid";

enum store_status
family_revoke(struct db *db, struct arena *a, struct uuid user_id, struct uuid id,
    struct uuid client_id)
{
	return DB_CHANGE(
	    db, a, family_revoke_sql, P_UUID(user_id), P_UUID(id), P_UUID(client_id));
}
