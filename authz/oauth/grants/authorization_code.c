/* RFC 6749 4.1.3, RFC 7636 4.5, RFC 9700 2.1.1. */
#include "base/clock.h"
#include "oauth/code.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/grants/grant.h"
#include "oauth/grants/redemption.h"
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
		return oauth_error(because(rq, WHY_CODE_OF_OTHER), INVALID_GRANT,
		    "the code belongs to another app");
	if (!text_eq(code->redirect_uri, redirect_uri)) {
		explain_pair(because(rq, WHY_CODE_REDIRECT_URI), "redirect_uri",
		    redirect_uri, code->redirect_uri);
		return oauth_error(rq, INVALID_GRANT,
		    "redirect_uri must be the same as in the authorization request");
	}
	/* One without the other is a downgrade (RFC 9700 2.1.1). */
	if (!code->code_challenge.n && verifier.n)
		return oauth_error(because(rq, WHY_PKCE_VERIFIER), INVALID_GRANT,
		    "code_verifier is sent, but there was no code_challenge");
	if (code->code_challenge.n && !verifier.n)
		return oauth_error(because(rq, WHY_PKCE_VERIFIER), INVALID_GRANT,
		    "code_verifier is missing");
	if (code->code_challenge.n &&
	    !pkce_verifier_matches(rq->arena, verifier, code->code_challenge))
		return oauth_error(because(rq, WHY_PKCE_VERIFIER), INVALID_GRANT,
		    "code_verifier does not fit the code_challenge");
	const char *unbound = sender_fault(rq, &code->extras);
	if (unbound)
		return oauth_error(because(rq, WHY_BOUND), INVALID_GRANT, unbound);
	if (!scope_within(code->scopes, rq->client->scopes))
		return oauth_error(
		    rq, INVALID_GRANT, "a scope was taken from the app meanwhile");
	return NULL;
}

static struct family
family_of(const struct code *code)
{
	return (struct family){.user_id = code->user_id,
	    .id = code->family_id,
	    .client_id = code->client_id,
	    .session_id = code->session_id,
	    .resource_id = code->resource_id,
	    .scopes = code->scopes,
	    .amr = code->amr,
	    .nonce = code->nonce,
	    .auth_time = code->auth_time,
	    .extras = code->extras};
}

/* One of ours that was good once says how old it is. */
static const struct response *
refuse_code(struct request *rq, const struct code *code)
{
	int64_t lifetime = settings()->tokens.code_lifetime;
	because(rq, code->expires_at ? WHY_CODE_EXPIRED : WHY_CODE_BAD);
	if (code->expires_at) {
		explain_seconds(
		    rq, "code_age", clock_now() - code->expires_at + lifetime);
		explain_seconds(rq, "code_lifetime", lifetime);
	}
	return oauth_error(rq, INVALID_GRANT, "the code is malformed or has expired");
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct code code = {0};
	struct text sent = form_get(rq->form, TEXT("code"));
	if (!sent.n)
		return oauth_error(rq, INVALID_REQUEST, "the parameter code is missing");
	if (!code_read(rq->arena, sent, &code))
		return refuse_code(rq, &code);
	const struct response *refused = check(rq, &code);
	if (refused)
		return refused;
	out->family = family_of(&code);
	return redeem_family(rq, out);
}

const struct grant grant_authorization_code = {TEXT_INIT("authorization_code"), run};
