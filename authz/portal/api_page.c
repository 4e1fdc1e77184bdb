#include "portal/api_page.h"

#include "base/cleanup.h"
#include "portal/endpoints.h"
#include "settings/settings.h"
#include "store/scope_apps.h"

#include <string.h>

enum { REQUESTS_SHOWN = 50 };

struct text
api_path(struct request *rq, const struct resource *api)
{
	return developer_path(rq, "apis", api->id);
}

struct text
scope_path(struct request *rq, const struct resource *api, struct text name)
{
	struct builder b = builder_new(rq->arena, 200);
	build_text(&b, api_path(rq, api));
	build_text(&b, TEXT("/scopes/"));
	build_percent(&b, name);
	return builder_text(&b);
}

json_t *
api_field(struct request *rq, const char *name, struct text value, struct outcome o)
{
	bool at_fault = o.field && strcmp(o.field, name) == 0;
	return field_json(rq, name, value, at_fault ? o.fault : NULL);
}

void
put_api_settings(struct request *rq, json_t *data, const struct resource *r,
    struct text lifetime, struct outcome o)
{
	static const enum token_format formats[] = {TOKEN_JWT, TOKEN_SEALED};
	json_t *choices = json_array();
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		struct text name = token_format_name(formats[i]);
		json_array_append_new(
		    choices, json_pack("{so so so sb}", "value", json_text(name),
				 "format", portal_word(rq, "api.format", name), "hint",
				 portal_word(rq, "api.format_hint", name), "chosen",
				 r->token_format == formats[i]));
	}
	json_object_set_new(data, "name", api_field(rq, "name", r->name, o));
	json_object_set_new(
	    data, "token_lifetime", api_field(rq, "token_lifetime", lifetime, o));
	json_object_set_new(data, "formats", choices);
	json_object_set_new(
	    data, "lifetime_most", json_integer(settings()->apis.lifetime_most));
	json_object_set_new(
	    data, "lifetime_default", json_integer(settings()->tokens.access_lifetime));
}

struct outcome
read_api_settings(struct request *rq, struct resource *r, struct text *lifetime)
{
	uint64_t seconds = 0;
	r->name = text_trim(form_get(rq->form, TEXT("name")));
	*lifetime = text_trim(form_get(rq->form, TEXT("token_lifetime")));
	if (!token_format_parse(
		form_get(rq->form, TEXT("token_format")), &r->token_format))
		r->token_format = TOKEN_JWT;
	if (lifetime->n && (!text_to_u64(*lifetime, &seconds) || seconds > 86400))
		return REFUSED("token_lifetime", "api.lifetime");
	r->token_lifetime = (int64_t)seconds;
	return DONE;
}

static enum store_status
put_scopes(struct request *rq, json_t *data, const struct resource *api)
{
	struct scope *scopes;
	size_t n;
	struct text language = language_tag(request_language(rq));
	enum store_status status = scopes_of(rq->db, rq->arena, api->id, &scopes, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_array_append_new(list,
		    json_pack("{so so so so}", "scope", json_text(scopes[i].name), "link",
			json_text(scope_path(rq, api, scopes[i].name)), "scope_title",
			json_text(by_language(rq->arena, scopes[i].title, language)),
			"sensitivity",
			portal_word(rq, "api.sensitivities",
			    sensitivity_name(scopes[i].sensitivity))));
	}
	json_object_set_new(data, "scopes", list);
	json_object_set_new(data, "has_scopes", json_boolean(n > 0));
	return STORE_OK;
}

