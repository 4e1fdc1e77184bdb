/* RFC 6749 6, RFC 9700 4.14. */
#include "oauth/refresh_token.h"
#include "live/usage.h"
#include "oauth/access_token.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/grants/grant.h"
#include "oauth/resource_choice.h"
#include "oauth/scope.h"
#include "oauth/sender.h"
#include "settings/settings.h"
#include "store/clients.h"

/* What a request asks for. */
struct asked {
	struct texts scopes; /* none: all that was granted */
	struct texts resources;
};

static const struct response *
read_asked(struct request *rq, struct asked *out)
{
	if (!scope_parse(rq->arena, form_get(rq->form, TEXT("scope")), &out->scopes))
		return oauth_error(
		    rq, INVALID_SCOPE, "scope has characters that no scope may have");
	if (!scope_within(out->scopes, rq->client->scopes))
		return oauth_error(because(rq, WHY_SCOPE_WIDER), INVALID_SCOPE,
		    "scope may be narrower than what was granted, never wider");
	out->resources = form_all(rq->arena, rq->form, TEXT("resource"));
	return NULL;
}

/* Why a genuine token was not good: the family is found only if the request was at fault,
 * which then has cost it nothing. */
static const struct response *
explain(struct request *rq, const struct refresh_token *token, const struct asked *asked)
{
	struct family family;
	if (!request_may_block(rq))
		return DEFER;
	enum store_status status =
	    family_find(rq->db, rq->arena, token->user_id, token->family, &family);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	if (status == STORE_OK && uuid_eq(family.client_id, rq->client->id)) {
		if (!scope_within(asked->scopes, family.scopes))
			return oauth_error(because(rq, WHY_SCOPE_WIDER), INVALID_SCOPE,
			    "scope may be narrower than what was granted, never wider");
		if (family.scopes.n &&
		    !scope_intersect(rq->arena, family.scopes, rq->client->scopes).n)
			return oauth_error(rq, INVALID_SCOPE,
			    "all scopes that were granted have been taken from the app");
		const char *unbound = sender_fault(rq, &family.extras);
		if (unbound)
			return oauth_error(
			    because(rq, WHY_BOUND), INVALID_GRANT, unbound);
		struct resource_choice choice;
		const struct response *refused =
		    resource_choice(rq, &family, family.scopes, &choice);
		if (refused)
			return refused;
	}
	return oauth_error(because(rq, WHY_REFRESH_DEAD), INVALID_GRANT,
	    "the refresh token has expired, was revoked, or belongs to another app");
}

static void
rotate_together(struct db *db, void *const parts[], size_t n)
{
	families_rotate(db, (struct rotation *const *)parts, n);
}
static const struct gathering rotations = {rotate_together};

static const struct response *
rotate(struct request *rq, const struct refresh_token *token, const struct asked *asked,
    struct family *out)
{
	const struct settings *s = settings();
	struct rotation *t = ARENA_NEW(rq->arena, struct rotation);
	void *part = t;
	*t = (struct rotation){.user_id = token->user_id,
	    .id = token->family,
	    .client_id = rq->client->id,
	    .resources = asked->resources,
	    .asked = asked->scopes,
	    .allowed = rq->client->scopes,
	    .generation = token->generation,
	    .keeps = rq->client->metadata.fapi2,
	    .grace = s->tokens.refresh_grace,
	    .access_lifetime = s->tokens.access_lifetime,
	    .idle = s->tokens.refresh_idle,
	    .absolute = refresh_lifetime(rq->client),
	    .arena = rq->arena};
	sender_bind_refresh(rq, &t->bind);
	if (rq->sender) {
		t->jkt = rq->sender->jkt;
		t->x5t = rq->sender->x5t;
	}
	if (gather(rq, &rotations, &part))
		return DEFER;
	t = part;
	if (t->status != STORE_OK)
		return oauth_store_error(rq, t->status);
	if (t->outcome == ROTATE_REUSED)
		return oauth_error(because(rq, WHY_REFRESH_USED), INVALID_GRANT,
		    "the refresh token was used before; all that came of it has been "
		    "revoked");
	if (t->outcome == ROTATE_DEAD)
		return explain(rq, token, asked);
	*out = t->family;
	return NULL;
}

static const struct response *
run(struct request *rq, struct issued *out)
{
	struct refresh_token token;
	struct asked asked;
	struct resource_choice choice;
	struct text sent = form_get(rq->form, TEXT("refresh_token"));
	if (!sent.n)
		return oauth_error(
		    rq, INVALID_REQUEST, "the parameter refresh_token is missing");
	if (!refresh_token_read(rq->arena, sent, &token))
		return oauth_error(because(rq, WHY_REFRESH_BAD), INVALID_GRANT,
		    "the refresh token is not one of ours");
	const struct response *refused = read_asked(rq, &asked);
	if (!refused)
		refused = rotate(rq, &token, &asked, &out->family);
	if (refused)
		return refused;
	/* What was asked for holds for this one access token; it does not stick. */
	out->scopes = asked.scopes.n ? asked.scopes
				     : scope_intersect(rq->arena, out->family.scopes,
					   rq->client->scopes);
	refused = resource_choice(rq, &out->family, out->scopes, &choice);
	if (refused)
		return refused;
	out->by_person = true;
	out->scopes = choice.scopes;
	out->more_resources = choice.others;
	out->authorization_details = choice.authorization_details;
	refused = issue_access_token(rq, out, choice.resource);
	if (refused)
		return refused;
	issue_refresh_token(rq, out);
	live_count(rq->client->id, USAGE_REFRESHES);
	live_count_person(rq->client->id, out->family.user_id);
	return NULL;
}

const struct grant grant_refresh_token = {TEXT_INIT("refresh_token"), run};
