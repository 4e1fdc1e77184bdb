#include "store/operators.h"

#include "base/cleanup.h"
#include "store/rows.h"

static const struct text role_names[] = {[ROLE_NONE] = TEXT_INIT("none"),
    [ROLE_AUDITOR] = TEXT_INIT("auditor"),
    [ROLE_REVIEWER] = TEXT_INIT("reviewer"),
    [ROLE_OPERATOR] = TEXT_INIT("operator")};

struct text
operator_role_name(enum operator_role role)
{
	return role_names[role];
}

bool
operator_role_parse(struct text t, enum operator_role *out)
{
	for (size_t i = ROLE_AUDITOR; i < COUNT_OF(role_names); i++) {
		if (text_eq(role_names[i], t)) {
			*out = (enum operator_role)i;
			return true;
		}
	}
	return false;
}

static const char operator_role_of_sql[] =
    "SELECT role FROM operators WHERE user_id = $1::uuid";

enum store_status
operator_role_of(
    struct db *db, struct arena *a, struct uuid user_id, enum operator_role *out)
{
	RESULT *r = NULL;
	*out = ROLE_NONE;
	enum store_status status =
	    DB_RUN(db, a, &r, operator_role_of_sql, P_UUID(user_id));
	if (status == STORE_OK && row_count(r))
		operator_role_parse(cell_text(a, r, 0, 0), out);
	return status;
}

static const char operators_lock_sql[] =
    "LOCK TABLE operators IN SHARE ROW EXCLUSIVE MODE";
static const char operator_is_last_sql[] =
    "SELECT role = 'operator' AND NOT EXISTS (SELECT FROM operators o "
    "JOIN users u ON u.id = o.user_id WHERE o.role = 'operator' "
    "AND o.user_id <> $1::uuid AND u.disabled_at IS NULL) "
    "FROM operators WHERE user_id = $1::uuid";

enum store_status
operator_is_last(struct db *db, struct arena *a, struct uuid user_id, bool *last)
{
	RESULT *locked = NULL, *r = NULL;
	enum store_status status = db_run(db, a, operators_lock_sql, NULL, 0, &locked);
	if (status == STORE_OK)
		status = DB_RUN(db, a, &r, operator_is_last_sql, P_UUID(user_id));
	*last = status == STORE_OK && row_count(r) && cell_bool(r, 0, 0);
	return status;
}

static const char operator_set_sql[] =
    "WITH old AS (SELECT role FROM operators WHERE user_id = $1::uuid) "
    "INSERT INTO operators (user_id, role) VALUES ($1::uuid, $2::text) "
    "ON CONFLICT (user_id) DO UPDATE SET role = excluded.role "
    "RETURNING (SELECT role FROM old)";

enum store_status
operator_set(struct db *db, struct arena *a, struct uuid user_id, enum operator_role role,
    enum operator_role *before)
{
	RESULT *r = NULL;
	*before = ROLE_NONE;
	enum store_status status = DB_RUN(db, a, &r, operator_set_sql, P_UUID(user_id),
	    P_TEXT(operator_role_name(role)));
	if (status == STORE_OK && row_count(r))
		operator_role_parse(cell_text(a, r, 0, 0), before);
	return status;
}

static const char operator_remove_sql[] =
    "DELETE FROM operators WHERE user_id = $1::uuid";

enum store_status
operator_remove(struct db *db, struct arena *a, struct uuid user_id)
{
	return DB_CHANGE(db, a, operator_remove_sql, P_UUID(user_id));
}

static const char operators_list_sql[] =
    "SELECT o.user_id, u.email, u.name, o.role, o.created_at FROM operators o "
    "JOIN users u ON u.id = o.user_id ORDER BY u.email";

enum store_status
operators_list(struct db *db, struct arena *a, struct operator_row **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = db_run(db, a, operators_list_sql, NULL, 0, &r);
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct operator_row);
	for (size_t i = 0; i < *n; i++) {
		struct operator_row *o = &(*out)[i];
		o->user_id = cell_uuid(r, (int)i, 0);
		o->email = cell_text(a, r, (int)i, 1);
		o->name = cell_text(a, r, (int)i, 2);
		operator_role_parse(cell_text(a, r, (int)i, 3), &o->role);
		o->created_at = cell_time(r, (int)i, 4);
	}
	return STORE_OK;
}
