/* RFC 6749 6, RFC 9700 4.14. */
#include "oauth/refresh_token.h"
#include "oauth/access_token.h"
#include "oauth/errors.h"
#include "oauth/grants/grant.h"
#include "oauth/scope.h"
#include "settings/settings.h"
#include "store/clients.h"

/* The scopes that this one access token shall have: what was granted and is still the
 * app's, or the narrower ones that are asked for; not sticky. */
static const struct response *
narrow(struct request *rq, const struct family *family, struct texts *out)
{
	struct text asked = form_get(rq->form, TEXT("scope"));
	struct texts held =
	    scope_intersect(rq->arena, family->scopes, rq->client->scopes);
	*out = held;
	if (family->scopes.n && !held.n)
		return oauth_error(rq, INVALID_SCOPE,
		    "all scopes that were granted have been taken from the app");
	if (!asked.n)
		return NULL;
	if (!scope_parse(rq->arena, asked, out) || !scope_within(*out, held))
		return oauth_error(rq, INVALID_SCOPE,
		    "scope may be narrower than what was granted, never wider");
	return NULL;
}

static const struct response *
check_resource(struct request *rq, const struct resource *resource)
{
	struct text asked = form_get(rq->form, TEXT("resource"));
	if (asked.n && (!resource || !text_eq(resource->uri, asked)))
		return oauth_error(rq, INVALID_TARGET,
		    "the resource is not the one that the person allowed");
	return NULL;
}

static const struct response *
rotate(struct request *rq, const struct refresh_token *token,
    const struct resource *resource, struct family *out)
{
	const struct settings *s = settings();
	const struct rotation rotation = {.user_id = token->user_id,
	    .id = token->family,
	    .client_id = rq->client->id,
	    .generation = token->generation,
	    .grace = s->tokens.refresh_grace,
	    .access_lifetime = access_token_lifetime(resource),
	    .idle = s->tokens.refresh_idle,
	    .absolute = s->tokens.refresh_absolute};
	enum rotate_outcome outcome;
	enum store_status status =
	    family_rotate(rq->db, rq->arena, &rotation, out, &outcome);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (outcome == ROTATE_REUSED)
		return oauth_error(rq, INVALID_GRANT,
		    "the refresh token was used before; all that came of it has been "
		    "revoked");
	if (outcome == ROTATE_DEAD)
		return oauth_error(rq, INVALID_GRANT,
		    "the refresh token has expired, was revoked, or belongs to another "
		    "app");
	return NULL;
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct refresh_token token;
	struct family family;
	const struct resource *resource;
	struct text sent = form_get(rq->form, TEXT("refresh_token"));
	if (!request_may_block(rq))
		return DEFER;
	if (!sent.n)
		return oauth_error(
		    rq, INVALID_REQUEST, "the parameter refresh_token is missing");
	if (!refresh_token_read(rq->arena, sent, &token))
		return oauth_error(
		    rq, INVALID_GRANT, "the refresh token is not one of ours");
	/* Faults in the request are found before the token is spent. */
	enum store_status status =
	    family_find(rq->db, rq->arena, token.user_id, token.family, &family);
	if (status == STORE_NONE ||
	    (status == STORE_OK && !uuid_eq(family.client_id, rq->client->id)))
		return oauth_error(rq, INVALID_GRANT,
		    "the refresh token has expired, was revoked, or belongs to another "
		    "app");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	const struct response *refused = narrow(rq, &family, &out->scopes);
	if (!refused)
		refused = issued_resource(rq, family.resource_id, &resource);
	if (!refused)
		refused = check_resource(rq, resource);
	if (refused)
		return refused;
	out->by_person = true;
	refused = rotate(rq, &token, resource, &out->family);
	if (!refused)
		refused = issue_access_token(rq, out, resource);
	if (!refused)
		issue_refresh_token(rq, out);
	return refused;
}

const struct grant grant_refresh_token = {TEXT_INIT("refresh_token"), run};
