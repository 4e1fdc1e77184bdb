/* Codes become families; those that come at once in one statement and one commit. */
#include "store/families_rows.h"

#include "base/builder.h"
#include "base/cleanup.h"

/*
 * The primary key makes the code single use, and a trigger refuses a family that was
 * revoked before. What was unticked since, or the session's end (offline_access outlives
 * it, unless all access was ended), is the code's end too. The rows of consent and
 * session are held, so that who ends them sees the family afterwards; who did so before
 * us has left no row to hold. Codes are followed by their row's number: a join of what
 * was found would be one of all with all, since PostgreSQL can't know that there is but
 * one of each.
 */
static const char redeem_sql[] =
    "WITH code AS MATERIALIZED (SELECT user_id::uuid, id::uuid, client_id::uuid, "
    "session_id::uuid, nullif(resource_id, '')::uuid AS resource_id, "
    "string_to_array(scopes, ' ') AS scopes, string_to_array(amr, ' ') AS amr, nonce, "
    "to_timestamp(auth_time::bigint) AS auth_time, "
    "to_timestamp(access_until::bigint) AS access_until, "
    "to_timestamp(expires_at::bigint) AS expires_at, "
    "nullif(extras, '')::jsonb AS extras, row "
    "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], "
    "$7::text[], $8::text[], $9::text[], $10::text[], $11::text[], "
    "$12::text[]) WITH ORDINALITY AS t (user_id, id, "
    "client_id, session_id, resource_id, scopes, amr, nonce, auth_time, access_until, "
    "expires_at, extras, row)), "
    "signed_in AS MATERIALIZED (SELECT code.row FROM code JOIN sessions s "
    "ON s.user_id = code.user_id AND s.id = code.session_id FOR KEY SHARE OF s), "
    "allowed AS MATERIALIZED (SELECT code.*, 'offline_access' = ANY (code.scopes) "
    "AND coalesce(u.access_ended_at < code.auth_time, true) AS outlives FROM code "
    "JOIN consents c ON c.user_id = code.user_id AND c.client_id = code.client_id "
    "AND code.scopes <@ c.scopes "
    "JOIN users u ON u.id = code.user_id AND u.disabled_at IS NULL FOR SHARE OF c) "
    "INSERT INTO token_families (user_id, id, client_id, session_id, resource_id, "
    "scopes, amr, nonce, auth_time, access_until, expires_at, extras) "
    "SELECT user_id, id, client_id, session_id, resource_id, "
    "scopes, amr, nonce, auth_time, access_until, expires_at, extras FROM allowed "
    "WHERE outlives OR row IN (SELECT row FROM signed_in) "
    "OR session_id = '00000000-0000-0000-0000-000000000000' "
    "ON CONFLICT (user_id, id) DO NOTHING RETURNING id";

enum { COLUMNS = 12 };

static void
fill_row(struct arena *a, const struct family *f, struct text *columns[COLUMNS], size_t i)
{
	columns[0][i] = uuid_text(a, f->user_id);
	columns[1][i] = uuid_text(a, f->id);
	columns[2][i] = uuid_text(a, f->client_id);
	columns[3][i] = uuid_text(a, f->session_id);
	if (!uuid_is_nil(f->resource_id))
		columns[4][i] = uuid_text(a, f->resource_id);
	columns[5][i] = texts_join(a, f->scopes, ' ');
	columns[6][i] = texts_join(a, f->amr, ' ');
	columns[7][i] = f->nonce;
	columns[8][i] = seconds_text(a, f->auth_time);
	columns[9][i] = seconds_text(a, f->access_until);
	columns[10][i] = seconds_text(a, f->expires_at);
	columns[11][i] = members_text(a, &grant_extras_members, &f->extras);
}

/* Of two with the same code, one got the row. */
static void
note_redeemed(void *const rows[], size_t n, struct uuid id)
{
	for (size_t i = 0; i < n; i++) {
		struct redemption *r = rows[i];
		if (r->outcome == REDEEMED || !uuid_eq(r->family.id, id))
			continue;
		r->outcome = REDEEMED;
		return;
	}
}

static enum store_status
redeem_rows(struct db *db, struct arena *a, void *const rows[], size_t n)
{
	struct text *columns[COLUMNS];
	struct param params[COLUMNS];
	for (size_t c = 0; c < COLUMNS; c++) {
		columns[c] = ARENA_ARRAY(a, n, struct text);
		params[c] = P_TEXTS(((struct texts){columns[c], n}));
	}
	for (size_t i = 0; i < n; i++)
		fill_row(a, &((struct redemption *)rows[i])->family, columns, i);
	RESULT *r = NULL;
	enum store_status status = db_run_unheld(db, a, redeem_sql, params, COLUMNS, &r);
	for (int i = 0; status == STORE_OK && i < PQntuples(r); i++)
		note_redeemed(rows, n, cell_uuid(r, i, 0));
	return status;
}

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

/* Not inserted: it was there, or what it came from has gone. */
static void
judge_replay(struct db *db, struct arena *a, struct redemption *r)
{
	r->status =
	    end_family(db, a, r->family.user_id, r->family.id, TEXT("code_replayed"));
	if (r->status == STORE_OK)
		r->outcome = REDEEM_REPLAYED;
	if (r->status == STORE_NONE)
		r->status = STORE_OK;
}

void
families_redeem(struct db *db, struct redemption *const all[], size_t n)
{
	struct arena *a = arena_new();
	void **rows = ARENA_ARRAY(a, n, void *);
	enum store_status *statuses = ARENA_ARRAY(a, n, enum store_status);
	for (size_t i = 0; i < n; i++) {
		rows[i] = all[i];
		all[i]->outcome = REDEEM_DEAD;
	}
	families_run(db, redeem_rows, rows, statuses, n);
	for (size_t i = 0; i < n; i++) {
		all[i]->status = statuses[i];
		/* It was revoked before, or the consent went while we inserted. */
		if (statuses[i] == STORE_CONFLICT)
			all[i]->status = STORE_OK;
		else if (statuses[i] == STORE_OK && all[i]->outcome != REDEEMED)
			judge_replay(db, a, all[i]);
	}
	arena_free(a);
}
