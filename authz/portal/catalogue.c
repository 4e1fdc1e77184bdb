/* The APIs of the platform, for developers who look for one. */
#include "portal/catalogue.h"
#include "base/encoding.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"

enum { APIS_SHOWN = 20, WORDS_MOST = 100 };

struct text
catalogue_path(struct arena *a, struct uuid id)
{
	return uuid_is_nil(id) ? TEXT("/developer/catalogue/authz")
			       : arena_printf(a, "/developer/catalogue/%.*s",
				     TEXT_ARG(uuid_text(a, id)));
}

static void
add_api(struct request *rq, const struct resource *api, const struct scope *scopes,
    size_t n, json_t *list)
{
	json_t *titles = json_array();
	struct text language = language_tag(request_language(rq));
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(scopes[i].resource_id, api->id) &&
		    scopes[i].sensitivity != SCOPE_INTERNAL)
			json_array_append_new(titles,
			    json_pack("{so so}", "scope", json_text(scopes[i].name),
				"scope_title",
				json_text(
				    by_language(rq->arena, scopes[i].title, language))));
	json_array_append_new(
	    list, json_pack("{so so so so so}", "api", json_text(api->name), "uri",
		      json_text(api->uri), "made_by", json_text(api->owner_name), "link",
		      json_text(catalogue_path(rq->arena, api->id)), "scopes", titles));
}

static enum store_status
put_apis(struct request *rq, json_t *data, struct text words, struct uuid after)
{
	struct resource *apis;
	struct scope *scopes;
	size_t n, scope_count;
	enum store_status status = resources_in_catalogue(
	    rq->db, rq->arena, words, after, APIS_SHOWN + 1, &apis, &n);
	if (status == STORE_OK)
		status = scopes_of_all(rq->db, rq->arena, apis, n, &scopes, &scope_count);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n && i < APIS_SHOWN; i++)
		add_api(rq, &apis[i], scopes, scope_count, list);
	json_object_set_new(data, "apis", list);
	json_object_set_new(data, "has_apis", json_boolean(n > 0));
	if (n > APIS_SHOWN) {
		struct builder next = builder_new(rq->arena, 256);
		build_text(&next, TEXT("/developer/catalogue"));
		build_query(&next, TEXT("q"), words);
		build_query(
		    &next, TEXT("after"), uuid_text(rq->arena, apis[APIS_SHOWN - 1].id));
		json_object_set_new(data, "next", json_text(builder_text(&next)));
	}
	return STORE_OK;
}

const struct response *
list_catalogue(struct request *rq)
{
	struct text words = text_trim(form_get(rq->parameters, TEXT("q")));
	struct uuid after = NO_UUID;
	uuid_parse(form_get(rq->parameters, TEXT("after")), &after);
	if (utf8_length(words) > WORDS_MOST)
		return respond_error_page(rq, 400, "errors.bad_request");
	/* authz's own scopes come before the first API. */
	json_t *data = json_pack("{so so sb}", "q", json_text(words), "authz_link",
	    json_text(catalogue_path(rq->arena, NO_UUID)), "with_authz",
	    !words.n && uuid_is_nil(after));
	enum store_status status = put_apis(rq, data, words, after);
	if (status == STORE_OK)
		return developer_page(
		    rq, 200, "developer_catalogue", "catalogue.title", data);
	json_decref(data);
	return store_error_page(rq, status);
}
