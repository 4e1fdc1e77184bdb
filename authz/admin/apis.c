/* APIs that teams register wait here: apps can't ask for their scopes before. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/waiting.h"
#include "oauth/app_rules.h"
#include "store/teams.h"

enum { APIS_SHOWN = 20 };

static enum store_status
add_scopes_of(struct request *rq, struct uuid id, json_t *item)
{
	struct scope *scopes;
	size_t n;
	struct text language = language_tag(request_language(rq));
	enum store_status status = scopes_list(rq->db, rq->arena, id, &scopes, &n);
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

static enum store_status
decide(struct request *rq, const struct resource *api, enum resource_state now,
    struct text words)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = resource_decide(rq->db, rq->arena, api->id, RESOURCE_ASKED, now, words);
	json_t *change = json_pack("{so s{so} s{so} so}", "resource", json_text(api->uri),
	    "before", "state", json_text(resource_state_name(RESOURCE_ASKED)), "after",
	    "state", json_text(resource_state_name(now)), "message", json_text(words));
	if (status == STORE_OK)
		status = admin_audit(rq, "api_reviewed", NO_UUID, NO_UUID, change);
	else
		json_decref(change);
	return db_finish(rq->db, status);
}

const struct response *
decide_api(struct request *rq)
{
	struct uuid id;
	struct resource api;
	enum team_role own;
	struct text words = text_trim(form_get(rq->form, TEXT("message")));
	struct text decision = form_get(rq->form, TEXT("decision"));
	bool approve = text_eq(decision, TEXT("approve"));
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	if ((!approve && !text_eq(decision, TEXT("refuse"))) ||
	    app_description_fault(words))
		return respond_error_page(rq, 400, "errors.bad_request");
	enum store_status status = resource_by_id(rq->db, rq->arena, id, &api);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	if (status == STORE_OK)
		status = team_role_of(rq->db, rq->arena, api.team_id, rq->user->id, &own);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	/* Nobody reviews what is their own team's. */
	if (admin_of(rq)->role == ROLE_REVIEWER && own != TEAM_NONE)
		return respond_error_detail(rq, 403, "errors.bad_request",
		    phrase(rq->arena, request_language(rq), TEXT("admin.own_app"), NULL));
	status = decide(rq, &api, approve ? RESOURCE_APPROVED : RESOURCE_REFUSED, words);
	return admin_back(rq, status, TEXT("/admin/reviews"));
}
