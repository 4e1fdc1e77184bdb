#include "portal/app_page.h"
#include "oauth/client_auth.h"
#include "portal/app_change.h"

#include "base/cleanup.h"
#include "settings/settings.h"
#include "store/audit.h"
#include "store/reviews.h"

#include <string.h>

enum { DECISIONS_SHOWN = 20 };

json_t *
field_json(struct request *rq, const char *name, struct text value, const char *fault)
{
	json_t *field = json_pack("{ss so}", "name", name, "value", json_text(value));
	if (fault)
		json_object_set_new(field, "error",
		    json_text(
			phrase(rq->arena, request_language(rq), text_of(fault), NULL)));
	return field;
}

struct text
app_path(struct arena *a, const struct client *app)
{
	return arena_printf(a, "/developer/apps/%.*s", TEXT_ARG(app->client_id));
}

static json_t *
choice_json(struct request *rq, const struct scope *s, const struct app_scope *held)
{
	struct text language = language_tag(request_language(rq));
	bool review = s->sensitivity == SCOPE_REVIEW;
	return json_pack("{so so so so sb sb sb sb sb}", "name", json_text(s->name),
	    "title", json_text(by_language(rq->arena, s->title, language)), "description",
	    json_text(by_language(rq->arena, s->description, language)), "resource",
	    json_text(s->resource_name), "chosen", held != NULL, "asked",
	    held && held->state == SCOPE_ASKED, "approved",
	    held && held->state == SCOPE_APPROVED, "refused",
	    held && held->state == SCOPE_REFUSED, "review", review);
}

/* Groups by resource; authz's own come first under a name of their own. */
enum store_status
scope_choices(struct request *rq, const struct client *app, json_t **out)
{
	struct scope *all;
	size_t n;
	enum store_status status = scopes_list(rq->db, rq->arena, NO_UUID, &all, &n);
	if (status != STORE_OK)
		return status;
	*out = json_array();
	json_t *group = NULL;
	struct uuid current = NO_UUID;
	for (size_t i = 0; i < n; i++) {
		const struct app_scope *held =
		    app ? app_scope_find(app, all[i].name) : NULL;
		/* Internal ones are given by operators only, but shown to who has them.
		 */
		if (all[i].sensitivity == SCOPE_INTERNAL && !held)
			continue;
		if (!group || !uuid_eq(current, all[i].resource_id)) {
			current = all[i].resource_id;
			group = json_pack("{so so s[]}", "resource",
			    json_text(all[i].resource_name), "uri",
			    json_text(all[i].resource_uri), "scopes");
			json_array_append_new(*out, group);
		}
		json_array_append_new(
		    json_object_get(group, "scopes"), choice_json(rq, &all[i], held));
	}
	return STORE_OK;
}

static json_t *
secrets_json(struct request *rq, const struct client *app)
{
	json_t *list = json_array();
	for (size_t i = 0; i < app->secret_count; i++)
		json_array_append_new(
		    list, json_pack("{so so so so}", "id",
			      json_text(uuid_text(rq->arena, app->secrets[i].id)), "hint",
			      json_text(app->secrets[i].hint), "created",
			      json_text(date_text(rq->arena, app->secrets[i].created_at)),
			      "app_path", json_text(app_path(rq->arena, app))));
	return list;
}

static json_t *
redirect_uris_json(struct request *rq, const struct client *app)
{
	json_t *list = json_array();
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		json_array_append_new(
		    list, json_pack("{so so}", "uri", json_text(app->redirect_uris.at[i]),
			      "app_path", json_text(app_path(rq->arena, app))));
	return list;
}

/* The field's value and error, when it is the one at fault; else its value from the app.
 */
static void
put_field(struct request *rq, json_t *data, const struct app_page *p, const char *name,
    struct text stored)
{
	bool at_fault = p->field && strcmp(p->field, name) == 0;
	json_object_set_new(data, name,
	    field_json(
		rq, name, at_fault ? p->value : stored, at_fault ? p->fault : NULL));
}

