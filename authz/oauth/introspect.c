/* RFC 7662. */
#include "base/cleanup.h"
#include "live/clients.h"
#include "live/usage.h"
#include "oauth/access_token_format.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/introspection_jwt.h"
#include "oauth/parameters.h"
#include "oauth/refresh_token.h"
#include "oauth/scope.h"
#include "oauth/subject.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/families.h"

static const struct parameter parameters[] = {
    {"token", true, false, 20000},
    {"token_type_hint", false, false, 100},
};

const struct response *
require_resource_server(struct request *rq)
{
	if (!rq->client->resource)
		return oauth_error(rq, UNAUTHORIZED_CLIENT,
		    "only a client that is bound to a resource may introspect");
	return NULL;
}

/* Nothing else for whatever is not alive, or none of the caller's business. */
static const struct response *
inactive(struct request *rq)
{
	return respond_json(rq, 200, TEXT("{\"active\":false}"));
}

/* The newest of its family, or one that a retry may still use. */
static const struct response *
describe_refresh(struct request *rq, const struct refresh_token *t)
{
	struct family family;
	if (!request_may_block(rq))
		return DEFER;
	enum store_status status =
	    family_find(rq->db, rq->arena, t->user_id, t->family, &family);
	if (status == STORE_NONE)
		return inactive(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!uuid_eq(family.resource_id, rq->client->resource->id) ||
	    t->generation < family.generation)
		return inactive(rq);
	struct client client;
	if (!live_client_find(rq->arena, family.client_id, &client))
		status = live_client_read(rq->db, rq->arena, family.client_id, &client);
	if (status == STORE_NONE)
		return inactive(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	struct builder b = builder_new(rq->arena, 512);
	build_text(&b, TEXT("{\"active\":true"));
	build_json_member(&b, TEXT("scope"), scope_text(rq->arena, family.scopes));
	build_json_member(&b, TEXT("client_id"), client.client_id);
	build_json_number(&b, TEXT("exp"), family.expires_at);
	build_json_member(&b, TEXT("sub"), family_subject(rq->arena, &family));
	build_json_member(&b, TEXT("aud"), rq->client->resource->uri);
	build_json_member(&b, TEXT("iss"), settings()->server.issuer);
	build_token_extras(&b, &family.extras);
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}

static const struct response *
describe(struct request *rq)
{
	struct access_token access;
	struct refresh_token refresh;
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	if (fault)
		return oauth_error(because(rq, WHY_PARAMETER), INVALID_REQUEST, fault);
	struct text token = form_get(rq->form, TEXT("token"));
	if (refresh_token_read(rq->arena, token, &refresh))
		return describe_refresh(rq, &refresh);
	enum store_status status = access_token_accept(rq->db, rq->arena, token, &access);
	if (status == STORE_NONE ||
	    (status == STORE_OK &&
		!access_token_is_for(&access, rq->client->resource->uri)))
		return inactive(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return respond_json(rq, 200, access.introspection);
}

const struct response *
answer_introspection(struct request *rq)
{
	const struct response *answer = describe(rq);
	if (answer->status == 200 && introspection_jwt_wanted(rq))
		answer = introspection_jwt(rq, answer->body);
	if (answer->status == 200)
		live_count(rq->client->id, USAGE_INTROSPECTIONS);
	return answer;
}
