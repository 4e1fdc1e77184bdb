#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"

static json_t *
row_json(struct request *rq, const struct app_found *f)
{
	struct text kind =
	    arena_printf(rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(f->kind)));
	return json_pack("{so so so so so sb sb sb}", "app", json_text(f->name), "link",
	    json_text(admin_app_path(rq, f->id)), "owner", json_text(f->owner), "kind",
	    json_text(phrase(rq->arena, request_language(rq), kind, NULL)), "created",
	    json_text(date_text(rq->arena, f->created_at)), "reviewed",
	    f->reviewed_at != 0, "suspended", f->suspended_at != 0, "deleted",
	    f->deleted_at != 0);
}

const struct response *
search_apps(struct request *rq)
{
	struct text q = lookup_words(rq);
	struct uuid after = NO_UUID;
	struct app_found *found = NULL;
	size_t n = 0;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status = lookup_apps(rq, q, after, ROWS_SHOWN + 1, &found, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.apps", "apps");
	json_t *rows = json_array();
	for (size_t i = 0; i < n && i < ROWS_SHOWN; i++)
		json_array_append_new(rows, row_json(rq, &found[i]));
	json_object_set_new(data, "q", json_text(q));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n > 0));
	if (n > ROWS_SHOWN)
		json_object_set_new(data, "next",
		    admin_next(rq, "/admin/apps", q, found[ROWS_SHOWN - 1].id));
	return respond_page(rq, 200, "admin_apps", data);
}
