#include "store/families_rows.h"

struct family
family_row(struct arena *a, const PGresult *r, int row)
{
	struct family f = {.user_id = cell_uuid(r, row, 0),
	    .id = cell_uuid(r, row, 1),
	    .client_id = cell_uuid(r, row, 2),
	    .session_id = cell_uuid(r, row, 3),
	    .resource_id = cell_uuid(r, row, 4),
	    .scopes = cell_texts(a, r, row, 5),
	    .amr = cell_texts(a, r, row, 6),
	    .nonce = cell_text(a, r, row, 7),
	    .auth_time = cell_time(r, row, 8),
	    .access_until = cell_time(r, row, 9),
	    .expires_at = cell_time(r, row, 10),
	    .generation = cell_number(r, row, 11)};
	members_of_text(a, &grant_extras_members, cell_text(a, r, row, 12), &f.extras);
	return f;
}

void
families_run(struct db *db, families_statement run, void *const rows[],
    enum store_status *statuses, size_t n)
{
	struct arena *a = arena_new();
	enum store_status status = run(db, a, rows, n);
	bool alone = n > 1 && status != STORE_OK && status != STORE_AWAY;
	for (size_t i = 0; i < n; i++)
		statuses[i] = alone ? run(db, a, &rows[i], 1) : status;
	arena_free(a);
}

struct text
seconds_text(struct arena *a, int64_t seconds)
{
	return arena_printf(a, "%lld", (long long)seconds);
}

static const char family_find_sql[] = "SELECT " FAMILY_COLUMNS(
    "f") " FROM token_families f "
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
	*out = family_row(a, r, 0);
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
