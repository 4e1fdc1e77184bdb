#include "store/consents.h"

#include "store/rows.h"

static const char consent_find_sql[] =
    "SELECT scopes, by_policy, created_at, updated_at FROM consents "
    "WHERE user_id = $1::uuid AND client_id = $2::uuid";

enum store_status
consent_find(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    struct consent *out)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, consent_find_sql, P_UUID(user_id), P_UUID(client_id));
	if (status != STORE_OK)
		return status;
	if (row_count(r) == 0)
		return STORE_NONE;
	*out = (struct consent){.user_id = user_id,
	    .client_id = client_id,
	    .scopes = cell_texts(a, r, 0, 0),
	    .by_policy = cell_bool(r, 0, 1),
	    .created_at = cell_time(r, 0, 2),
	    .updated_at = cell_time(r, 0, 3)};
	return STORE_OK;
}

/* What was shown and not allowed goes; a trigger ends the families that hold such a
 * scope.
 */
static const char consent_give_sql[] =
    "INSERT INTO consents AS c (user_id, client_id, scopes, by_policy) "
    "VALUES ($1::uuid, $2::uuid, $4::text[], $5::boolean) "
    "ON CONFLICT (user_id, client_id) DO UPDATE SET updated_at = now(), "
    "by_policy = excluded.by_policy, scopes = ARRAY("
    "SELECT s FROM unnest(c.scopes) s WHERE NOT s = ANY ($3::text[]) "
    "UNION SELECT s FROM unnest($4::text[]) s)";

enum store_status
consent_give(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    struct texts shown, struct texts allowed, bool by_policy)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, consent_give_sql, P_UUID(user_id), P_UUID(client_id),
	    P_TEXTS(shown), P_TEXTS(allowed), P_BOOL(by_policy));
}

static const char consents_of_user_sql[] =
    "SELECT c.client_id, c.scopes, c.by_policy, c.created_at, c.updated_at, a.name, "
    "a.reviewed_at IS NOT NULL, a.homepage, coalesce(nullif(t.name, ''), "
    "nullif(u.name, ''), u.email, ''), "
    "CASE WHEN a.suspended_at IS NULL AND a.deleted_at IS NULL THEN a.logo END "
    "FROM consents c JOIN apps a ON a.id = c.client_id LEFT JOIN teams t ON t.id = "
    "a.team_id LEFT JOIN users u ON u.id = t.personal_of "
    "WHERE c.user_id = $1::uuid ORDER BY a.name, c.client_id";

enum store_status
consents_of_user(
    struct db *db, struct arena *a, struct uuid user_id, struct consent **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, consents_of_user_sql, P_UUID(user_id));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct consent);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct consent){.user_id = user_id,
		    .client_id = cell_uuid(r, (int)i, 0),
		    .scopes = cell_texts(a, r, (int)i, 1),
		    .by_policy = cell_bool(r, (int)i, 2),
		    .created_at = cell_time(r, (int)i, 3),
		    .updated_at = cell_time(r, (int)i, 4),
		    .client_name = cell_text(a, r, (int)i, 5),
		    .client_reviewed = cell_bool(r, (int)i, 6),
		    .client_homepage = cell_text(a, r, (int)i, 7),
		    .client_owner = cell_text(a, r, (int)i, 8),
		    .client_logo = cell_text(a, r, (int)i, 9)};
	return STORE_OK;
}

/* Only ever less: whoever withdrew it meanwhile does not get it back. */
static const char consent_narrow_sql[] =
    "UPDATE consents SET updated_at = now(), scopes = ARRAY("
    "SELECT s FROM unnest(scopes) s WHERE s = ANY ($3::text[])) "
    "WHERE user_id = $1::uuid AND client_id = $2::uuid";

enum store_status
consent_narrow(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    struct texts keep)
{
	return DB_CHANGE(
	    db, a, consent_narrow_sql, P_UUID(user_id), P_UUID(client_id), P_TEXTS(keep));
}

/* A person has few families: the primary key finds them. */
static const char consent_used_sql[] =
    "SELECT max(rotated_at) FROM token_families "
    "WHERE user_id = $1::uuid AND client_id = $2::uuid";

enum store_status
consent_used(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    int64_t *at)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, consent_used_sql, P_UUID(user_id), P_UUID(client_id));
	if (status == STORE_OK)
		*at = cell_time(r, 0, 0);
	return status;
}

static const char consent_withdraw_sql[] =
    "DELETE FROM consents WHERE user_id = $1::uuid AND client_id = $2::uuid";

enum store_status
consent_withdraw(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id)
{
	return DB_CHANGE(db, a, consent_withdraw_sql, P_UUID(user_id), P_UUID(client_id));
}
