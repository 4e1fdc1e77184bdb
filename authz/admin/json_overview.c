/* /api/v1/admin/overview, …/deliveries and …/settings: how the server is and why. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "store/overview.h"

const struct response *
show_overview_for_api(struct request *rq)
{
	struct waiting w;
	struct day_total *days;
	size_t n;
	enum store_status status = waiting_count(rq->db, rq->arena, &w);
	if (status == STORE_OK)
		status = totals_by_day(rq->db, rq->arena, &days, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    list, json_pack("{so sI}", "day", json_text(days[i].day), "tokens",
			      (json_int_t)days[i].tokens));
	return api_respond(rq, 200,
	    json_pack("{s{sI sI sI} so}", "waiting", "scopes", (json_int_t)w.scopes,
		"apps", (json_int_t)w.apps, "apis", (json_int_t)w.apis, "days", list));
}

const struct response *
list_deliveries_for_api(struct request *rq)
{
	struct undelivered *all;
	size_t n;
	enum store_status status = undelivered_count(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    items, json_pack("{so sI sI so so}", "kind", json_text(all[i].kind),
			       "waiting", (json_int_t)all[i].n, "given_up",
			       (json_int_t)all[i].given_up, "oldest_at",
			       json_time(all[i].oldest_at), "last_error",
			       json_text(all[i].last_error)));
	return api_respond_page(rq, items, NO_UUID);
}

/* A secret is told to be set or not. */
static json_t *
setting_json(const struct setting_shown *s)
{
	return json_pack("{ss ss ss so sb sb so so}", "section", s->section, "key",
	    s->key, "meaning", s->meaning, "value",
	    s->secret ? json_null() : json_text(s->value), "secret", s->secret, "is_set",
	    s->is_set, "source", json_text(setting_source_name(s->source)), "place",
	    json_text(s->place));
}

const struct response *
list_settings_for_api(struct request *rq)
{
	size_t n;
	struct text q = lookup_words(rq);
	struct setting_shown *all = settings_listed(rq->arena, &n);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		if (lookup_fits_setting(rq, &all[i], q))
			json_array_append_new(items, setting_json(&all[i]));
	return api_respond_page(rq, items, NO_UUID);
}
