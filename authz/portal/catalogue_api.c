/* One API of the catalogue: its scopes, how it is called, and asking for more. */
#include "oauth/access_token.h"
#include "oauth/app_rules.h"
#include "portal/app_change.h"
#include "portal/app_tabs.h"
#include "portal/catalogue.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/shell_words.h"
#include "settings/settings.h"
#include "store/reviews.h"

enum { APPS_OFFERED = 100, REVIEWS_READ = 100 };

/* What the page is about. */
struct view {
	struct resource api; /* id nil: authz itself */
	struct own_app own;
	bool has_app;
	struct scope *scopes;
	size_t scope_count;
	struct review *reviews; /* of the app, the newest first */
	size_t review_count;
	struct texts wanted; /* what a form that was refused had ticked */
};

static enum store_status
find_api(struct request *rq, struct view *v)
{
	struct uuid id;
	v->api = (struct resource){
	    .uri = settings()->server.issuer, .state = RESOURCE_APPROVED};
	if (text_eq(rq->path_args[0], TEXT("authz")))
		return STORE_OK;
	if (!uuid_parse(rq->path_args[0], &id))
		return STORE_NONE;
	enum store_status status = resource_by_id(rq->db, rq->arena, id, &v->api);
	return status == STORE_OK && v->api.state != RESOURCE_APPROVED ? STORE_NONE
								       : status;
}

static enum store_status
find_scopes(struct request *rq, struct view *v)
{
	return uuid_is_nil(v->api.id)
		   ? scopes_own(rq->db, rq->arena, &v->scopes, &v->scope_count)
		   : scopes_of(rq->db, rq->arena, v->api.id, &v->scopes, &v->scope_count);
}

static enum store_status
find_app(struct request *rq, struct text named, struct view *v)
{
	struct uuid id;
	if (!named.n)
		return STORE_OK;
	if (!uuid_parse(named, &id))
		return STORE_NONE;
	enum store_status status =
	    own_app_find(rq->db, rq->arena, rq->user->id, id, &v->own);
	v->has_app = status == STORE_OK;
	return v->has_app ? reviews_list(rq->db, rq->arena, v->own.app.id, REVIEWS_READ,
				&v->reviews, &v->review_count)
			  : status;
}

static enum store_status
find(struct request *rq, struct text app, struct view *v)
{
	enum store_status status = find_api(rq, v);
	if (status == STORE_OK)
		status = find_scopes(rq, v);
	return status == STORE_OK ? find_app(rq, app, v) : status;
}

/* What the operator wrote with the last decision over this scope. */
static struct text
words_on(const struct view *v, struct text scope)
{
	for (size_t i = 0; i < v->review_count; i++)
		if (text_eq(v->reviews[i].scope, scope))
			return v->reviews[i].message;
	return NO_TEXT;
}

static json_t *
scope_json(struct request *rq, const struct view *v, const struct scope *s)
{
	struct text language = language_tag(request_language(rq));
	const struct app_scope *held =
	    v->has_app ? app_scope_find(&v->own.app, s->name) : NULL;
	json_t *j = json_pack("{so so so so sb sb sb}", "scope", json_text(s->name),
	    "scope_title", json_text(by_language(rq->arena, s->title, language)),
	    "scope_text", json_text(by_language(rq->arena, s->description, language)),
	    "sensitivity",
	    portal_word(rq, "catalogue.sensitivity", sensitivity_name(s->sensitivity)),
	    "can_ask", v->has_app && !held && s->sensitivity != SCOPE_INTERNAL, "good",
	    held && held->state == SCOPE_APPROVED, "ticked",
	    texts_have(v->wanted, s->name));
	if (!held)
		return j;
	json_object_set_new(j, "state",
	    portal_word(rq, "catalogue.state", scope_state_name(held->state)));
	json_object_set_new(j, "bad", json_boolean(held->state == SCOPE_REFUSED));
	if (held->state != SCOPE_ASKED)
		json_object_set_new(j, "words", json_text(words_on(v, s->name)));
	return j;
}

