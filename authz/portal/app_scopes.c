/* What an app may ask for, and asking for more. */
#include "oauth/app_rules.h"
#include "portal/app_change.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"

static json_t *
choice_json(struct request *rq, const struct scope *s, const struct app_scope *held)
{
	struct text language = language_tag(request_language(rq));
	return json_pack("{so so so so sb sb sb sb sb}", "name", json_text(s->name),
	    "title", json_text(by_language(rq->arena, s->title, language)), "description",
	    json_text(by_language(rq->arena, s->description, language)), "resource",
	    json_text(s->resource_name), "chosen", held != NULL, "asked",
	    held && held->state == SCOPE_ASKED, "approved",
	    held && held->state == SCOPE_APPROVED, "refused",
	    held && held->state == SCOPE_REFUSED, "review",
	    s->sensitivity == SCOPE_REVIEW);
}

/* The rest of a large platform is asked for in the catalogue. */
enum { APIS_OFFERED = 50 };

/* Groups by resource; authz's own come first under a name of their own. */
static enum store_status
put_choices(struct request *rq, const struct client *app, json_t *data)
{
	struct scope *all;
	size_t n;
	enum store_status status =
	    scopes_for_app(rq->db, rq->arena, app->id, APIS_OFFERED, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *groups = json_array(), *group = NULL;
	struct uuid current = NO_UUID;
	for (size_t i = 0; i < n; i++) {
		const struct app_scope *held = app_scope_find(app, all[i].name);
		/* Internal ones are given by operators only, but shown to who has them.
		 */
		if (all[i].sensitivity == SCOPE_INTERNAL && !held)
			continue;
		if (!group || !uuid_eq(current, all[i].resource_id)) {
			current = all[i].resource_id;
			group = json_pack("{so so s[]}", "resource",
			    json_text(all[i].resource_name), "uri",
			    json_text(all[i].resource_uri), "scopes");
			json_array_append_new(groups, group);
		}
		json_array_append_new(
		    json_object_get(group, "scopes"), choice_json(rq, &all[i], held));
	}
	json_object_set_new(data, "scope_groups", groups);
	return STORE_OK;
}

static const struct response *
scopes_page(struct request *rq, struct text reason, const char *fault)
{
	const struct client *app = rq->own;
	json_t *data = json_pack("{so sb so}", "reason",
	    field_json(rq, "reason", reason, fault), "has_fault", fault != NULL, "page",
	    json_text(arena_printf(
		rq->arena, "%.*s/scopes", TEXT_ARG(app_path(rq->arena, app)))));
	enum store_status status = put_choices(rq, app, data);
	if (status == STORE_OK)
		return app_tab(rq, fault ? 422 : 200, "developer_app_scopes", app, data);
	json_decref(data);
	return store_error_page(rq, status);
}

const struct response *
show_scopes(struct request *rq)
{
	return scopes_page(rq, NO_TEXT, NULL);
}

/* What the app has was all on the page: if it is not wanted, it goes. */
static enum store_status
choose(
    struct request *rq, const struct client *app, struct texts wanted, struct text reason)
{
	struct scope *held = NULL, *chosen = NULL;
	size_t held_count = 0, n = 0;
	struct text *names = ARENA_ARRAY(rq->arena, app->app_scope_count, struct text);
	for (size_t i = 0; i < app->app_scope_count; i++)
		names[i] = app->app_scopes[i].scope;
	enum store_status status = scopes_named(rq->db, rq->arena,
	    (struct texts){names, app->app_scope_count}, &held, &held_count);
	if (status == STORE_OK)
		status = scopes_named(rq->db, rq->arena, wanted, &chosen, &n);
	for (size_t i = 0; status == STORE_OK && i < held_count; i++)
		if (held[i].sensitivity != SCOPE_INTERNAL &&
		    !texts_have(wanted, held[i].name))
			status = app_choose_scope(rq, app, &held[i], false, reason);
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		if (chosen[i].sensitivity != SCOPE_INTERNAL)
			status = app_choose_scope(rq, app, &chosen[i], true, reason);
	return status;
}

const struct response *
choose_scopes(struct request *rq)
{
	const struct client *app = rq->own;
	struct texts wanted = form_all(rq->arena, rq->form, TEXT("scope"));
	struct text reason = text_trim(form_get(rq->form, TEXT("reason")));
	const char *fault = app_description_fault(reason);
	if (fault)
		return scopes_page(rq, reason, fault);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = choose(rq, app, wanted, reason);
	status = app_change_end(rq, "app_scopes_chosen", app, app->id, status);
	return status == STORE_OK ? back_to_tab(rq, app, "scopes")
				  : store_error_page(rq, status);
}
