#include "admin/admin.h"
#include "admin/endpoints.h"
#include "base/encoding.h"
#include "store/search.h"

/* By what the words look like: a client_id, the owner's address, or a name. */
static enum store_status
find(struct request *rq, struct text q, struct app_found **found, size_t *n)
{
	struct uuid id;
	struct search_cursor after = {NO_TEXT, NO_UUID};
	struct app_found *last;
	size_t found_last = 0;
	if (uuid_parse(q, &id))
		return search_apps_by_id(rq->db, rq->arena, id, found, n);
	if (uuid_parse(form_get(rq->parameters, TEXT("after")), &after.id)) {
		enum store_status status =
		    search_apps_by_id(rq->db, rq->arena, after.id, &last, &found_last);
		if (status != STORE_OK)
			return status;
		/* Deleted meanwhile: from the start. */
		after.word = found_last ? last->name : NO_TEXT;
		after.id = found_last ? after.id : NO_UUID;
	}
	if (text_index(q, '@') < q.n)
		return search_apps_by_owner(
		    rq->db, rq->arena, q, after, ROWS_SHOWN + 1, found, n);
	return search_apps_by_name(rq->db, rq->arena, q, after, ROWS_SHOWN + 1, found, n);
}

static json_t *
row_json(struct request *rq, const struct app_found *f)
{
	struct text kind =
	    arena_printf(rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(f->kind)));
	return json_pack("{so so so so so sb sb}", "app", json_text(f->name), "link",
	    json_text(admin_app_path(rq, f->id)), "owner", json_text(f->owner), "kind",
	    json_text(phrase(rq->arena, request_language(rq), kind, NULL)), "created",
	    json_text(date_text(rq->arena, f->created_at)), "reviewed",
	    f->reviewed_at != 0, "suspended", f->suspended_at != 0);
}

const struct response *
search_apps(struct request *rq)
{
	struct text q = text_part(text_trim(form_get(rq->parameters, TEXT("q"))), 0, 300);
	struct app_found *found = NULL;
	size_t n = 0;
	if (!utf8_valid(q))
		q = NO_TEXT;
	enum store_status status = find(rq, q, &found, &n);
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
