/* The platform's APIs, and the scopes that are authz's own. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"
#include "admin/resource_page.h"
#include "portal/developer_page.h"

static json_t *
row_json(struct request *rq, const struct resource *r)
{
	return json_pack("{so so so so so sb so}", "api", json_text(r->name), "uri",
	    json_text(r->uri), "link", json_text(any_api_path(rq, r->id)), "owner",
	    json_text(r->owner_name), "state",
	    portal_word(rq, "api.state", resource_state_name(r->state)), "bad",
	    r->state != RESOURCE_APPROVED, "created",
	    json_text(date_text(rq->arena, r->created_at)));
}

const struct response *
list_any_apis(struct request *rq)
{
	struct resource *all = NULL;
	struct text q = lookup_words(rq);
	struct uuid after = NO_UUID;
	size_t n = 0;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	enum store_status status =
	    lookup_resources(rq, q, after, ROWS_SHOWN + 1, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.apis", "apis"), *rows = json_array();
	for (size_t i = 0; i < n && i < ROWS_SHOWN; i++)
		json_array_append_new(rows, row_json(rq, &all[i]));
	json_object_set_new(data, "q", json_text(q));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "has_rows", json_boolean(n > 0));
	if (n > ROWS_SHOWN)
		json_object_set_new(data, "next",
		    admin_next(rq, "/admin/apis", q, all[ROWS_SHOWN - 1].id));
	status = put_scope_rows(rq, data, NO_UUID);
	if (status == STORE_OK)
		return respond_page(rq, 200, "admin_apis", data);
	json_decref(data);
	return store_error_page(rq, status);
}
