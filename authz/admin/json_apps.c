/* /api/v1/admin/apps and …/reviews: what reviewers and operators see of apps. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/app_document.h"
#include "portal/endpoints.h"
#include "store/reviews.h"

const struct response *
load_any_app_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	enum store_status status =
	    client_by_id(rq->db, rq->arena, id, &admin_of(rq)->app);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

static json_t *
found_json(struct arena *a, const struct app_found *f)
{
	return json_pack("{so so so so so so so}", "id", json_text(uuid_text(a, f->id)),
	    "client_name", json_text(f->name), "owner", json_text(f->owner), "kind",
	    json_text(app_kind_name(f->kind)), "reviewed_at", json_time(f->reviewed_at),
	    "suspended_at", json_time(f->suspended_at), "created_at",
	    json_time(f->created_at));
}

const struct response *
list_any_apps_for_api(struct request *rq)
{
	struct api_page page;
	struct app_found *found;
	size_t n;
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	enum store_status status =
	    lookup_apps(rq, lookup_words(rq), page.after, page.limit + 1, &found, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, found_json(rq->arena, &found[i]));
	return api_respond_page(rq, items, shown < n ? found[shown - 1].id : NO_UUID);
}

/* What its developer sees, and what only operators do. */
static json_t *
app_json(struct arena *a, const struct client *app)
{
	json_t *j = app_document(a, app);
	json_object_set_new(j, "id", json_text(uuid_text(a, app->id)));
	json_object_set_new(j, "owner", json_text(app->owner_name));
	json_object_set_new(j, "trusted", json_boolean(app->trusted));
	if (app->resource)
		json_object_set_new(j, "resource", json_text(app->resource->uri));
	return j;
}

const struct response *
show_any_app_for_api(struct request *rq)
{
	return api_respond(rq, 200, app_json(rq->arena, &admin_of(rq)->app));
}

const struct response *
show_any_usage_for_api(struct request *rq)
{
	return respond_usage_of(rq, &admin_of(rq)->app);
}

static json_t *
scope_json(const struct scope_review *s)
{
	return json_pack("{so so so so so so so so}", "scope", json_text(s->scope),
	    "title", json_object_of(s->title), "description",
	    json_object_of(s->description), "resource_name", json_text(s->resource_name),
	    "sensitivity", json_text(sensitivity_name(s->sensitivity)), "state",
	    json_text(scope_state_name(s->state)), "reason", json_text(s->reason),
	    "changed_at", json_time(s->changed_at));
}

const struct response *
list_scope_reviews_for_api(struct request *rq)
{
	struct scope_review *scopes;
	size_t n;
	enum store_status status =
	    reviews_scopes(rq->db, rq->arena, admin_of(rq)->app.id, &scopes, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, scope_json(&scopes[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static enum store_status
append_app(struct request *rq, struct uuid id, json_t *items)
{
	struct client app;
	enum store_status status = client_by_id(rq->db, rq->arena, id, &app);
	if (status == STORE_OK)
		json_array_append_new(items, app_json(rq->arena, &app));
	/* Deleted since the queue was read. */
	return status == STORE_NONE ? STORE_OK : status;
}

const struct response *
list_reviews_for_api(struct request *rq)
{
	struct text name = form_get(rq->parameters, TEXT("queue"));
	bool for_apps = text_eq(name, TEXT("apps"));
	struct api_page page;
	struct uuid *ids;
	size_t n;
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	if (!for_apps && !text_eq(name, TEXT("scopes")))
		return oauth_error(rq, INVALID_REQUEST, "queue is scopes or apps");
	enum store_status status = reviews_waiting(rq->db, rq->arena,
	    for_apps ? QUEUE_APPS : QUEUE_SCOPES, page.after, page.limit + 1, &ids, &n);
	size_t shown = status == STORE_OK ? api_rows_shown(&page, n) : 0;
	json_t *items = json_array();
	for (size_t i = 0; status == STORE_OK && i < shown; i++)
		status = append_app(rq, ids[i], items);
	if (status == STORE_OK)
		return api_respond_page(rq, items, shown < n ? ids[shown - 1] : NO_UUID);
	json_decref(items);
	return oauth_store_error(rq, status);
}