static void
put_scopes(struct request *rq, json_t *data, const struct view *v)
{
	json_t *list = json_array();
	bool askable = false;
	for (size_t i = 0; i < v->scope_count; i++) {
		json_t *j = scope_json(rq, v, &v->scopes[i]);
		askable = askable || json_is_true(json_object_get(j, "can_ask"));
		json_array_append_new(list, j);
	}
	json_object_set_new(data, "scopes", list);
	json_object_set_new(data, "has_scopes", json_boolean(v->scope_count > 0));
	json_object_set_new(data, "askable", json_boolean(askable));
}

/* Lines for a shell, in which whatever an API or a scope is called stays one word. */
static void
put_sample(struct request *rq, json_t *data, const struct view *v)
{
	struct arena *a = rq->arena;
	struct text issuer = settings()->server.issuer;
	struct text id = v->has_app ? v->own.app.client_id : TEXT("CLIENT_ID");
	struct text scope = v->scope_count ? v->scopes[0].name : NO_TEXT;
	struct text ask = arena_printf(a,
	    "curl -u %.*s:\"$CLIENT_SECRET\" %.*s \\\n  -d grant_type=client_credentials "
	    "\\\n  --data-urlencode %.*s \\\n  --data-urlencode %.*s",
	    TEXT_ARG(shell_word(a, id)),
	    TEXT_ARG(
		shell_word(a, arena_printf(a, "%.*s/oauth2/token", TEXT_ARG(issuer)))),
	    TEXT_ARG(
		shell_word(a, arena_printf(a, "resource=%.*s", TEXT_ARG(v->api.uri)))),
	    TEXT_ARG(shell_word(a, arena_printf(a, "scope=%.*s", TEXT_ARG(scope)))));
	struct text call =
	    arena_printf(a, "curl -H \"Authorization: Bearer $ACCESS_TOKEN\" %.*s",
		TEXT_ARG(shell_word(a, v->api.uri)));
	if (uuid_is_nil(v->api.id)) {
		call = arena_printf(a,
		    "curl -H \"Authorization: Bearer $ACCESS_TOKEN\" %.*s",
		    TEXT_ARG(shell_word(
			a, arena_printf(a, "%.*s/oauth2/userinfo", TEXT_ARG(issuer)))));
		ask = NO_TEXT;
	}
	if (v->has_app && !texts_have(v->own.app.grant_types, TEXT("client_credentials")))
		ask = NO_TEXT;
	json_object_set_new(data, "sample_token", json_text(ask));
	json_object_set_new(data, "sample_call", json_text(call));
}

