/* APIs that teams register wait here: apps can't ask for their scopes before. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/resource_change.h"
#include "admin/waiting.h"

enum { APIS_SHOWN = 20 };

static enum store_status
add_scopes_of(struct request *rq, struct uuid id, json_t *item)
{
	struct scope *scopes;
	size_t n;
	struct text language = language_tag(request_language(rq));
	enum store_status status = scopes_of(rq->db, rq->arena, id, &scopes, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so}", "scope", json_text(scopes[i].name),
			"scope_title",
			json_text(by_language(rq->arena, scopes[i].title, language)),
			"scope_description",
			json_text(
			    by_language(rq->arena, scopes[i].description, language)),
			"sensitivity",
			admin_word(
			    rq, "sensitivity", sensitivity_name(scopes[i].sensitivity))));
	json_object_set_new(item, "scopes", list);
	return STORE_OK;
}

enum store_status
put_waiting_apis(struct request *rq, json_t *data)
{
	struct resource *apis;
	struct uuid after = NO_UUID;
	size_t n;
	uuid_parse(form_get(rq->parameters, TEXT("apis_after")), &after);
	enum store_status status =
	    resources_asked(rq->db, rq->arena, after, APIS_SHOWN + 1, &apis, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	json_object_set_new(data, "apis", list);
	for (size_t i = 0; status == STORE_OK && i < n && i < APIS_SHOWN; i++) {
		json_t *item = json_pack("{so so so so so so so}", "id",
		    json_text(uuid_text(rq->arena, apis[i].id)), "api",
		    json_text(apis[i].name), "uri", json_text(apis[i].uri), "prefix",
		    json_text(apis[i].scope_prefix), "owner",
		    json_text(apis[i].owner_name), "purpose", json_text(apis[i].purpose),
		    "created", admin_time(rq, apis[i].created_at));
		json_array_append_new(list, item);
		status = add_scopes_of(rq, apis[i].id, item);
	}
	if (n > APIS_SHOWN)
		json_object_set_new(data, "apis_next",
		    json_text(arena_printf(rq->arena, "/admin/reviews?apis_after=%.*s",
			TEXT_ARG(uuid_text(rq->arena, apis[APIS_SHOWN - 1].id)))));
	return status;
}

const struct response *
decide_api(struct request *rq)
{
	struct uuid id;
	struct resource api;
	struct text words = text_trim(form_get(rq->form, TEXT("message")));
	struct text decision = form_get(rq->form, TEXT("decision"));
	bool approve = text_eq(decision, TEXT("approve"));
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	if (!approve && !text_eq(decision, TEXT("refuse")))
		return respond_error_page(rq, 400, "errors.bad_request");
	struct outcome o = ENDED(resource_by_id(rq->db, rq->arena, id, &api));
	if (o.status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	if (outcome_is_done(o))
		o = resource_review(rq, &api, approve, words);
	if (o.fault)
		return respond_error_detail(rq, o.forbidden ? 403 : 400,
		    "errors.bad_request",
		    phrase(rq->arena, request_language(rq), text_of(o.fault), NULL));
	return admin_back(rq, o.status, TEXT("/admin/reviews"));
}