static json_t *
facts_json(struct request *rq, const struct client *app, const struct app_page *p)
{
	struct text kind = arena_printf(
	    rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(app->kind)));
	json_t *data = json_pack("{so so so so so so so}", "title", json_text(app->name),
	    "app_name", json_text(app->name), "client_id", json_text(app->client_id),
	    "path", json_text(app_path(rq->arena, app)), "kind",
	    json_text(phrase(rq->arena, request_language(rq), kind, NULL)), "auth_method",
	    json_text(app->auth_method), "issuer", json_text(settings()->server.issuer));
	json_object_set_new(
	    data, "grant_types", json_text(texts_join(rq->arena, app->grant_types, ' ')));
	json_object_set_new(data, "wide", json_true());
	json_object_set_new(
	    data, "confidential", json_boolean(client_auth_has_secret(app->auth_method)));
	json_object_set_new(data, "can_add_secret", json_boolean(app->secret_count < 2));
	json_object_set_new(
	    data, "can_remove_secret", json_boolean(app->secret_count > 1));
	json_object_set_new(data, "suspended", json_boolean(app->suspended_at != 0));
	json_object_set_new(data, "reviewed", json_boolean(app->reviewed_at != 0));
	json_object_set_new(data, "uses_redirect",
	    json_boolean(texts_have(app->grant_types, TEXT("authorization_code"))));
	json_object_set_new(data, "secrets", secrets_json(rq, app));
	json_object_set_new(data, "redirect_uris", redirect_uris_json(rq, app));
	json_object_set_new(data, "team", json_text(app->owner_name));
	json_object_set_new(data, "team_link",
	    json_text(arena_printf(
		rq->arena, "%.*s/team", TEXT_ARG(app_path(rq->arena, app)))));
	if (p->new_secret.n)
		json_object_set_new(data, "new_secret", json_text(p->new_secret));
	else
		json_object_set_new(data, "page", json_text(app_path(rq->arena, app)));
	return data;
}

/* What was decided over the app and its scopes, and what the developer is told of it; by
 * whom is not theirs to know. */
static enum store_status
decisions_json(struct request *rq, const struct client *app, json_t **out)
{
	struct review *all;
	size_t n;
	enum store_status status =
	    reviews_list(rq->db, rq->arena, app->id, DECISIONS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return status;
	*out = json_array();
	for (size_t i = 0; i < n; i++) {
		struct text name = arena_printf(rq->arena, "admin.decision.%.*s",
		    TEXT_ARG(decision_name(all[i].decision)));
		json_array_append_new(*out,
		    json_pack("{so so so so}", "scope", json_text(all[i].scope),
			"decision",
			json_text(phrase(rq->arena, request_language(rq), name, NULL)),
			"message", json_text(all[i].message), "decided",
			json_text(date_text(rq->arena, all[i].decided_at))));
	}
	return STORE_OK;
}

struct response *
app_page(struct request *rq, const struct client *app, const struct app_page *p)
{
	json_t *scopes = NULL, *decisions = NULL;
	enum store_status status = scope_choices(rq, app, &scopes);
	if (status == STORE_OK)
		status = decisions_json(rq, app, &decisions);
	if (status != STORE_OK) {
		json_decref(scopes);
		return (struct response *)store_error_page(rq, status);
	}
	json_t *data = facts_json(rq, app, p);
	json_object_set_new(data, "scope_groups", scopes);
	json_object_set_new(
	    data, "has_decisions", json_boolean(json_array_size(decisions) > 0));
	json_object_set_new(data, "decisions", decisions);
	json_object_set_new(
	    data, "saved", json_boolean(form_get(rq->parameters, TEXT("saved")).n != 0));
	const struct client *shown = p->typed ? p->typed : app;
	put_field(rq, data, p, "name", shown->name);
	put_field(rq, data, p, "description", shown->description);
	put_field(rq, data, p, "homepage", shown->homepage);
	put_field(rq, data, p, "policy_uri", shown->policy_uri);
	put_field(rq, data, p, "tos_uri", shown->tos_uri);
	put_field(rq, data, p, "redirect_uri", NO_TEXT);
	put_field(rq, data, p, "confirmation", NO_TEXT);
	put_field(rq, data, p, "reason", NO_TEXT);
	if (p->fault)
		json_object_set_new(data, "has_fault", json_true());
	if (p->fault && !p->field)
		json_object_set_new(data, "fault",
		    json_text(phrase(
			rq->arena, request_language(rq), text_of(p->fault), NULL)));
	return respond_page(rq, p->status ? p->status : 200, "developer_app", data);
}
