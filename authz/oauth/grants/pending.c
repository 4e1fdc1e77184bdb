#include "oauth/grants/pending.h"

#include "base/clock.h"
#include "oauth/errors.h"
#include "oauth/grants/redemption.h"
#include "oauth/scope.h"
#include "oauth/subject.h"
#include "store/clients.h"
#include "store/pending_grants.h"

/* All that is known without the database. */
static const struct response *
read_code(struct request *rq, enum pending_door door, const char *name,
    struct pending_code *code)
{
	struct text sent = form_get(rq->form, text_of(name));
	if (!sent.n)
		return oauth_error(rq, INVALID_REQUEST,
		    arena_printf(rq->arena, "the parameter %s is missing", name).at);
	if (!pending_code_read(rq->arena, door, sent, code))
		return oauth_error(rq, INVALID_GRANT,
		    arena_printf(rq->arena, "the %s is not one of ours", name).at);
	if (!uuid_eq(code->client_id, rq->client->id))
		return oauth_error(rq, INVALID_GRANT,
		    arena_printf(rq->arena, "the %s belongs to another app", name).at);
	if (code->expires_at <= clock_now())
		return oauth_error(rq, EXPIRED_TOKEN,
		    "nobody answered in time; start again from the beginning");
	return NULL;
}

static const struct response *
judge(struct request *rq, const struct pending_grant *g, bool hasty)
{
	switch (g->state) {
	case PENDING_WAITS:
		return hasty ? oauth_error(rq, SLOW_DOWN,
				   "wait five seconds longer between two requests")
			     : oauth_error(rq, AUTHORIZATION_PENDING,
				   "the person has not decided yet");
	case PENDING_DENIED:
		return oauth_error(rq, ACCESS_DENIED, "the person said no");
	case PENDING_ALLOWED:
		break;
	}
	return scope_within(g->scopes, rq->client->scopes)
		   ? NULL
		   : oauth_error(
			 rq, INVALID_GRANT, "a scope was taken from the app meanwhile");
}

static struct family
family_of(const struct pending_grant *g)
{
	return (struct family){.user_id = g->user_id,
	    .id = g->id,
	    .client_id = g->client_id,
	    .session_id = g->session_id,
	    .resource_id = g->resource_id,
	    .scopes = g->scopes,
	    .amr = g->amr,
	    .auth_time = g->auth_time,
	    .extras = g->extras};
}

const struct response *
redeem_pending(
    struct request *rq, enum pending_door door, const char *name, struct issued *out)
{
	struct pending_code code;
	struct pending_grant g;
	bool hasty = false;
	const struct response *refused = read_code(rq, door, name, &code);
	if (refused)
		return refused;
	if (!request_may_block(rq))
		return DEFER;
	enum store_status status =
	    pending_grant_poll(rq->db, rq->arena, code.id, rq->client->id, &g, &hasty);
	if (status == STORE_NONE)
		return oauth_error(rq, EXPIRED_TOKEN,
		    "the request is gone; start again from the beginning");
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	refused = judge(rq, &g, hasty);
	if (refused)
		return refused;
	out->family = family_of(&g);
	status = subject_for(
	    rq->db, rq->arena, rq->client, g.user_id, &out->family.extras.subject);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return redeem_family(rq, out);
}
