#include "admin/admin.h"
#include "admin/endpoints.h"
#include "api/api.h"
#include "oauth/errors.h"
#include "oauth/problem.h"

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

/* The scope alone gives nobody a role. An app that acts for itself has one by the scope,
 * which only operators can approve. */
static const struct response *
require_role_for_api(struct request *rq, enum operator_role least)
{
	struct admin *admin = ARENA_NEW(rq->arena, struct admin);
	enum store_status status = STORE_OK;
	admin->role = ROLE_OPERATOR;
	if (rq->user)
		status = operator_role_of(rq->db, rq->arena, rq->user->id, &admin->role);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	rq->own = admin;
	if (admin->role != ROLE_NONE && admin->role >= least)
		return NULL;
	return respond_problem(rq, 403, "role_needed",
	    arena_printf(rq->arena, "this is for people with the role %.*s",
		TEXT_ARG(operator_role_name(least))),
	    NULL);
}

const struct response *
require_auditor_for_api(struct request *rq)
{
	return require_role_for_api(rq, ROLE_AUDITOR);
}

const struct response *
require_reviewer_for_api(struct request *rq)
{
	return require_role_for_api(rq, ROLE_REVIEWER);
}

const struct response *
require_operator_for_api(struct request *rq)
{
	return require_role_for_api(rq, ROLE_OPERATOR);
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
