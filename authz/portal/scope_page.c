/* One scope of an API: its words, and the apps that have it. */
#include "base/cleanup.h"
#include "portal/api_page.h"
#include "portal/endpoints.h"
#include "portal/scope_form.h"
#include "store/scope_apps.h"

enum { APPS_SHOWN = 50 };

static json_t *
scope_data(struct request *rq, const struct scope *s, struct outcome o)
{
	static const enum sensitivity all[] = {SCOPE_OPEN, SCOPE_REVIEW};
	const struct own_api *own = rq->own;
	json_t *data = json_pack("{so so so sb}", "api", json_text(own->api.name),
	    "api_path", json_text(api_path(rq, &own->api)), "prefix",
	    json_text(own->api.scope_prefix), "internal",
	    s->sensitivity == SCOPE_INTERNAL);
	put_scope_form(rq, data, s, all, COUNT_OF(all), o);
	return data;
}

static const struct response *
new_scope_page(struct request *rq, const struct scope *s, struct outcome o)
{
	const struct own_api *own = rq->own;
	if (!own->api.scope_prefix.n)
		return respond_error_page(rq, 404, "errors.not_found");
	json_t *data = scope_data(rq, s, o);
	struct text path =
	    arena_printf(rq->arena, "%.*s/scopes/new", TEXT_ARG(api_path(rq, &own->api)));
	json_object_set_new(data, "page", json_text(path));
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "new", json_true());
	return developer_page(
	    rq, o.fault ? 422 : 200, "developer_api_scope", "api.new_scope", data);
}

const struct response *
show_new_scope(struct request *rq)
{
	const struct own_api *own = rq->own;
	struct scope s = {
	    .name = arena_printf(rq->arena, "%.*s:", TEXT_ARG(own->api.scope_prefix)),
	    .title = TEXT("{}"),
	    .description = TEXT("{}"),
	    .sensitivity = SCOPE_REVIEW};
	return new_scope_page(rq, &s, DONE);
}

const struct response *
add_scope(struct request *rq)
{
	struct own_api *own = rq->own;
	struct scope s =
	    read_scope_form(rq, text_trim(form_get(rq->form, TEXT("scope"))));
	struct outcome o = api_scope_add(rq, own, &s);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? new_scope_page(rq, &s, o)
		       : back_saved(rq, api_path(rq, &own->api));
}

static enum store_status
put_apps(struct request *rq, json_t *data, struct text scope)
{
	const struct own_api *own = rq->own;
	struct scope_app *apps;
	struct uuid after = NO_UUID;
	size_t n;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status =
	    scope_apps_list(rq->db, rq->arena, scope, after, APPS_SHOWN + 1, &apps, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n && i < APPS_SHOWN; i++)
		json_array_append_new(list,
		    json_pack("{so so so so sb}", "app", json_text(apps[i].name),
			"made_by", json_text(apps[i].owner_name), "since",
			json_text(date_text(rq->arena, apps[i].changed_at)), "state",
			portal_word(rq, "api.app_state", scope_state_name(apps[i].state)),
			"bad", apps[i].state == SCOPE_REFUSED));
	json_object_set_new(data, "apps", list);
	json_object_set_new(data, "has_apps", json_boolean(n > 0));
	if (n > APPS_SHOWN)
		json_object_set_new(data, "next",
		    json_text(arena_printf(rq->arena, "%.*s?after=%.*s",
			TEXT_ARG(scope_path(rq, &own->api, scope)),
			TEXT_ARG(uuid_text(rq->arena, apps[APPS_SHOWN - 1].client_id)))));
	return STORE_OK;
}

static const struct response *
scope_page(struct request *rq, const struct scope *s, struct outcome o)
{
	const struct own_api *own = rq->own;
	json_t *data = scope_data(rq, s, o);
	struct text path = scope_path(rq, &own->api, s->name);
	json_object_set_new(data, "title", json_text(s->name));
	json_object_set_new(data, "page", json_text(path));
	json_object_set_new(data, "path", json_text(path));
	enum store_status status = put_apps(rq, data, s->name);
	if (status == STORE_OK)
		return developer_page(
		    rq, o.fault ? 422 : 200, "developer_api_scope", NULL, data);
	json_decref(data);
	return store_error_page(rq, status);
}

const struct response *
show_scope(struct request *rq)
{
	struct scope s;
	enum store_status status = own_scope_find(rq, rq->own, rq->path_args[1], &s);
	const struct response *refused = outcome_page(rq, ENDED(status));
	return refused ? refused : scope_page(rq, &s, DONE);
}

const struct response *
change_scope(struct request *rq)
{
	struct own_api *own = rq->own;
	struct scope s = read_scope_form(rq, rq->path_args[1]);
	struct outcome o = api_scope_change(rq, own, &s);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? scope_page(rq, &s, o)
		       : back_saved(rq, scope_path(rq, &own->api, s.name));
}

const struct response *
remove_scope(struct request *rq)
{
	struct own_api *own = rq->own;
	struct scope s = {.name = rq->path_args[1]};
	struct outcome o = api_scope_remove(rq, own, s.name);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return outcome_is_done(o) ? back_saved(rq, api_path(rq, &own->api))
				  : respond_error_page(rq, 403, "errors.operators_only");
}
