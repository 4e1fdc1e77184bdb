#include "oauth/pending_decision.h"

#include "oauth/consent_view.h"
#include "oauth/scope.h"
#include "store/consents.h"
#include "store/sessions.h"

enum store_status
pending_client(struct request *rq, const struct pending_grant *g, struct client *out)
{
	enum store_status status = client_by_id(rq->db, rq->arena, g->client_id, out);
	if (status != STORE_OK)
		return status;
	return client_is_stopped(out) || !scope_within(g->scopes, out->scopes)
		   ? STORE_NONE
		   : STORE_OK;
}

/* The consent first: the app may ask between the two. */
enum store_status
pending_decide(struct request *rq, struct pending_grant *g, bool allow)
{
	struct texts allowed = consent_ticked(rq, g->scopes), shown = g->scopes;
	bool yes = allow && (allowed.n || !shown.n);
	enum store_status status = STORE_OK;
	g->state = yes ? PENDING_ALLOWED : PENDING_DENIED;
	g->scopes = yes ? allowed : (struct texts){NULL, 0};
	g->user_id = rq->user->id;
	g->session_id = rq->session->id;
	g->auth_time = rq->session->auth_time;
	g->amr = rq->session->amr;
	if (yes)
		status = consent_give(
		    rq->db, rq->arena, g->user_id, g->client_id, shown, allowed, false);
	if (status == STORE_OK)
		status = pending_grant_decide(rq->db, rq->arena, g);
	if (status == STORE_OK)
		status = consent_note(rq, yes ? "consent_given" : "consent_denied",
		    g->client_id, g->scopes);
	return status;
}
