#include "base/cleanup.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/grants.h"
#include "oauth/grants/grant.h"
#include "oauth/parameters.h"
#include "oauth/scope.h"
#include "store/clients.h"

static const struct grant *const grants[] = {&grant_authorization_code,
    &grant_refresh_token, &grant_client_credentials, &grant_device_code,
    &grant_token_exchange, &grant_ciba, &grant_jwt_bearer};

static const struct parameter parameters[] = {
    {"grant_type", true, false, 200},
    {"code", false, false, 8000},
    {"redirect_uri", false, false, 2000},
    {"code_verifier", false, false, 500},
    {"refresh_token", false, false, 8000},
    {"device_code", false, false, 8000},
    {"auth_req_id", false, false, 8000},
    {"assertion", false, false, 8000},
    {"scope", false, false, 2000},
    {"resource", false, true, 1000},
    {"authorization_details", false, false, 4096},
    {"audience", false, false, 1000},
    {"requested_token_type", false, false, 200},
    {"subject_token", false, false, 20000},
    {"subject_token_type", false, false, 200},
    {"actor_token", false, false, 20000},
    {"actor_token_type", false, false, 200},
};

struct texts
grant_types(struct arena *a)
{
	struct texts_builder names = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(grants); i++)
		texts_add(&names, grants[i]->name);
	return texts_done(&names);
}

bool
grant_type_known(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(grants); i++)
		if (text_eq(grants[i]->name, name))
			return true;
	return false;
}

bool
grant_type_for_anybody(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(grants); i++)
		if (text_eq(grants[i]->name, name))
			return !grants[i]->by_operator;
	return false;
}

static struct request *
refuse_grant_type(struct request *rq, struct text name)
{
	explain_fact(
	    because(rq, WHY_GRANT_TYPE), "grant_type", name, rq->client->grant_types);
	return rq;
}

const struct response *
run_grant(struct request *rq)
{
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	if (fault)
		return oauth_error(because(rq, WHY_PARAMETER), INVALID_REQUEST, fault);
	struct text name = form_get(rq->form, TEXT("grant_type"));
	for (size_t i = 0; i < COUNT_OF(grants); i++) {
		if (!text_eq(grants[i]->name, name))
			continue;
		if (!texts_have(rq->client->grant_types, name))
			return oauth_error(refuse_grant_type(rq, name),
			    UNAUTHORIZED_CLIENT,
			    "this app is not registered for this grant_type");
		struct issued *issued = ARENA_NEW(rq->arena, struct issued);
		rq->own = issued;
		return grants[i]->run(rq, issued);
	}
	return oauth_error(refuse_grant_type(rq, name), UNSUPPORTED_GRANT_TYPE,
	    "grant_type is none of those in grant_types_supported of the metadata");
}

static void
build_if_any(struct builder *b, struct text name, struct text value)
{
	if (value.n)
		build_json_member(b, name, value);
}

const struct response *
answer_token(struct request *rq)
{
	const struct issued *i = rq->own;
	struct builder b = builder_new(rq->arena, 2048);
	build_text(&b, TEXT("{\"access_token\":"));
	build_json_string(&b, i->access_token);
	build_json_member(&b, TEXT("token_type"), i->token_type);
	build_json_number(&b, TEXT("expires_in"), i->expires_in);
	build_json_member(&b, TEXT("scope"), scope_text(rq->arena, i->scopes));
	if (i->authorization_details.n)
		build_printf(&b, ",\"authorization_details\":%.*s",
		    TEXT_ARG(i->authorization_details));
	build_if_any(&b, TEXT("issued_token_type"), i->issued_token_type);
	build_if_any(&b, TEXT("refresh_token"), i->refresh_token);
	build_if_any(&b, TEXT("id_token"), i->id_token);
	build_char(&b, '}');
	struct response *rs = respond_json(rq, 200, builder_text(&b));
	response_header(rq, rs, TEXT("Pragma"), TEXT("no-cache")); /* RFC 6749 5.1 */
	return rs;
}
