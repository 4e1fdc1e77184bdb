/* OIDC RP-Initiated Logout 1.0, 2: what the app asks is checked here. Whatever is at
 * fault is shown to the person: there is nowhere safe to redirect to. */
#include "base/cleanup.h"
#include "identity/signin.h"
#include "oauth/client_id.h"
#include "oauth/id_token_hint.h"
#include "oauth/interaction.h"
#include "oauth/parameters.h"
#include "oidc/endpoints.h"
#include "oidc/logout_ticket.h"
#include "store/clients.h"

static const struct parameter parameters[] = {
    {"id_token_hint", false, false, 8000},
    {"client_id", false, false, 2000},
    {"post_logout_redirect_uri", false, false, 2000},
    {"state", false, false, 2000},
    {"logout_hint", false, false, 254},
    {"ui_locales", false, false, 200},
};

static struct text
parameter(const struct request *rq, const char *name)
{
	return form_get(rq->parameters, text_of(name));
}

const struct response *
read_logout_request(struct request *rq)
{
	if (rq->method == METHOD_GET)
		return read_query(rq);
	const struct response *fault = read_form(rq);
	rq->parameters = rq->form;
	return fault;
}

static const struct response *
refuse(struct request *rq, const char *why)
{
	return respond_error_detail(rq, 400, "errors.logout", text_of(why));
}

/* Who asks, and of whom: the hint says both, client_id the former. */
static const struct response *
read_hint(struct request *rq, struct logout_ticket *t, struct text *client_id)
{
	struct id_token_hint hint = {0};
	struct text sent = parameter(rq, "id_token_hint");
	*client_id = parameter(rq, "client_id");
	if (!sent.n)
		return NULL;
	enum store_status status = id_token_hint_read(rq->db, rq->arena, sent, &hint);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	/* Without its key it may be genuine; then the person is asked as without it. */
	if (status == STORE_NONE && hint.too_old)
		return NULL;
	if (status == STORE_NONE)
		return refuse(rq, "id_token_hint is not an ID token of this server");
	if (client_id->n && !text_eq(*client_id, hint.audience))
		return refuse(rq, "client_id and id_token_hint name different apps");
	*client_id = hint.audience;
	t->user_id = hint.user_id;
	return NULL;
}

static const struct response *
find_redirect_uri(struct request *rq, struct logout_ticket *t, struct text client_id)
{
	struct client client;
	struct text uri = parameter(rq, "post_logout_redirect_uri");
	if (uri.n && !client_id.n)
		return refuse(rq, "post_logout_redirect_uri needs a client_id or an "
				  "id_token_hint that is not too old");
	if (!client_id.n)
		return NULL;
	enum store_status status = STORE_NONE;
	if (client_id_parse(client_id, &t->client_id))
		status = client_by_id(rq->db, rq->arena, t->client_id, &client);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_NONE || client_is_stopped(&client))
		return refuse(rq, "there is no app of that client_id");
	if (uri.n && !texts_have(client.metadata.post_logout_redirect_uris, uri))
		return refuse(rq,
		    "post_logout_redirect_uri is none of those that the app "
		    "registered, compared character by character");
	t->redirect_uri = uri;
	return NULL;
}

/* On by GET: with a POST from another site the browser sends no cookie (SameSite=Lax). */
const struct response *
answer_logout_request(struct request *rq)
{
	struct logout_ticket t = {.state = parameter(rq, "state")};
	struct text client_id;
	if (!request_may_block(rq))
		return DEFER;
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->parameters);
	if (fault)
		return refuse(rq, fault);
	const struct response *refused = read_hint(rq, &t, &client_id);
	if (!refused)
		refused = find_redirect_uri(rq, &t, client_id);
	if (refused)
		return refused;
	struct builder url = builder_new(rq->arena, 1024);
	build_text(&url, TEXT("/logout"));
	build_query(&url, TEXT("ticket"), logout_ticket_make(rq->arena, &t));
	carry_language(rq, &url);
	return respond_redirect(rq, builder_text(&url));
}
