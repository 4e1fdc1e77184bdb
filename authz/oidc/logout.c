/* The page where a person who is sent here to sign out says yes, and where they end. */
#include "identity/signin.h"
#include "oauth/redirect_uri.h"
#include "oidc/endpoints.h"
#include "oidc/logout_ticket.h"
#include "store/audit.h"
#include "store/clients.h"

/* Without one it is nobody's request, and fine too. */
static const struct response *
open_ticket(struct request *rq, struct text sealed, struct logout_ticket *t)
{
	*t = (struct logout_ticket){0};
	if (!sealed.n || logout_ticket_open(rq->arena, sealed, t))
		return NULL;
	return respond_error_page(rq, 400, "errors.ticket");
}

static const struct response *
show(struct request *rq, const struct logout_ticket *t, struct text sealed,
    struct text app_name)
{
	struct text title =
	    rq->session ? TEXT("logout.title") : TEXT("logout.done_title");
	json_t *data = json_pack("{so so so sb}", "title",
	    json_text(phrase(rq->arena, request_language(rq), title, NULL)), "app_name",
	    json_text(app_name), "ticket", json_text(sealed), "signed_in",
	    rq->session != NULL);
	return respond_page_leading_to(rq, 200, "logout", data,
	    t->redirect_uri.n ? redirect_uri_form_action(rq->arena, t->redirect_uri)
			      : NO_TEXT);
}

/* Where the app wants the person; else to the page that says that it is done. */
static const struct response *
go_on(struct request *rq, const struct logout_ticket *t)
{
	struct builder url = builder_new(rq->arena, 512);
	if (!t->redirect_uri.n)
		return respond_redirect(rq, TEXT("/logout"));
	build_text(&url, t->redirect_uri);
	if (t->state.n)
		build_query(&url, TEXT("state"), t->state);
	return respond_redirect(rq, builder_text(&url));
}

static const struct response *
end_session(struct request *rq, const struct logout_ticket *t)
{
	struct audit_event e = {.event = TEXT("signed_out"),
	    .actor = TEXT("user"),
	    .client_id = t->client_id,
	    .address = rq->peer,
	    .request_id = rq->id};
	if (!rq->session)
		return go_on(rq, t);
	e.user_id = rq->session->user_id;
	enum store_status status = signin_end(rq);
	if (status == STORE_OK)
		status = audit_add(rq->db, rq->arena, &e);
	return status == STORE_OK ? go_on(rq, t) : store_error_page(rq, status);
}

const struct response *
show_logout(struct request *rq)
{
	struct logout_ticket t;
	struct client client = {.name = NO_TEXT};
	struct text sealed = form_get(rq->parameters, TEXT("ticket"));
	const struct response *refused = open_ticket(rq, sealed, &t);
	if (refused)
		return refused;
	/* The app has proven that it means whoever is signed in. */
	bool theirs = rq->session && uuid_eq(t.user_id, rq->session->user_id);
	if (theirs || (!rq->session && t.redirect_uri.n))
		return end_session(rq, &t);
	if (!uuid_is_nil(t.client_id)) {
		enum store_status status =
		    client_by_id(rq->db, rq->arena, t.client_id, &client);
		if (status != STORE_OK && status != STORE_NONE)
			return store_error_page(rq, status);
	}
	return show(rq, &t, sealed, client.name);
}

const struct response *
decide_logout(struct request *rq)
{
	struct logout_ticket t;
	struct text decision = form_get(rq->form, TEXT("decision"));
	if (!decision.n)
		return NULL;
	const struct response *refused =
	    open_ticket(rq, form_get(rq->form, TEXT("ticket")), &t);
	if (refused)
		return refused;
	if (text_eq(decision, TEXT("stay")))
		return respond_redirect(rq, TEXT("/account"));
	return end_session(rq, &t);
}
