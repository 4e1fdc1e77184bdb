/* RFC 7662. */
#include "base/cleanup.h"
#include "oauth/access_token.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/parameters.h"
#include "oauth/refresh_token.h"
#include "oauth/scope.h"
#include "settings/settings.h"
#include "store/clients.h"

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

static void
build_member(struct builder *b, const char *name, struct text value)
{
	build_printf(b, ",\"%s\":", name);
	build_json_string(b, value);
}

static struct builder
build_common(struct request *rq, struct text scope, struct uuid client_id,
    struct text subject, int64_t exp)
{
	struct builder b = builder_new(rq->arena, 512);
	build_text(&b, TEXT("{\"active\":true"));
	build_member(&b, "scope", scope);
	build_member(&b, "client_id", uuid_text(rq->arena, client_id));
	build_member(&b, "sub", subject);
	build_member(&b, "aud", rq->client->resource->uri);
	build_member(&b, "iss", settings()->server.issuer);
	build_printf(&b, ",\"exp\":%lld", (long long)exp);
	return b;
}

static const struct response *
describe_access(struct request *rq, const struct access_token *t)
{
	bool alive;
	if (!text_eq(t->audience, rq->client->resource->uri))
		return inactive(rq);
	enum store_status status = access_token_alive(rq->db, rq->arena, t, &alive);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!alive)
		return inactive(rq);
	struct builder b =
	    build_common(rq, t->scope, t->client_id, t->subject, t->expires_at);
	build_member(&b, "token_type", TEXT("Bearer"));
	build_member(&b, "jti", t->jti);
	build_printf(&b, ",\"iat\":%lld", (long long)t->issued_at);
	if (t->auth_time)
		build_printf(&b, ",\"auth_time\":%lld", (long long)t->auth_time);
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}

/* The newest of its family, or one that a retry may still use. */
static const struct response *
describe_refresh(struct request *rq, const struct refresh_token *t)
{
	struct family family;
	enum store_status status =
	    family_find(rq->db, rq->arena, t->user_id, t->family, &family);
	if (status == STORE_NONE)
		return inactive(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!uuid_eq(family.resource_id, rq->client->resource->id) ||
	    t->generation < family.generation)
		return inactive(rq);
	struct builder b = build_common(rq, scope_text(rq->arena, family.scopes),
	    family.client_id, uuid_text(rq->arena, family.user_id), family.expires_at);
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}

const struct response *
answer_introspection(struct request *rq)
{
	struct access_token access;
	struct refresh_token refresh;
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	if (fault)
		return oauth_error(rq, INVALID_REQUEST, fault);
	struct text token = form_get(rq->form, TEXT("token"));
	if (refresh_token_read(rq->arena, token, &refresh))
		return describe_refresh(rq, &refresh);
	if (access_token_read(rq->arena, token, &access))
		return describe_access(rq, &access);
	return inactive(rq);
}
