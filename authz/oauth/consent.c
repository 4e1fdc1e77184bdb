#include "base/builder.h"
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "oauth/app_error.h"
#include "oauth/authorization_details.h"
#include "oauth/authorization_response.h"
#include "oauth/claims_request.h"
#include "oauth/consent_view.h"
#include "oauth/endpoints.h"
#include "oauth/explain.h"
#include "oauth/interaction.h"
#include "oauth/pushed_request.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"
#include "oauth/try_ticket.h"
#include "store/consents.h"

static struct text
consent_url(struct arena *a, struct text ticket)
{
	struct builder url = builder_new(a, 2048);
	build_text(&url, TEXT("/consent"));
	build_query(&url, TEXT("ticket"), ticket);
	return builder_text(&url);
}

const struct response *
show_consent(struct request *rq, const struct client *client, const struct ticket *t)
{
	json_t *data = NULL;
	struct text ticket = ticket_make(rq->arena, t),
		    here = consent_url(rq->arena, ticket);
	enum store_status status =
	    consent_view(rq, client, ticket_scopes(rq->arena, t), "consent.title", &data);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_object_set_new(
	    data, "leads_to", json_text(redirect_uri_host(t->redirect_uri)));
	json_t *details = NULL;
	status =
	    authorization_details_view(rq->db, rq->arena, t->extras.authorization_details,
		language_tag(request_language(rq)), &details);
	if (status != STORE_OK) {
		json_decref(data);
		return store_error_page(rq, status);
	}
	json_object_set_new(data, "has_details", json_boolean(json_array_size(details)));
	json_object_set_new(data, "details", details);
	json_object_set_new(data, "ticket", json_text(ticket));
	json_object_set_new(data, "page", json_text(here));
	json_object_set_new(
	    data, "other_account_url", json_text(login_url(rq->arena, here)));
	return respond_page_leading_to(rq, 200, "consent", data,
	    redirect_uri_form_action(rq->arena, t->redirect_uri));
}

/* The ticket and its client, which may have changed since; or the answer. */
static const struct response *
open_request(
    struct request *rq, struct text sealed, struct ticket *t, struct client *client)
{
	if (!ticket_open(rq->arena, sealed, t))
		return respond_error_page(rq, 400, "errors.ticket");
	enum store_status status = client_by_id(rq->db, rq->arena, t->client_id, client);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	explain_app(rq, t->client_id, status == STORE_OK);
	if (status == STORE_NONE || client_is_stopped(client) ||
	    (!redirect_uri_matches(client->redirect_uris, t->redirect_uri) &&
		!try_allows(rq, client->id, t->redirect_uri, t->state)))
		return app_error_page(rq, "the app was changed or suspended meanwhile");
	if (!scope_within(t->scopes, client->scopes))
		return authorization_error(
		    rq, t, INVALID_SCOPE, "a scope was taken from the app meanwhile");
	return NULL;
}

const struct response *
continue_authorize(struct request *rq)
{
	struct ticket t;
	struct client *client = ARENA_NEW(rq->arena, struct client);
	const struct response *refused =
	    open_request(rq, form_get(rq->parameters, TEXT("ticket")), &t, client);
	return refused ? refused : interact(rq, client, &t);
}

static const struct response *
allow(struct request *rq, const struct client *client, struct ticket *t)
{
	struct claims_request claims;
	struct texts asked = ticket_scopes(rq->arena, t),
		     allowed = consent_ticked(rq, asked);
	if (asked.n && !allowed.n && !t->extras.authorization_details.n)
		return authorization_error(
		    rq, t, ACCESS_DENIED, "the person allowed none of the scopes");
	enum store_status status = consent_give(
	    rq->db, rq->arena, rq->user->id, t->client_id, asked, allowed, false);
	if (status == STORE_OK)
		status = consent_note(rq, "consent_given", t->client_id, allowed);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	claims_request_kept(rq->arena, t->extras.claims, &claims);
	claims_request_narrow(rq->arena, &claims, allowed);
	t->extras.claims = claims_request_keep(rq->arena, &claims);
	return give_code(rq, client, t, scope_intersect(rq->arena, t->scopes, allowed));
}

const struct response *
decide_consent(struct request *rq)
{
	struct ticket t;
	struct client *client = ARENA_NEW(rq->arena, struct client);
	struct text decision = form_get(rq->form, TEXT("decision"));
	const struct response *refused =
	    open_request(rq, form_get(rq->form, TEXT("ticket")), &t, client);
	if (!refused)
		refused = require_person(rq, &t);
	if (!refused)
		refused = require_open(rq, client, &t);
	if (refused)
		return refused;
	if (text_eq(decision, TEXT("deny"))) {
		refused = pushed_request_close(rq, &t);
		if (refused)
			return refused;
		enum store_status status = consent_note(
		    rq, "consent_denied", t.client_id, (struct texts){NULL, 0});
		return status == STORE_OK ? authorization_error(rq, &t, ACCESS_DENIED,
						"the person said no")
					  : store_error_page(rq, status);
	}
	if (!text_eq(decision, TEXT("allow")))
		return respond_error_page(rq, 400, "errors.bad_request");
	return allow(rq, client, &t);
}

/* The ticket in a return_to of /consent?ticket=…; false when that is not where it leads.
 */
static bool
ticket_of_return(struct request *rq, struct ticket *t)
{
	struct text path = requested_return(rq), start = TEXT("/consent?");
	struct form query;
	return text_starts(path, start) &&
	       !form_parse(rq->arena, text_part(path, start.n, path.n), &query) &&
	       ticket_open(rq->arena, form_get(query, TEXT("ticket")), t);
}

const struct response *
describe_asking_app(struct request *rq)
{
	struct ticket t;
	struct client *client = ARENA_NEW(rq->arena, struct client);
	if (!ticket_of_return(rq, &t))
		return NULL;
	enum store_status status = client_by_id(rq->db, rq->arena, t.client_id, client);
	if (status == STORE_NONE)
		return NULL;
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct login_context *context = ARENA_NEW(rq->arena, struct login_context);
	context->app_name = client->name;
	context->login_hint = t.login_hint;
	context->form_action = redirect_uri_form_action(rq->arena, t.redirect_uri);
	rq->own = context;
	return NULL;
}
