/* Where a mailed invitation leads: only who has that address, and has proven it, joins.
 */
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_change.h"

/* The invitation of this ticket; NULL, or the answer that refuses. */
static const struct response *
open_invitation(struct request *rq, struct text ticket, struct team_invitation *i)
{
	struct outcome o = team_open_invitation(rq, ticket, i);
	if (o.status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.invitation");
	if (o.status != STORE_OK)
		return store_error_page(rq, o.status);
	if (!o.fault)
		return NULL;
	json_t *data =
	    json_pack("{so so so}", "fault", portal_phrase(rq, o.fault), "email",
		json_text(rq->user->email), "page", json_text(TEXT("/developer/teams")));
	return developer_page(
	    rq, 403, "developer_invitation", "team.invitation_title", data);
}

const struct response *
show_invitation(struct request *rq)
{
	struct team_invitation i;
	struct team team;
	struct text ticket = form_get(rq->parameters, TEXT("ticket"));
	const struct response *refused = open_invitation(rq, ticket, &i);
	if (refused)
		return refused;
	enum store_status status = team_by_id(rq->db, rq->arena, i.team_id, &team);
	if (status != STORE_OK)
		return outcome_page(rq, ENDED(status));
	json_t *data =
	    json_pack("{s{so so} so so so}", "invitation", "ticket", json_text(ticket),
		"role", portal_word(rq, "team.role_text", team_role_name(i.role)), "team",
		json_text(team.name), "inviter", json_text(i.inviter), "email",
		json_text(i.email));
	return developer_page(
	    rq, 200, "developer_invitation", "team.invitation_title", data);
}

const struct response *
answer_invitation(struct request *rq)
{
	struct team_invitation i;
	struct text decision = form_get(rq->form, TEXT("decision"));
	const struct response *refused =
	    open_invitation(rq, form_get(rq->form, TEXT("ticket")), &i);
	if (refused)
		return refused;
	bool join = text_eq(decision, TEXT("join"));
	if (!join && !text_eq(decision, TEXT("decline")))
		return respond_error_page(rq, 400, "errors.bad_request");
	struct outcome o = team_answer_invitation(rq, &i, join);
	/* Taken back, or answered in another tab, in this very moment. */
	if (o.status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.invitation");
	if (o.status != STORE_OK)
		return store_error_page(rq, o.status);
	return join ? back_saved(rq, developer_path(rq, "teams", i.team_id))
		    : respond_redirect(rq, TEXT("/developer/teams"));
}
