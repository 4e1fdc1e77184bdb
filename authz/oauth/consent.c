#include "base/builder.h"
#include "identity/endpoints.h"
#include "identity/signin.h"
#include "oauth/authorization_response.h"
#include "oauth/client_id.h"
#include "oauth/endpoints.h"
#include "oauth/interaction.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"
#include "store/audit.h"
#include "store/consents.h"

/* The first character, whole: a name may begin with any. */
static struct text
initial_of(struct text name)
{
	size_t n = 1;
	while (n < name.n && ((unsigned char)name.at[n] & 0xc0) == 0x80)
		n++;
	return text_part(name, 0, n);
}

/* Without openid there would be no sign-in at all: it can't be unticked. */
static bool
is_required(struct text scope)
{
	return text_eq(scope, TEXT("openid"));
}

static enum store_status
describe_scopes(struct request *rq, struct texts names, json_t **out)
{
	struct scope *scopes;
	size_t n;
	json_t *group = NULL;
	struct uuid current = NO_UUID;
	struct text language = language_tag(request_language(rq));
	enum store_status status = scopes_named(rq->db, rq->arena, names, &scopes, &n);
	if (status != STORE_OK)
		return status;
	*out = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct scope *s = &scopes[i];
		if (!group || !uuid_eq(current, s->resource_id)) {
			current = s->resource_id;
			group = json_pack("{so s[]}", "resource",
			    json_text(s->resource_name), "scopes");
			json_array_append_new(*out, group);
		}
		json_array_append_new(json_object_get(group, "scopes"),
		    json_pack("{so so so sb}", "name", json_text(s->name), "title",
			json_text(by_language(rq->arena, s->title, language)), "text",
			json_text(by_language(rq->arena, s->description, language)),
			"required", is_required(s->name)));
	}
	return STORE_OK;
}

static struct text
consent_url(struct arena *a, struct text ticket)
{
	struct builder url = builder_new(a, 2048);
	build_text(&url, TEXT("/consent"));
	build_query(&url, TEXT("ticket"), ticket);
	return builder_text(&url);
}

static json_t *
page_data(struct request *rq, const struct client *client, const struct ticket *t)
{
	struct text ticket = ticket_make(rq->arena, t),
		    here = consent_url(rq->arena, ticket);
	json_t *data = json_pack("{so so so so so so}", "app_name",
	    json_text(client->name), "initial", json_text(initial_of(client->name)),
	    "owner", json_text(client->owner_name), "leads_to",
	    json_text(redirect_uri_host(t->redirect_uri)), "ticket", json_text(ticket),
	    "email", json_text(rq->user->email));
	json_object_set_new(data, "description", json_text(client->description));
	if (client_id_is_url(client->client_id))
		json_object_set_new(data, "document_host",
		    json_text(redirect_uri_host(client->client_id)));
	json_object_set_new(data, "homepage", json_text(client->homepage));
	json_object_set_new(data, "homepage_host",
	    json_text(
		client->homepage.n ? redirect_uri_host(client->homepage) : NO_TEXT));
	json_object_set_new(data, "policy_uri", json_text(client->policy_uri));
	json_object_set_new(data, "tos_uri", json_text(client->tos_uri));
	json_object_set_new(data, "reviewed", json_boolean(client->reviewed_at != 0));
	json_object_set_new(data, "page", json_text(here));
	json_object_set_new(
	    data, "other_account_url", json_text(login_url(rq->arena, here)));
	json_object_set_new(data, "title",
	    json_text(
		phrase(rq->arena, request_language(rq), TEXT("consent.title"), data)));
	return data;
}

const struct response *
show_consent(struct request *rq, const struct client *client, const struct ticket *t)
{
	json_t *groups = NULL;
	enum store_status status = describe_scopes(rq, t->scopes, &groups);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = page_data(rq, client, t);
	json_object_set_new(data, "has_scopes", json_boolean(t->scopes.n != 0));
	json_object_set_new(data, "groups", groups);
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
	if (status == STORE_NONE || client->suspended_at ||
	    !redirect_uri_matches(client->redirect_uris, t->redirect_uri))
		return respond_error_detail(rq, 400, "errors.client",
		    TEXT("the app was changed or suspended meanwhile"));
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

/* Of what was asked, what stayed ticked. */
static struct texts
ticked(struct request *rq, const struct ticket *t)
{
	struct texts sent = form_all(rq->arena, rq->form, TEXT("scope"));
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < t->scopes.n; i++)
		if (is_required(t->scopes.at[i]) || texts_have(sent, t->scopes.at[i]))
			texts_add(&list, t->scopes.at[i]);
	return texts_done(&list);
}

static enum store_status
note(struct request *rq, const char *event, const struct ticket *t, struct texts scopes)
{
	struct builder details = builder_new(rq->arena, 256);
	build_text(&details, TEXT("{\"scope\":"));
	build_json_string(&details, scope_text(rq->arena, scopes));
	build_char(&details, '}');
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = rq->user->id,
	    .client_id = t->client_id,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details = builder_text(&details)};
	return audit_add(rq->db, rq->arena, &e);
}

static const struct response *
allow(struct request *rq, const struct ticket *t)
{
	struct texts allowed = ticked(rq, t);
	if (t->scopes.n && !allowed.n)
		return authorization_error(
		    rq, t, ACCESS_DENIED, "the person allowed none of the scopes");
	enum store_status status = consent_give(
	    rq->db, rq->arena, rq->user->id, t->client_id, t->scopes, allowed, false);
	if (status == STORE_OK)
		status = note(rq, "consent_given", t, allowed);
	return status == STORE_OK ? authorization_code(rq, t, allowed)
				  : store_error_page(rq, status);
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
	if (refused)
		return refused;
	if (text_eq(decision, TEXT("deny"))) {
		enum store_status status =
		    note(rq, "consent_denied", &t, (struct texts){NULL, 0});
		return status == STORE_OK ? authorization_error(rq, &t, ACCESS_DENIED,
						"the person said no")
					  : store_error_page(rq, status);
	}
	if (!text_eq(decision, TEXT("allow")))
		return respond_error_page(rq, 400, "errors.bad_request");
	return allow(rq, &t);
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
