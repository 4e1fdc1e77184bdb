/* prompt=select_account (OIDC Core 3.1.2.1): who is signed in says whether it is them. */
#include "identity/signin.h"
#include "oauth/endpoints.h"
#include "oauth/interaction.h"
#include "oauth/redirect_uri.h"

static struct text
consent_url(struct request *rq, const struct ticket *t)
{
	struct builder url = builder_new(rq->arena, 2048);
	build_text(&url, TEXT("/consent"));
	build_query(&url, TEXT("ticket"), ticket_make(rq->arena, t));
	return builder_text(&url);
}

const struct response *
show_accounts(struct request *rq, const struct client *client, const struct ticket *t)
{
	struct text here = consent_url(rq, t);
	json_t *data = json_pack("{so so so so so}", "app_name", json_text(client->name),
	    "account", json_text(uuid_text(rq->arena, rq->user->id)), "ticket",
	    json_text(ticket_make(rq->arena, t)), "page", json_text(here),
	    "other_account_url", json_text(login_url(rq->arena, here)));
	json_object_set_new(data, "title",
	    json_text(phrase(
		rq->arena, request_language(rq), TEXT("select_account.title"), data)));
	/* Choosing may lead straight on to the app. */
	return respond_page_leading_to(rq, 200, "select_account", data,
	    redirect_uri_form_action(rq->arena, t->redirect_uri));
}

const struct response *
choose_account(struct request *rq)
{
	struct ticket t;
	if (!ticket_open(rq->arena, form_get(rq->form, TEXT("ticket")), &t))
		return respond_error_page(rq, 400, "errors.ticket");
	/* The page named one person; now it may be another. */
	struct uuid chosen;
	if (rq->session && uuid_parse(form_get(rq->form, TEXT("account")), &chosen) &&
	    uuid_eq(chosen, rq->session->user_id))
		t.prompt &= ~(unsigned)PROMPT_SELECT_ACCOUNT;
	return respond_redirect(rq, consent_url(rq, &t));
}
