#include "oauth/grants/redemption.h"

#include "base/clock.h"
#include "live/usage.h"
#include "oauth/access_token.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/refresh_token.h"
#include "oauth/resource_choice.h"
#include "oauth/sender.h"
#include "settings/settings.h"
#include "store/clients.h"

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
		return oauth_error(because(rq, WHY_CODE_USED), INVALID_GRANT,
		    "the code was used before; all that came of it has been revoked");
	if (r->outcome == REDEEM_DEAD)
		return oauth_error(
		    rq, INVALID_GRANT, "what the code was given for has ended meanwhile");
	return NULL;
}

const struct response *
redeem_family(struct request *rq, struct issued *out)
{
	struct resource_choice choice;
	const struct settings *s = settings();
	int64_t now = clock_now();
	int64_t idle = s->tokens.refresh_idle, absolute = refresh_lifetime(rq->client);
	const struct response *refused =
	    resource_choice(rq, &out->family, out->family.scopes, &choice);
	if (refused)
		return refused;
	out->by_person = true;
	out->scopes = choice.scopes;
	out->more_resources = choice.others;
	out->authorization_details = choice.authorization_details;
	out->family.access_until = now + access_token_lifetime(choice.resource);
	out->family.expires_at = out->access_only
				     ? out->family.access_until
				     : now + (idle < absolute ? idle : absolute);
	sender_bind_refresh(rq, &out->family.extras);
	refused = redeem(rq, &out->family);
	if (!refused)
		refused = issue_access_token(rq, out, choice.resource);
	if (refused)
		return refused;
	issue_refresh_token(rq, out);
	live_count(rq->client->id, USAGE_LOGINS);
	live_count_person(rq->client->id, out->family.user_id);
	return NULL;
}
