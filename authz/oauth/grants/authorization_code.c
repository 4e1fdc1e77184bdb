/* RFC 6749 4.1.3, RFC 7636 4.5, RFC 9700 2.1.1. */
#include "base/clock.h"
#include "live/usage.h"
#include "oauth/access_token.h"
#include "oauth/code.h"
#include "oauth/errors.h"
#include "oauth/grants/grant.h"
#include "oauth/pkce.h"
#include "oauth/scope.h"
#include "oauth/sender.h"
#include "settings/settings.h"
#include "store/clients.h"

/* All that must fit before the code is touched: who doesn't fit must not burn it. */
static const struct response *
check(struct request *rq, const struct code *code)
{
	struct text redirect_uri = form_get(rq->form, TEXT("redirect_uri"));
	struct text verifier = form_get(rq->form, TEXT("code_verifier"));
	if (!uuid_eq(code->client_id, rq->client->id))
		return oauth_error(rq, INVALID_GRANT, "the code belongs to another app");
	if (!text_eq(code->redirect_uri, redirect_uri))
		return oauth_error(rq, INVALID_GRANT,
		    "redirect_uri must be the same as in the authorization request");
	if (!verifier.n)
		return oauth_error(rq, INVALID_GRANT, "code_verifier is missing");
	if (!pkce_verifier_matches(rq->arena, verifier, code->code_challenge))
		return oauth_error(
		    rq, INVALID_GRANT, "code_verifier does not fit the code_challenge");
	const char *unbound = sender_fault(rq, &code->extras);
	if (unbound)
		return oauth_error(rq, INVALID_GRANT, unbound);
	if (!scope_within(code->scopes, rq->client->scopes))
		return oauth_error(
		    rq, INVALID_GRANT, "a scope was taken from the app meanwhile");
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

static void
redeem_together(struct db *db, void *const parts[], size_t n)
{
	families_redeem(db, (struct redemption *const *)parts, n);
}
static const struct gathering redemptions = {redeem_together};

static const struct response *
redeem(struct request *rq, const struct family *family)
{
	struct redemption *r = ARENA_NEW(rq->arena, struct redemption);
	void *part = r;
	r->family = *family;
	if (gather(rq, &redemptions, &part))
		return DEFER;
	r = part;
	if (r->status != STORE_OK)
		return oauth_store_error(rq, r->status);
	if (r->outcome == REDEEM_REPLAYED)
		return oauth_error(rq, INVALID_GRANT,
		    "the code was used before; all that came of it has been revoked");
	if (r->outcome == REDEEM_DEAD)
		return oauth_error(
		    rq, INVALID_GRANT, "what the code was given for has ended meanwhile");
	return NULL;
}

static struct family
family_of(const struct code *code, const struct resource *resource)
{
	const struct settings *s = settings();
	int64_t now = clock_now();
	int64_t idle = s->tokens.refresh_idle, absolute = s->tokens.refresh_absolute;
	return (struct family){.user_id = code->user_id,
	    .id = code->family_id,
	    .client_id = code->client_id,
	    .session_id = code->session_id,
	    .resource_id = code->resource_id,
	    .scopes = code->scopes,
	    .amr = code->amr,
	    .nonce = code->nonce,
	    .auth_time = code->auth_time,
	    .access_until = now + access_token_lifetime(resource),
	    .expires_at = now + (idle < absolute ? idle : absolute),
	    .extras = code->extras};
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct code code;
	const struct resource *resource;
	struct text sent = form_get(rq->form, TEXT("code"));
	if (!sent.n)
		return oauth_error(rq, INVALID_REQUEST, "the parameter code is missing");
	if (!code_read(rq->arena, sent, &code))
		return oauth_error(
		    rq, INVALID_GRANT, "the code is malformed or has expired");
	const struct response *refused = check(rq, &code);
	if (!refused)
		refused = issued_resource(rq, code.resource_id, &resource);
	if (!refused)
		refused = check_resource(rq, resource);
	if (refused)
		return refused;
	out->by_person = true;
	out->family = family_of(&code, resource);
	sender_bind_refresh(rq, &out->family.extras);
	out->scopes = code.scopes;
	refused = redeem(rq, &out->family);
	if (!refused)
		refused = issue_access_token(rq, out, resource);
	if (refused)
		return refused;
	issue_refresh_token(rq, out);
	live_count(rq->client->id, USAGE_LOGINS);
	return NULL;
}

const struct grant grant_authorization_code = {TEXT_INIT("authorization_code"), run};
