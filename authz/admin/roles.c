#include "admin/admin.h"
#include "admin/endpoints.h"

struct admin *
admin_of(const struct request *rq)
{
	return rq->own;
}

static const struct response *
require_role(struct request *rq, enum operator_role least)
{
	struct admin *admin = ARENA_NEW(rq->arena, struct admin);
	if (!rq->user)
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    operator_role_of(rq->db, rq->arena, rq->user->id, &admin->role);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (admin->role == ROLE_NONE || admin->role < least)
		return respond_error_page(rq, 404, "errors.not_found");
	rq->own = admin;
	return NULL;
}

const struct response *
require_auditor(struct request *rq)
{
	return require_role(rq, ROLE_AUDITOR);
}

const struct response *
require_reviewer(struct request *rq)
{
	return require_role(rq, ROLE_REVIEWER);
}

const struct response *
require_operator(struct request *rq)
{
	return require_role(rq, ROLE_OPERATOR);
}

const struct response *
load_any_app(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    client_by_id(rq->db, rq->arena, id, &admin_of(rq)->app);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}
