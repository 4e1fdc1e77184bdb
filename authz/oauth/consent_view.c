#include "oauth/consent_view.h"

#include "base/builder.h"
#include "identity/signin.h"
#include "oauth/client_id.h"
#include "oauth/logo.h"
#include "oauth/redirect_uri.h"
#include "oauth/scope.h"
#include "store/audit.h"

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

static json_t *
asker(struct request *rq, const struct client *client)
{
	json_t *data = json_pack("{so so so}", "app_name", json_text(client->name),
	    "owner", json_text(client->owner_name), "email", json_text(rq->user->email));
	logo_put(data, client->name, logo_shown(client));
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
	return data;
}

enum store_status
consent_view(struct request *rq, const struct client *client, struct texts scopes,
    const char *title, json_t **data)
{
	json_t *groups = NULL;
	enum store_status status = describe_scopes(rq, scopes, &groups);
	if (status != STORE_OK)
		return status;
	*data = asker(rq, client);
	json_object_set_new(*data, "has_scopes", json_boolean(scopes.n != 0));
	json_object_set_new(*data, "groups", groups);
	json_object_set_new(*data, "title",
	    json_text(phrase(rq->arena, request_language(rq), text_of(title), *data)));
	return STORE_OK;
}

struct texts
consent_ticked(struct request *rq, struct texts shown)
{
	struct texts sent = form_all(rq->arena, rq->form, TEXT("scope"));
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < shown.n; i++)
		if (is_required(shown.at[i]) || texts_have(sent, shown.at[i]))
			texts_add(&list, shown.at[i]);
	return texts_done(&list);
}

enum store_status
consent_note(
    struct request *rq, const char *event, struct uuid client_id, struct texts scopes)
{
	struct builder details = builder_new(rq->arena, 256);
	build_text(&details, TEXT("{\"scope\":"));
	build_json_string(&details, scope_text(rq->arena, scopes));
	build_char(&details, '}');
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = rq->user->id,
	    .client_id = client_id,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details = builder_text(&details)};
	return audit_add(rq->db, rq->arena, &e);
}
