#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/waiting.h"
#include "oauth/sandbox.h"
#include "store/reviews.h"

enum { QUEUE_SHOWN = 20 };

static json_t *
texts_json(struct texts list)
{
	json_t *all = json_array();
	for (size_t i = 0; i < list.n; i++)
		json_array_append_new(all, json_text(list.at[i]));
	return all;
}

/* The scopes that wait, with the words that people would read. */
static enum store_status
add_asked(struct request *rq, struct uuid id, json_t *item)
{
	struct scope_review *scopes;
	size_t n;
	enum store_status status = reviews_scopes(rq->db, rq->arena, id, &scopes, &n);
	if (status != STORE_OK)
		return status;
	json_t *asked = json_array();
	struct text language = language_tag(request_language(rq));
	for (size_t i = 0; i < n && scopes[i].state == SCOPE_ASKED; i++)
		json_array_append_new(asked,
		    json_pack("{so so so so}", "scope", json_text(scopes[i].scope),
			"scope_title",
			json_text(by_language(rq->arena, scopes[i].title, language)),
			"reason", json_text(scopes[i].reason), "since",
			admin_time(rq, scopes[i].changed_at)));
	json_object_set_new(item, "asked", asked);
	return STORE_OK;
}

static enum store_status
add_item(struct request *rq, struct uuid id, json_t *list)
{
	struct client app;
	enum store_status status = client_by_id(rq->db, rq->arena, id, &app);
	if (status == STORE_NONE || (status == STORE_OK && app.deleted_at))
		return STORE_OK;
	if (status != STORE_OK)
		return status;
	struct text kind = arena_printf(
	    rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(app.kind)));
	json_t *item = json_pack("{so so so so so so so sb}", "app", json_text(app.name),
	    "link", json_text(admin_app_path(rq, id)), "owner", json_text(app.owner_name),
	    "kind", json_text(phrase(rq->arena, request_language(rq), kind, NULL)),
	    "homepage", json_text(app.homepage), "redirect_uris",
	    texts_json(app.redirect_uris), "created", admin_time(rq, app.created_at),
	    "sandbox", app_in_sandbox(&app));
	json_array_append_new(list, item);
	return add_asked(rq, id, item);
}

/* One of the two queues, as data.NAME, and where it goes on, as data.NAME_next. */
static enum store_status
add_queue(struct request *rq, enum queue queue, const char *name, json_t *data)
{
	struct text parameter = arena_printf(rq->arena, "%s_after", name);
	struct uuid after = NO_UUID, *ids;
	size_t n;
	uuid_parse(form_get(rq->parameters, parameter), &after);
	enum store_status status =
	    reviews_waiting(rq->db, rq->arena, queue, after, QUEUE_SHOWN + 1, &ids, &n);
	json_t *list = json_array();
	json_object_set_new(data, name, list);
	for (size_t i = 0; status == STORE_OK && i < n && i < QUEUE_SHOWN; i++)
		status = add_item(rq, ids[i], list);
	if (status != STORE_OK || n <= QUEUE_SHOWN)
		return status;
	struct text next = arena_printf(rq->arena, "/admin/reviews?%.*s=%.*s",
	    TEXT_ARG(parameter), TEXT_ARG(uuid_text(rq->arena, ids[QUEUE_SHOWN - 1])));
	struct text key = arena_printf(rq->arena, "%s_next", name);
	json_object_setn_new(data, key.at, key.n, json_text(next));
	return STORE_OK;
}

const struct response *
show_queue(struct request *rq)
{
	json_t *data = admin_data(rq, "admin.menu.reviews", "reviews");
	enum store_status status = add_queue(rq, QUEUE_SCOPES, "scopes", data);
	if (status == STORE_OK)
		status = add_queue(rq, QUEUE_APPS, "apps", data);
	if (status == STORE_OK)
		status = put_waiting_apis(rq, data);
	if (status == STORE_OK)
		return respond_page(rq, 200, "admin_reviews", data);
	json_decref(data);
	return store_error_page(rq, status);
}
