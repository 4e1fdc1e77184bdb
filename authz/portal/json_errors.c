/* /api/v1/apps/{}/errors: why an app was refused. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/app_error.h"
#include "portal/endpoints.h"

static json_t *
error_json(struct arena *a, const struct app_error *e)
{
	json_t *j = app_error_json(a, e);
	json_object_set_new(j, "id", json_text(uuid_text(a, e->kind)));
	json_object_set_new(j, "first_at", json_time(e->first_at / 1000000));
	json_object_set_new(j, "last_at", json_time(e->last_at / 1000000));
	return j;
}

const struct response *
list_errors_for_api(struct request *rq)
{
	const struct client *app = rq->own;
	struct text request = form_get(rq->parameters, TEXT("request_id"));
	struct app_error_filter f = {.client_id = app->id,
	    .endpoint = form_get(rq->parameters, TEXT("endpoint")),
	    .code = form_get(rq->parameters, TEXT("error"))};
	struct api_page page;
	struct app_error *found;
	size_t n;
	const struct response *refused = api_read_page_by_time(rq, &page);
	if (refused)
		return refused;
	if (form_count(rq->parameters, TEXT("request_id")) &&
	    !uuid_parse(request, &f.request))
		return oauth_error(rq, INVALID_REQUEST, "request_id is not an id");
	f.before_kind = page.after;
	f.before_at = page.after_us;
	enum store_status status =
	    app_errors_list(rq->db, rq->arena, &f, page.limit + 1, &found, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, error_json(rq->arena, &found[i]));
	return api_respond_page_by_time(rq, items,
	    shown < n ? found[shown - 1].kind : NO_UUID,
	    shown < n ? found[shown - 1].last_at : 0);
}