static enum store_status
put_apps(struct request *rq, json_t *data, const struct view *v)
{
	struct client *apps;
	size_t n;
	enum store_status status = clients_of_user(
	    rq->db, rq->arena, rq->user->id, NO_UUID, NO_UUID, APPS_OFFERED, &apps, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		if (!apps[i].resource)
			json_array_append_new(
			    list, json_pack("{so so sb}", "id",
				      json_text(uuid_text(rq->arena, apps[i].id)), "app",
				      json_text(apps[i].name), "chosen",
				      v->has_app && uuid_eq(apps[i].id, v->own.app.id)));
	json_object_set_new(data, "apps", list);
	json_object_set_new(data, "has_apps", json_boolean(json_array_size(list) > 0));
	if (!v->has_app)
		return STORE_OK;
	json_object_set_new(data, "app_name", json_text(v->own.app.name));
	json_object_set_new(
	    data, "app_id", json_text(uuid_text(rq->arena, v->own.app.id)));
	json_object_set_new(
	    data, "app_link", json_text(app_path(rq->arena, &v->own.app)));
	return STORE_OK;
}

static const struct response *
api_page(struct request *rq, const struct view *v, struct text reason, const char *fault)
{
	struct text path = catalogue_path(rq->arena, v->api.id);
	struct text name = v->api.name;
	bool own = uuid_is_nil(v->api.id);
	if (own)
		name = phrase(
		    rq->arena, request_language(rq), TEXT("catalogue.authz"), NULL);
	json_t *data = json_pack("{so so so so sb so so so}", "title", json_text(name),
	    "api_name", json_text(name), "uri", json_text(v->api.uri), "made_by",
	    json_text(v->api.owner_name), "is_api", !own, "format",
	    portal_word(rq, "catalogue.format", token_format_name(v->api.token_format)),
	    "lifetime",
	    json_text(arena_printf(rq->arena, "%lld",
		(long long)access_token_lifetime(own ? NULL : &v->api))),
	    "reason", field_json(rq, "reason", reason, fault));
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "page",
	    json_text(v->has_app
			  ? arena_printf(rq->arena, "%.*s?app=%.*s", TEXT_ARG(path),
				TEXT_ARG(uuid_text(rq->arena, v->own.app.id)))
			  : path));
	json_object_set_new(data, "has_fault", json_boolean(fault != NULL));
	put_scopes(rq, data, v);
	put_sample(rq, data, v);
	enum store_status status = put_apps(rq, data, v);
	if (status == STORE_OK)
		return developer_page(
		    rq, fault ? 422 : 200, "developer_catalogue_api", NULL, data);
	json_decref(data);
	return store_error_page(rq, status);
}

static const struct response *
not_found_or_failed(struct request *rq, enum store_status status)
{
	return status == STORE_NONE ? respond_error_page(rq, 404, "errors.not_found")
				    : store_error_page(rq, status);
}

const struct response *
show_catalogue_api(struct request *rq)
{
	struct view v = {0};
	enum store_status status = find(rq, form_get(rq->parameters, TEXT("app")), &v);
	return status == STORE_OK ? api_page(rq, &v, NO_TEXT, NULL)
				  : not_found_or_failed(rq, status);
}

/* Whoever reviews a request wants to know what it is for. */
static const char *
reason_fault(const struct view *v, struct text reason)
{
	const char *fault = app_description_fault(reason);
	for (size_t i = 0; !fault && !reason.n && i < v->scope_count; i++)
		if (v->scopes[i].sensitivity == SCOPE_REVIEW &&
		    texts_have(v->wanted, v->scopes[i].name))
			fault = "catalogue.reason_missing";
	return fault;
}

static enum store_status
ask(struct request *rq, const struct view *v, struct text reason)
{
	const struct client *app = &v->own.app;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	for (size_t i = 0; status == STORE_OK && i < v->scope_count; i++)
		if (v->scopes[i].sensitivity != SCOPE_INTERNAL &&
		    texts_have(v->wanted, v->scopes[i].name))
			status = app_choose_scope(rq, app, &v->scopes[i], true, reason);
	return app_change_end(rq, "app_scopes_chosen", app, app->id, status);
}

const struct response *
ask_in_catalogue(struct request *rq)
{
	struct view v = {.wanted = form_all(rq->arena, rq->form, TEXT("scope"))};
	struct text reason = text_trim(form_get(rq->form, TEXT("reason")));
	enum store_status status = find(rq, form_get(rq->form, TEXT("app")), &v);
	if (status == STORE_OK && !v.has_app)
		status = STORE_NONE;
	if (status != STORE_OK)
		return not_found_or_failed(rq, status);
	const char *fault =
	    v.wanted.n ? reason_fault(&v, reason) : "catalogue.none_chosen";
	if (fault)
		return api_page(rq, &v, reason, fault);
	status = ask(rq, &v, reason);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return respond_redirect(rq, arena_printf(rq->arena, "%.*s?app=%.*s&saved=1",
					TEXT_ARG(catalogue_path(rq->arena, v.api.id)),
					TEXT_ARG(uuid_text(rq->arena, v.own.app.id))));
}
