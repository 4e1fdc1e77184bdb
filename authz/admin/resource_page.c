#include "admin/resource_page.h"

#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "portal/api_page.h"
#include "store/resource_effects.h"

struct text
any_api_path(struct request *rq, struct uuid id)
{
	return arena_printf(
	    rq->arena, "/admin/apis/%.*s", TEXT_ARG(uuid_text(rq->arena, id)));
}

struct text
any_scope_path(struct request *rq, struct text name)
{
	struct builder b = builder_new(rq->arena, 160);
	build_text(&b, TEXT("/admin/scopes/"));
	build_percent(&b, name);
	return builder_text(&b);
}

static json_t *
words_json(struct request *rq, const struct scope *s, struct text language)
{
	return json_pack("{so so so}", "tag", json_text(language), "scope_title",
	    json_text(in_language(rq->arena, s->title, language)), "scope_description",
	    json_text(in_language(rq->arena, s->description, language)));
}

enum store_status
put_scope_rows(struct request *rq, json_t *data, struct uuid id)
{
	struct scope *all;
	size_t n;
	enum store_status status = uuid_is_nil(id)
				       ? scopes_own(rq->db, rq->arena, &all, &n)
				       : scopes_of(rq->db, rq->arena, id, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows,
		    json_pack("{so so so s[oo]}", "scope", json_text(all[i].name), "link",
			json_text(any_scope_path(rq, all[i].name)), "sensitivity",
			admin_word(
			    rq, "sensitivity", sensitivity_name(all[i].sensitivity)),
			"words", words_json(rq, &all[i], TEXT("en")),
			words_json(rq, &all[i], TEXT("zh"))));
	json_object_set_new(data, "scopes", rows);
	json_object_set_new(data, "has_scopes", json_boolean(n > 0));
	return STORE_OK;
}

/* "12", or "1000+" where the count has ended. */
static json_t *
count_json(struct request *rq, int64_t n)
{
	return json_text(arena_printf(
	    rq->arena, "%lld%s", (long long)n, n >= EFFECTS_MOST ? "+" : ""));
}

enum store_status
put_effects(struct request *rq, json_t *data, struct uuid id, struct text scope)
{
	struct effects e;
	enum store_status status = effects_of_removal(rq->db, rq->arena, id, scope, &e);
	if (status != STORE_OK)
		return status;
	json_object_set_new(data, "apps_hit", count_json(rq, e.apps));
	json_object_set_new(data, "consents_hit", count_json(rq, e.consents));
	return STORE_OK;
}

const struct response *
load_any_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	return outcome_page(
	    rq, ENDED(resource_by_id(rq->db, rq->arena, id, &admin_of(rq)->api)));
}

/* What a form was sent with, beside the API itself. */
struct typed {
	struct text lifetime, owner, confirmation;
};

static void
put_fields(struct request *rq, json_t *data, const struct resource *r,
    const struct typed *t, struct outcome o)
{
	put_api_settings(rq, data, r, t->lifetime, o);
	/* What a team may choose has other bounds. */
	json_object_set_new(data, "lifetime_most", json_integer(86400));
	json_object_set_new(data, "uri_field", api_field(rq, "uri", r->uri, o));
	json_object_set_new(data, "owner_field", api_field(rq, "owner", t->owner, o));
	json_object_set_new(data, "status_list", json_boolean(r->status_list));
	if (o.fault)
		json_object_set_new(data, "fault", portal_phrase(rq, "portal.has_fault"));
}

static const struct response *
new_page(
    struct request *rq, const struct resource *r, const struct typed *t, struct outcome o)
{
	json_t *data = admin_data(rq, "server.new_api", "apis");
	json_object_set_new(data, "page", json_string("/admin/apis/new"));
	put_fields(rq, data, r, t, o);
	return respond_page(rq, o.fault ? 422 : 200, "admin_api_new", data);
}

static struct text
lifetime_text(struct request *rq, const struct resource *r)
{
	return r->token_lifetime
		   ? arena_printf(rq->arena, "%lld", (long long)r->token_lifetime)
		   : NO_TEXT;
}

