/* Scopes of any API, and authz's own: the words that people read when they decide. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "admin/resource_page.h"
#include "portal/api_page.h"
#include "portal/scope_form.h"

static void
put_form(struct request *rq, json_t *data, const struct scope *s, struct outcome o)
{
	static const enum sensitivity all[] = {SCOPE_OPEN, SCOPE_REVIEW, SCOPE_INTERNAL};
	put_scope_form(rq, data, s, all, sizeof(all) / sizeof(all[0]), o);
}

static const struct response *
new_scope_page(struct request *rq, const struct scope *s, struct outcome o)
{
	const struct resource *api = &admin_of(rq)->api;
	json_t *data = admin_data(rq, "api.new_scope", "apis");
	struct text path = arena_printf(
	    rq->arena, "%.*s/scopes/new", TEXT_ARG(any_api_path(rq, api->id)));
	json_object_set_new(data, "page", json_text(path));
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "api", json_text(api->name));
	json_object_set_new(data, "api_path", json_text(any_api_path(rq, api->id)));
	json_object_set_new(data, "new", json_true());
	put_form(rq, data, s, o);
	return respond_page(rq, o.fault ? 422 : 200, "admin_scope", data);
}

const struct response *
show_any_new_scope(struct request *rq)
{
	struct scope s = {
	    .title = TEXT("{}"), .description = TEXT("{}"), .sensitivity = SCOPE_REVIEW};
	return new_scope_page(rq, &s, DONE);
}

const struct response *
add_any_scope(struct request *rq)
{
	const struct resource *api = &admin_of(rq)->api;
	struct scope s =
	    read_scope_form(rq, text_trim(form_get(rq->form, TEXT("scope"))));
	struct outcome o = scope_create(rq, api, &s);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? new_scope_page(rq, &s, o)
		       : admin_back(rq, STORE_OK, any_api_path(rq, api->id));
}

/* The page of `is`, its form filled with `shown`. */
static const struct response *
scope_page(struct request *rq, const struct scope *is, const struct scope *shown,
    struct text typed, struct outcome o)
{
	json_t *data = admin_data(rq, "admin.menu.apis", "apis");
	bool own = uuid_is_nil(is->resource_id);
	json_object_set_new(data, "title", json_text(is->name));
	json_object_set_new(data, "path", json_text(any_scope_path(rq, is->name)));
	json_object_set_new(data, "page", json_text(any_scope_path(rq, is->name)));
	json_object_set_new(data, "own", json_boolean(own));
	if (!own) {
		json_object_set_new(data, "api", json_text(is->resource_name));
		json_object_set_new(
		    data, "api_path", json_text(any_api_path(rq, is->resource_id)));
	}
	put_form(rq, data, shown, o);
	json_object_set_new(
	    data, "confirmation", api_field(rq, "confirmation", typed, o));
	enum store_status status = put_effects(rq, data, is->resource_id, is->name);
	if (status == STORE_OK)
		return respond_page(rq, o.fault ? 422 : 200, "admin_scope", data);
	json_decref(data);
	return store_error_page(rq, status);
}

const struct response *
show_any_scope(struct request *rq)
{
	struct scope s;
	enum store_status status = scope_by_name(rq->db, rq->arena, rq->path_args[0], &s);
	const struct response *refused = outcome_page(rq, ENDED(status));
	return refused ? refused : scope_page(rq, &s, &s, NO_TEXT, DONE);
}

const struct response *
change_any_scope(struct request *rq)
{
	struct scope is, s = read_scope_form(rq, rq->path_args[0]);
	struct outcome o = ENDED(scope_by_name(rq->db, rq->arena, s.name, &is));
	if (outcome_is_done(o))
		o = scope_change(rq, &s);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? scope_page(rq, &is, &s, NO_TEXT, o)
		       : admin_back(rq, STORE_OK, any_scope_path(rq, s.name));
}

const struct response *
delete_any_scope(struct request *rq)
{
	struct scope is;
	struct text typed = text_trim(form_get(rq->form, TEXT("confirmation")));
	struct outcome o = ENDED(scope_by_name(rq->db, rq->arena, rq->path_args[0], &is));
	if (outcome_is_done(o))
		o = scope_delete(rq, is.name, typed);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	if (o.fault)
		return scope_page(rq, &is, &is, typed, o);
	return admin_back(rq, STORE_OK, any_api_path(rq, is.resource_id));
}
