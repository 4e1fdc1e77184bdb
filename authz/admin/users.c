#include "admin/admin.h"
#include "admin/endpoints.h"
#include "base/encoding.h"
#include "store/search.h"

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

/* Where the page before ended; the start when that person is gone. */
static enum store_status
read_cursor(struct request *rq, struct search_cursor *after)
{
	struct user last;
	*after = (struct search_cursor){NO_TEXT, NO_UUID};
	if (!uuid_parse(form_get(rq->parameters, TEXT("after")), &after->id))
		return STORE_OK;
	enum store_status status = user_by_id(rq->db, rq->arena, after->id, &last);
	if (status == STORE_OK)
		after->word = last.email;
	else
		after->id = NO_UUID;
	return status == STORE_NONE ? STORE_OK : status;
}

const struct response *
search_people(struct request *rq)
{
	struct text q = text_part(text_trim(form_get(rq->parameters, TEXT("q"))), 0, 300);
	struct search_cursor after;
	struct user *found = NULL;
	size_t n = 0;
	if (!utf8_valid(q))
		q = NO_TEXT;
	enum store_status status = read_cursor(rq, &after);
	if (status == STORE_OK)
		status =
		    search_users(rq->db, rq->arena, q, after, ROWS_SHOWN + 1, &found, &n);
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