static const struct response *
page_of_api(struct request *rq, const struct resource *shown, const struct typed *t,
    struct outcome o)
{
	const struct resource *api = &admin_of(rq)->api;
	json_t *data = admin_data(rq, "admin.menu.apis", "apis");
	json_object_set_new(data, "title", json_text(api->name));
	json_object_set_new(data, "api", json_text(api->name));
	json_object_set_new(data, "uri", json_text(api->uri));
	json_object_set_new(data, "prefix", json_text(api->scope_prefix));
	json_object_set_new(data, "owner_name", json_text(api->owner_name));
	json_object_set_new(
	    data, "state", portal_word(rq, "api.state", resource_state_name(api->state)));
	json_object_set_new(data, "bad", json_boolean(api->state != RESOURCE_APPROVED));
	json_object_set_new(data, "created", admin_time(rq, api->created_at));
	json_object_set_new(data, "path", json_text(any_api_path(rq, api->id)));
	json_object_set_new(data, "page", json_text(any_api_path(rq, api->id)));
	json_object_set_new(
	    data, "confirmation", api_field(rq, "confirmation", t->confirmation, o));
	put_fields(rq, data, shown, t, o);
	enum store_status status = put_scope_rows(rq, data, api->id);
	if (status == STORE_OK)
		status = put_effects(rq, data, api->id, NO_TEXT);
	if (status == STORE_OK)
		return respond_page(rq, o.fault ? 422 : 200, "admin_api", data);
	json_decref(data);
	return store_error_page(rq, status);
}

static struct text
owner_text(struct request *rq, const struct resource *r)
{
	return uuid_is_nil(r->team_id) ? NO_TEXT : uuid_text(rq->arena, r->team_id);
}

const struct response *
show_any_api(struct request *rq)
{
	const struct resource *api = &admin_of(rq)->api;
	struct typed t = {
	    .lifetime = lifetime_text(rq, api), .owner = owner_text(rq, api)};
	return page_of_api(rq, api, &t, DONE);
}

const struct response *
show_new_api_of_ours(struct request *rq)
{
	struct typed none = {0};
	return new_page(rq, &(struct resource){0}, &none, DONE);
}

/* Both forms of settings, into `r`. */
static struct outcome
read_fields(struct request *rq, struct resource *r, struct typed *t)
{
	struct outcome o = read_api_settings(rq, r, &t->lifetime);
	r->status_list = form_get(rq->form, TEXT("status_list")).n != 0;
	t->owner = text_trim(form_get(rq->form, TEXT("owner")));
	if (!outcome_is_done(o))
		return o;
	enum store_status status = owner_find(rq, t->owner, &r->team_id);
	return status == STORE_NONE ? REFUSED("owner", "server.owner_fault")
				    : ENDED(status);
}

const struct response *
add_api_of_ours(struct request *rq)
{
	struct typed t = {0};
	struct resource draft = {
	    .id = uuid_new(), .uri = text_trim(form_get(rq->form, TEXT("uri")))};
	struct outcome o = read_fields(rq, &draft, &t);
	if (outcome_is_done(o))
		o = resource_create(rq, &draft);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? new_page(rq, &draft, &t, o)
		       : admin_back(rq, STORE_OK, any_api_path(rq, draft.id));
}

const struct response *
change_any_api(struct request *rq)
{
	struct typed t = {0};
	struct resource draft = admin_of(rq)->api;
	struct outcome o = read_fields(rq, &draft, &t);
	if (outcome_is_done(o))
		o = resource_change(rq, &admin_of(rq)->api, &draft);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? page_of_api(rq, &draft, &t, o)
		       : admin_back(rq, STORE_OK, any_api_path(rq, draft.id));
}

const struct response *
delete_any_api(struct request *rq)
{
	const struct resource *api = &admin_of(rq)->api;
	struct typed t = {.lifetime = lifetime_text(rq, api),
	    .owner = owner_text(rq, api),
	    .confirmation = text_trim(form_get(rq->form, TEXT("confirmation")))};
	struct outcome o = resource_delete(rq, api, t.confirmation);
	const struct response *refused = outcome_page(rq, o);
	if (refused)
		return refused;
	return o.fault ? page_of_api(rq, api, &t, o)
		       : admin_back(rq, STORE_OK, TEXT("/admin/apis"));
}
