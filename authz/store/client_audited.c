#include "base/cleanup.h"
#include "base/json.h"
#include "store/clients.h"

static json_t *
scopes_audited(const struct client *c)
{
	json_t *states = json_object();
	for (size_t i = 0; i < c->app_scope_count; i++) {
		const struct app_scope *s = &c->app_scopes[i];
		json_object_setn_new(states, s->scope.at, s->scope.n,
		    json_text(scope_state_name(s->state)));
	}
	return states;
}

json_t *
client_secrets_audited(const struct client *c)
{
	json_t *list = json_array();
	for (size_t i = 0; i < c->secret_count + c->expired_secret_count; i++) {
		const struct client_secret *s = &c->secrets[i];
		json_array_append_new(list,
		    json_pack("{so so so}", "ends_with", json_text(s->hint), "label",
			json_text(s->label), "expires_at", json_time(s->expires_at)));
	}
	return list;
}

json_t *
client_audited(const struct client *c)
{
	const struct {
		const char *name;
		json_t *value;
	} members[] = {
	    {"client_name", json_text(c->name)},
	    {"description", json_text(c->description)},
	    {"client_uri", json_text(c->homepage)},
	    {"policy_uri", json_text(c->policy_uri)},
	    {"tos_uri", json_text(c->tos_uri)},
	    {"logo", json_text(c->logo)},
	    {"owner", json_text(c->owner_name)},
	    {"kind", json_text(app_kind_name(c->kind))},
	    {"token_endpoint_auth_method", json_text(c->auth_method)},
	    {"grant_types", json_texts(c->grant_types)},
	    {"redirect_uris", json_texts(c->redirect_uris)},
	    {"scopes", scopes_audited(c)},
	    {"secrets", client_secrets_audited(c)},
	    {"trusted", json_boolean(c->trusted)},
	    {"reviewed", json_boolean(c->reviewed_at != 0)},
	    {"suspended", json_boolean(c->suspended_at != 0)},
	    {"deleted", json_boolean(c->deleted_at != 0)},
	};
	json_t *all = members_json(&client_metadata_members, &c->metadata);
	for (size_t i = 0; i < COUNT_OF(members); i++)
		json_object_set_new(all, members[i].name, members[i].value);
	return all;
}
