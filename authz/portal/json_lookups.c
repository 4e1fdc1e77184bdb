/* What a developer looks up by the JSON API: the platform's APIs, what was
 * decided over an app, usage. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "portal/endpoints.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/reviews.h"
#include "store/usage.h"

enum { DECISIONS_SHOWN = 100 };

/* What apps may ask for. */
static json_t *
scopes_json(const struct scope *all, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		if (all[i].sensitivity != SCOPE_INTERNAL)
			json_array_append_new(list,
			    json_pack("{so so so so}", "scope", json_text(all[i].name),
				"title", json_object_of(all[i].title), "description",
				json_object_of(all[i].description), "sensitivity",
				json_text(sensitivity_name(all[i].sensitivity))));
	return list;
}

/* An API with its scopes; NULL: authz itself. */
static enum store_status
entry_json(struct request *rq, const struct resource *api, json_t **out)
{
	struct scope *all;
	size_t n;
	enum store_status status = api ? scopes_of(rq->db, rq->arena, api->id, &all, &n)
				       : scopes_own(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return status;
	int64_t lifetime = settings()->tokens.access_lifetime;
	if (api && api->token_lifetime)
		lifetime = api->token_lifetime;
	*out = json_pack("{so so so so sI so}", "id",
	    api ? json_text(uuid_text(rq->arena, api->id)) : json_null(), "resource",
	    json_text(api ? api->uri : settings()->server.issuer), "name",
	    json_text(api ? api->name : TEXT("authz")), "token_format",
	    json_text(token_format_name(api ? api->token_format : TOKEN_JWT)),
	    "token_lifetime", (json_int_t)lifetime, "scopes", scopes_json(all, n));
	return STORE_OK;
}

/* authz itself stands first, where nothing was searched for. */
const struct response *
list_catalogue_for_api(struct request *rq)
{
	struct api_page page;
	struct resource *apis;
	size_t n;
	struct text q = form_get(rq->parameters, TEXT("q"));
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	enum store_status status = resources_in_catalogue(
	    rq->db, rq->arena, q, page.after, page.limit + 1, &apis, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array(), *entry;
	if (!q.n && uuid_is_nil(page.after)) {
		status = entry_json(rq, NULL, &entry);
		if (status == STORE_OK)
			json_array_append_new(items, entry);
	}
	for (size_t i = 0; status == STORE_OK && i < shown; i++) {
		status = entry_json(rq, &apis[i], &entry);
		if (status == STORE_OK)
			json_array_append_new(items, entry);
	}
	if (status == STORE_OK)
		return api_respond_page(
		    rq, items, shown < n ? apis[shown - 1].id : NO_UUID);
	json_decref(items);
	return oauth_store_error(rq, status);
}

const struct response *
show_catalogue_entry_for_api(struct request *rq)
{
	struct uuid id;
	struct resource api;
	json_t *entry;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	enum store_status status = resource_by_id(rq->db, rq->arena, id, &api);
	if (status == STORE_OK)
		status = api.state == RESOURCE_APPROVED ? entry_json(rq, &api, &entry)
							: STORE_NONE;
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? api_respond(rq, 200, entry)
				  : oauth_store_error(rq, status);
}

/* What the developer is told of what was decided; by whom is not theirs to know. */
const struct response *
list_own_decisions_for_api(struct request *rq)
{
	const struct client *app = rq->own;
	struct review *all;
	size_t n;
	enum store_status status =
	    reviews_list(rq->db, rq->arena, app->id, DECISIONS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    items, json_pack("{so so so so}", "scope",
			       all[i].scope.n ? json_text(all[i].scope) : json_null(),
			       "decision", json_text(decision_name(all[i].decision)),
			       "message", json_text(all[i].message), "decided_at",
			       json_time(all[i].decided_at)));
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
respond_usage_of(struct request *rq, const struct client *app)
{
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

const struct response *
show_usage_for_api(struct request *rq)
{
	return respond_usage_of(rq, rq->own);
}
