/* What a developer looks up by the JSON API: the platform's APIs, usage. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/endpoints.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/usage.h"

/* Those of one API; authz's own have none. */
static json_t *
scopes_json(const struct scope *all, size_t n, struct uuid resource)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		if (!uuid_eq(all[i].resource_id, resource) ||
		    all[i].sensitivity == SCOPE_INTERNAL)
			continue;
		json_array_append_new(
		    list, json_pack("{so so so so}", "scope", json_text(all[i].name),
			      "title", json_object_of(all[i].title), "description",
			      json_object_of(all[i].description), "sensitivity",
			      json_text(sensitivity_name(all[i].sensitivity))));
	}
	return list;
}

const struct response *
list_catalogue_for_api(struct request *rq)
{
	struct resource *apis;
	struct scope *scopes;
	size_t n, scope_count;
	enum store_status status = resources_list(rq->db, rq->arena, &apis, &n);
	if (status == STORE_OK)
		status = scopes_list(rq->db, rq->arena, NO_UUID, &scopes, &scope_count);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	json_array_append_new(items,
	    json_pack("{so ss so}", "resource", json_text(settings()->server.issuer),
		"name", "authz", "scopes", scopes_json(scopes, scope_count, NO_UUID)));
	for (size_t i = 0; i < n; i++)
		if (apis[i].state == RESOURCE_APPROVED)
			json_array_append_new(items,
			    json_pack("{so so so}", "resource", json_text(apis[i].uri),
				"name", json_text(apis[i].name), "scopes",
				scopes_json(scopes, scope_count, apis[i].id)));
	return api_respond_page(rq, items, NO_UUID);
}

static json_t *
day_json(const struct usage_day *d)
{
	json_t *j = json_pack("{so sI sI}", "day", json_text(d->day), "people",
	    (json_int_t)d->people, "errors", (json_int_t)d->errors);
	for (int i = 0; i < USAGES; i++)
		json_object_set_new(j, usage_name((enum usage)i), json_integer(d->n[i]));
	return j;
}

const struct response *
show_usage_for_api(struct request *rq)
{
	const struct client *app = rq->own;
	struct usage_report report;
	struct text asked = form_get(rq->parameters, TEXT("days"));
	uint64_t days = 30;
	if (form_count(rq->parameters, TEXT("days")) &&
	    (!text_to_u64(asked, &days) || days < 1 || days > 90))
		return oauth_error(rq, INVALID_REQUEST, "days is a number from 1 to 90");
	enum store_status status =
	    usage_report(rq->db, rq->arena, app->id, (int)days, &report);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *list = json_array(), *codes = json_object();
	for (size_t i = 0; i < report.day_count; i++)
		json_array_append_new(list, day_json(&report.days[i]));
	for (size_t i = 0; i < report.code_count; i++)
		json_object_setn_new(codes, report.by_code[i].code.at,
		    report.by_code[i].code.n, json_integer(report.by_code[i].sum));
	return api_respond(rq, 200,
	    json_pack("{so sI so}", "days", list, "active_people",
		(json_int_t)report.active, "errors_by_code", codes));
}