static enum store_status
put_requests(struct request *rq, json_t *data, const struct resource *api)
{
	struct scope_app *all;
	size_t n;
	enum store_status status =
	    scope_requests_list(rq->db, rq->arena, api->id, REQUESTS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		struct text id = uuid_text(rq->arena, all[i].client_id);
		json_array_append_new(list,
		    json_pack("{so so so so so so so sb}", "app", json_text(all[i].name),
			"made_by", json_text(all[i].owner_name), "client_id",
			json_text(id), "scope", json_text(all[i].scope), "reason_given",
			json_text(all[i].reason), "homepage", json_text(all[i].homepage),
			"asked_at", json_text(date_text(rq->arena, all[i].changed_at)),
			"reviewed", all[i].reviewed));
	}
	json_object_set_new(data, "requests", list);
	json_object_set_new(data, "has_requests", json_boolean(n > 0));
	return STORE_OK;
}

static enum store_status
put_servers(struct request *rq, json_t *data, const struct resource *api,
    const struct api_page *p)
{
	const struct secret_form nothing = {.o = DONE};
	struct client *servers;
	size_t n;
	enum store_status status = clients_of_resource(
	    rq->db, rq->arena, api->id, api->team_id, API_SERVERS_MOST, &servers, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct client *c = &servers[i];
		json_t *server = json_pack("{so}", "server_id", json_text(c->client_id));
		put_secrets(
		    rq, server, c, uuid_eq(c->id, p->server) ? &p->secret : &nothing);
		json_array_append_new(list, server);
	}
	if (!n)
		put_secret_fields(rq, data, &p->secret);
	json_object_set_new(data, "servers", list);
	json_object_set_new(data, "has_servers", json_boolean(n > 0));
	return STORE_OK;
}

static json_t *
facts_json(struct request *rq, const struct own_api *own)
{
	const struct resource *api = &own->api;
	struct text path = api_path(rq, api);
	return json_pack("{so so so so so so so so so sb sb sb sb sb}", "title",
	    json_text(api->name), "api", json_text(api->name), "api_uri",
	    json_text(api->uri), "prefix", json_text(api->scope_prefix), "path",
	    json_text(path), "made_by", json_text(api->owner_name), "team_link",
	    json_text(developer_path(rq, "teams", api->team_id)), "decision",
	    json_text(api->decision), "issuer", json_text(settings()->server.issuer),
	    "asked", api->state == RESOURCE_ASKED, "refused",
	    api->state == RESOURCE_REFUSED, "owner", own->role == TEAM_OWNER,
	    "may_decide", own->role == TEAM_OWNER && settings()->apis.owners_decide,
	    "owners_decide", settings()->apis.owners_decide);
}

const struct response *
api_page(struct request *rq, const struct api_page *p)
{
	const struct own_api *own = rq->own;
	const struct resource *api = &own->api;
	struct text lifetime = p->lifetime;
	if (!p->typed && api->token_lifetime)
		lifetime =
		    arena_printf(rq->arena, "%lld", (long long)api->token_lifetime);
	bool again = p->o.field && strcmp(p->o.field, "purpose") == 0;
	json_t *data = facts_json(rq, own);
	put_api_settings(rq, data, p->typed ? p->typed : api, lifetime, p->o);
	json_object_set_new(data, "purpose",
	    api_field(rq, "purpose", again ? p->value : api->purpose, p->o));
	json_object_set_new(
	    data, "confirmation", api_field(rq, "confirmation", p->value, p->o));
	if (p->new_secret.n)
		json_object_set_new(data, "new_secret", json_text(p->new_secret));
	else
		json_object_set_new(data, "page", json_text(api_path(rq, api)));
	if (p->o.fault)
		json_object_set_new(data, "fault",
		    portal_phrase(rq, p->o.field ? "portal.has_fault" : p->o.fault));
	enum store_status found = put_scopes(rq, data, api);
	if (found == STORE_OK)
		found = put_requests(rq, data, api);
	if (found == STORE_OK)
		found = put_servers(rq, data, api, p);
	if (found != STORE_OK) {
		json_decref(data);
		return store_error_page(rq, found);
	}
	int status = p->status ? p->status : p->o.fault ? 422 : 200;
	return developer_page(rq, status, "developer_api", NULL, data);
}
