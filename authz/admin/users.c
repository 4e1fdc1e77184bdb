#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"

static json_t *
row_json(struct request *rq, const struct user *u)
{
	return json_pack("{so so so so sb}", "email", json_text(u->email), "link",
	    json_text(arena_printf(
		rq->arena, "/admin/users/%.*s", TEXT_ARG(uuid_text(rq->arena, u->id)))),
	    "person", json_text(u->name), "created",
	    json_text(date_text(rq->arena, u->created_at)), "disabled",
	    u->disabled_at != 0);
}

const struct response *
search_people(struct request *rq)
{
	struct text q = lookup_words(rq);
	struct uuid after = NO_UUID;
	struct user *found = NULL;
	size_t n = 0;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status =
	    lookup_people(rq, q, after, ROWS_SHOWN + 1, &found, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.users", "users");
	json_t *rows = json_array();
	for (size_t i = 0; i < n && i < ROWS_SHOWN; i++)
		json_array_append_new(rows, row_json(rq, &found[i]));
	json_object_set_new(data, "q", json_text(q));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n > 0));
	if (n > ROWS_SHOWN)
		json_object_set_new(data, "next",
		    admin_next(rq, "/admin/users", q, found[ROWS_SHOWN - 1].id));
	return respond_page(rq, 200, "admin_users", data);
}
