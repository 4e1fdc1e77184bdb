/* /api/v1/admin/audit-events */
#include "admin/audit_filter.h"
#include "admin/endpoints.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"

static const struct response *
read_id(struct request *rq, struct text name, struct uuid *out)
{
	*out = NO_UUID;
	if (!form_count(rq->parameters, name) ||
	    uuid_parse(form_get(rq->parameters, name), out))
		return NULL;
	return oauth_error(rq, INVALID_REQUEST,
	    arena_cstr(
		rq->arena, arena_printf(rq->arena, "%.*s is not an id", TEXT_ARG(name))));
}

static const struct response *
read_date(struct request *rq, struct text name, struct text *out)
{
	struct text given = form_get(rq->parameters, name);
	*out = audit_date(given);
	if (!form_count(rq->parameters, name) || out->n)
		return NULL;
	return oauth_error(rq, INVALID_REQUEST,
	    arena_cstr(
		rq->arena, arena_printf(rq->arena,
			       "%.*s is not a day, such as 2026-01-31", TEXT_ARG(name))));
}

static const struct response *
read_filter(struct request *rq, struct audit_filter *f)
{
	const struct response *refused = read_id(rq, TEXT("user_id"), &f->user_id);
	f->event = form_get(rq->parameters, TEXT("event"));
	if (!refused)
		refused = read_id(rq, TEXT("client_id"), &f->client_id);
	if (!refused)
		refused = read_date(rq, TEXT("from"), &f->from);
	return refused ? refused : read_date(rq, TEXT("until"), &f->until);
}

static json_t *
id_json(struct arena *a, struct uuid id)
{
	return uuid_is_nil(id) ? json_null() : json_text(uuid_text(a, id));
}

static json_t *
event_json(struct arena *a, const struct audit_found *f)
{
	const struct audit_event *e = &f->row.event;
	json_t *details = json_loadb(e->details.at, e->details.n, 0, NULL);
	return json_pack("{so so so so so so so so so}", "id", id_json(a, f->id), "at",
	    json_time(f->row.at), "event", json_text(e->event), "actor",
	    json_text(e->actor), "user_id", id_json(a, e->user_id), "client_id",
	    id_json(a, e->client_id), "address", json_text(e->address), "request_id",
	    json_text(e->request_id), "details", details ? details : json_object());
}

const struct response *
list_audit_events_for_api(struct request *rq)
{
	struct audit_filter f = {0};
	struct api_page page;
	struct audit_found *found;
	size_t n;
	const struct response *refused = api_read_page_by_time(rq, &page);
	if (!refused)
		refused = read_filter(rq, &f);
	if (refused)
		return refused;
	f.before_id = page.after;
	f.before_us = page.after_us;
	enum store_status status =
	    audit_search(rq->db, rq->arena, &f, page.limit + 1, &found, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, event_json(rq->arena, &found[i]));
	return api_respond_page_by_time(rq, items,
	    shown < n ? found[shown - 1].id : NO_UUID,
	    shown < n ? found[shown - 1].at_us : 0);
}
