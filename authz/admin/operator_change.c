#include "admin/operator_change.h"

#include "admin/admin.h"
#include "base/json.h"

static enum store_status
change_role(struct request *rq, struct uuid user_id, enum operator_role role,
    enum operator_role *before)
{
	enum store_status status = operator_role_of(rq->db, rq->arena, user_id, before);
	if (status != STORE_OK)
		return status;
	if (role == ROLE_NONE)
		return operator_remove(rq->db, rq->arena, user_id);
	return operator_set(rq->db, rq->arena, user_id, role, before);
}

struct outcome
operator_change(
    struct request *rq, struct uuid user_id, enum operator_role role, bool sure)
{
	enum operator_role before = ROLE_NONE;
	bool last = false;
	if (rq->user && uuid_eq(user_id, rq->user->id) && role < ROLE_OPERATOR && !sure)
		return REFUSED("sure", "server.own_role");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return ENDED(status);
	if (role < ROLE_OPERATOR)
		status = operator_is_last(rq->db, rq->arena, user_id, &last);
	if (status == STORE_OK && last) {
		db_rollback(rq->db);
		return REFUSED("role", "server.last_operator");
	}
	if (status == STORE_OK)
		status = change_role(rq, user_id, role, &before);
	if (status == STORE_OK)
		status = admin_audit(rq, "operator_role_changed", user_id, NO_UUID,
		    json_pack("{s{so} s{so}}", "before", "role",
			json_text(operator_role_name(before)), "after", "role",
			json_text(operator_role_name(role))));
	return ENDED(db_finish(rq->db, status));
}
