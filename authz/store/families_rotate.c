/* A refresh moves a family one generation on; those that come at once in one statement
 * and one commit. */
#include "store/families_rows.h"

#include "base/builder.h"
#include "base/cleanup.h"

/*
 * The generation that was shown may be the row's (rotate), one behind it within the grace
 * (the same successor again), or one ahead (the database lost its last commits).
 */
static const char rotate_sql[] =
    "UPDATE token_families f SET "
    "rotated_at = CASE WHEN t.generation >= f.generation THEN now() ELSE f.rotated_at "
    "END, "
    "generation = greatest(f.generation, t.generation + t.step), "
    "access_until = greatest(f.access_until, now() + make_interval(secs => coalesce("
    "(SELECT r.token_lifetime FROM resources r WHERE r.id = f.resource_id), "
    "$2::bigint))), "
    "expires_at = least(f.created_at + make_interval(secs => t.absolute), "
    "now() + make_interval(secs => $3::bigint)), "
    "extras = CASE WHEN t.bind IS NULL THEN f.extras "
    "ELSE coalesce(f.extras, '{}') || t.bind END "
    "FROM (SELECT user_id::uuid, id::uuid, client_id::uuid, generation::integer, "
    "string_to_array(asked, ' ') AS asked, string_to_array(allowed, ' ') AS allowed, "
    "string_to_array(nullif(resources, ''), ' ') AS resources, jkt, x5t, "
    "nullif(bind, '')::jsonb AS bind, step::integer, absolute::bigint, row "
    "FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], "
    "$9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], "
    "$15::text[]) "
    "WITH ORDINALITY AS t (user_id, id, client_id, generation, asked, "
    "allowed, resources, jkt, x5t, bind, step, absolute, row)) AS t JOIN users u ON u.id "
    "= "
    "t.user_id "
    "WHERE f.user_id = t.user_id AND f.id = t.id AND f.client_id = t.client_id "
    "AND u.disabled_at IS NULL AND f.expires_at > now() "
    "AND f.created_at + make_interval(secs => t.absolute) > now() "
    "AND t.asked <@ f.scopes AND (f.scopes && t.allowed OR f.scopes = '{}') "
    "AND (t.resources IS NULL OR t.resources <@ array_append("
    "ARRAY(SELECT jsonb_array_elements_text(f.extras->'resources')), "
    "(SELECT r.uri FROM resources r WHERE r.id = f.resource_id))) "
    "AND coalesce(f.extras->>'cnf_jkt', '') IN ('', t.jkt) "
    "AND coalesce(f.extras->>'cnf_x5t', '') IN ('', t.x5t) "
    "AND (t.generation BETWEEN f.generation AND f.generation + 1 "
    "OR (t.generation = f.generation - 1 "
    "AND f.rotated_at > now() - make_interval(secs => $1::bigint))) "
    "RETURNING " FAMILY_COLUMNS("f") ", f.rotated_at < now(), t.row";

enum { FIRST = 3, COLUMNS = 12 };

static void
fill_row(
    struct arena *a, const struct rotation *t, struct text *columns[COLUMNS], size_t i)
{
	columns[0][i] = uuid_text(a, t->user_id);
	columns[1][i] = uuid_text(a, t->id);
	columns[2][i] = uuid_text(a, t->client_id);
	columns[3][i] = seconds_text(a, t->generation);
	columns[4][i] = texts_join(a, t->asked, ' ');
	columns[5][i] = texts_join(a, t->allowed, ' ');
	columns[6][i] = texts_join(a, t->resources, ' ');
	columns[7][i] = t->jkt;
	columns[8][i] = t->x5t;
	columns[10][i] = t->keeps ? TEXT("0") : TEXT("1");
	columns[9][i] = members_text(a, &grant_extras_members, &t->bind);
	columns[11][i] = seconds_text(a, t->absolute);
}

static void
take_rows(const PGresult *r, void *const rows[], size_t n)
{
	for (int i = 0; i < PQntuples(r); i++) {
		size_t row = (size_t)cell_number(r, i, FAMILY_COLUMN_COUNT + 1) - 1;
		if (row >= n)
			continue;
		struct rotation *t = rows[row];
		t->family = family_row(t->arena, r, i);
		t->outcome =
		    cell_bool(r, i, FAMILY_COLUMN_COUNT) ? ROTATE_REPEATED : ROTATED;
	}
}

/* The other lifetimes are the settings', so the same for all. */
static enum store_status
rotate_rows(struct db *db, struct arena *a, void *const rows[], size_t n)
{
	const struct rotation *any = rows[0];
	struct text *columns[COLUMNS];
	struct param params[FIRST + COLUMNS] = {
	    P_NUMBER(any->grace), P_NUMBER(any->access_lifetime), P_NUMBER(any->idle)};
	for (size_t c = 0; c < COLUMNS; c++) {
		columns[c] = ARENA_ARRAY(a, n, struct text);
		params[FIRST + c] = P_TEXTS(((struct texts){columns[c], n}));
	}
	for (size_t i = 0; i < n; i++)
		fill_row(a, rows[i], columns, i);
	RESULT *r = NULL;
	enum store_status status =
	    db_run_unheld(db, a, rotate_sql, params, COUNT_OF(params), &r);
	if (status == STORE_OK)
		take_rows(r, rows, n);
	return status;
}

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
judge_reuse(struct db *db, struct arena *a, struct rotation *t)
{
	enum store_status status = DB_CHANGE(db, a, family_reused_sql, P_UUID(t->user_id),
	    P_UUID(t->id), P_UUID(t->client_id), P_NUMBER(t->generation),
	    P_NUMBER(t->grace), P_UUID(uuid_new()));
	t->outcome = status == STORE_OK ? ROTATE_REUSED : ROTATE_DEAD;
	return status == STORE_NONE ? STORE_OK : status;
}

void
families_rotate(struct db *db, struct rotation *const all[], size_t n)
{
	struct arena *a = arena_new();
	void **rows = ARENA_ARRAY(a, n, void *);
	enum store_status *statuses = ARENA_ARRAY(a, n, enum store_status);
	for (size_t i = 0; i < n; i++) {
		rows[i] = all[i];
		all[i]->outcome = ROTATE_DEAD;
	}
	families_run(db, rotate_rows, rows, statuses, n);
	for (size_t i = 0; i < n; i++) {
		struct rotation *t = all[i];
		t->status = statuses[i];
		/* Of several for one family, PostgreSQL took one. */
		if (n > 1 && t->status == STORE_OK && t->outcome == ROTATE_DEAD)
			t->status = rotate_rows(db, a, &rows[i], 1);
		if (t->status == STORE_OK && t->outcome == ROTATE_DEAD)
			t->status = judge_reuse(db, a, t);
	}
	arena_free(a);
}
