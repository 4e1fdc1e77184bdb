#include "admin/admin.h"
#include "admin/change_view.h"
#include "admin/endpoints.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "oauth/logo.h"
#include "portal/usage_view.h"
#include "store/audit_search.h"
#include "store/reviews.h"
#include "store/teams.h"

enum { DECISIONS_SHOWN = 50, EVENTS_SHOWN = 20 };

static void
add_fact(struct request *rq, json_t *facts, const char *label, struct text value)
{
	if (value.n)
		json_array_append_new(facts,
		    json_pack("{so so}", "label", admin_word(rq, "fact", text_of(label)),
			"value", json_text(value)));
}

/* Client metadata by its registered names, which are nobody's to translate. */
static void
add_metadata(struct request *rq, json_t *facts, const struct client *app)
{
	CLEANUP(json)
	json_t *all = members_json(&client_metadata_members, &app->metadata);
	const char *name;
	json_t *value;
	json_object_foreach(all, name, value)
	{
		size_t n = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
		char *text = arena_alloc(rq->arena, n + 1);
		json_dumpb(value, text, n, JSON_COMPACT | JSON_ENCODE_ANY);
		json_t *shown =
		    json_is_string(value) ? json_incref(value) : json_stringn(text, n);
		json_array_append_new(
		    facts, json_pack("{ss so}", "registered", name, "value", shown));
	}
}

static json_t *
facts_json(struct request *rq, const struct client *app)
{
	json_t *facts = json_array();
	struct text kind = arena_printf(
	    rq->arena, "portal.kind.%.*s", TEXT_ARG(app_kind_name(app->kind)));
	add_fact(rq, facts, "client_id", app->client_id);
	add_fact(rq, facts, "kind", phrase(rq->arena, request_language(rq), kind, NULL));
	add_fact(rq, facts, "description", app->description);
	add_fact(rq, facts, "homepage", app->homepage);
	add_fact(rq, facts, "policy_uri", app->policy_uri);
	add_fact(rq, facts, "tos_uri", app->tos_uri);
	add_fact(rq, facts, "auth_method", app->auth_method);
	add_fact(rq, facts, "grants", texts_join(rq->arena, app->grant_types, ' '));
	if (app->resource)
		add_fact(rq, facts, "resource", app->resource->uri);
	add_fact(rq, facts, "created", date_text(rq->arena, app->created_at));
	if (app->reviewed_at)
		add_fact(rq, facts, "reviewed", date_text(rq->arena, app->reviewed_at));
	if (app->suspended_at)
		add_fact(rq, facts, "suspended", date_text(rq->arena, app->suspended_at));
	if (app->deleted_at)
		add_fact(rq, facts, "deleted", time_text(rq->arena, app->deleted_at));
	for (size_t i = 0; i < app->secret_count; i++)
		add_fact(rq, facts, "secret",
		    arena_printf(rq->arena, "azs_…%.*s, %.*s%s%.*s",
			TEXT_ARG(app->secrets[i].hint),
			TEXT_ARG(date_text(rq->arena, app->secrets[i].created_at)),
			app->secrets[i].label.n ? ", " : "",
			TEXT_ARG(app->secrets[i].label)));
	add_metadata(rq, facts, app);
	return facts;
}

static enum store_status
add_owner(struct request *rq, json_t *data, const struct client *app)
{
	struct team_member *members;
	size_t n;
	if (uuid_is_nil(app->team_id))
		return STORE_OK;
	enum store_status status =
	    team_members_list(rq->db, rq->arena, app->team_id, &members, &n);
	if (status != STORE_OK)
		return status;
	json_t *people = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    people, json_pack("{so so sb}", "owner_email",
				json_text(members[i].email), "link",
				json_text(arena_printf(rq->arena, "/admin/users/%.*s",
				    TEXT_ARG(uuid_text(rq->arena, members[i].user_id)))),
				"is_owner", members[i].role == TEAM_OWNER));
	json_object_set_new(data, "owner",
	    json_pack(
		"{so so}", "owner_name", json_text(app->owner_name), "people", people));
	return STORE_OK;
}

static enum store_status
add_scopes(struct request *rq, json_t *data, const struct client *app)
{
	struct scope_review *scopes;
	size_t n;
	struct text language = language_tag(request_language(rq));
	enum store_status status =
	    reviews_scopes(rq->db, rq->arena, app->id, &scopes, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct scope_review *s = &scopes[i];
		struct text state = scope_state_name(s->state);
		json_array_append_new(list,
		    json_pack("{so so so so so so so so so sb sb sb}", "scope",
			json_text(s->scope), "scope_title",
			json_text(by_language(rq->arena, s->title, language)),
			"scope_description",
			json_text(by_language(rq->arena, s->description, language)),
			"resource", json_text(s->resource_name), "sensitivity",
			admin_word(rq, "sensitivity", sensitivity_name(s->sensitivity)),
			"state", admin_word(rq, "state", state), "was", json_text(state),
			"reason", json_text(s->reason), "since",
			admin_time(rq, s->changed_at), "asked", s->state == SCOPE_ASKED,
			"can_approve", s->state != SCOPE_APPROVED, "can_refuse",
			s->state != SCOPE_REFUSED));
	}
	json_object_set_new(data, "scopes", list);
	json_object_set_new(data, "has_scopes", json_boolean(n > 0));
	return STORE_OK;
}

static enum store_status
add_history(struct request *rq, json_t *data, const struct client *app)
{
	struct review *all;
	size_t n;
	enum store_status status =
	    reviews_list(rq->db, rq->arena, app->id, DECISIONS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    list, json_pack("{so so so so so sb}", "scope",
			      json_text(all[i].scope), "decision",
			      admin_word(rq, "decision", decision_name(all[i].decision)),
			      "message", json_text(all[i].message), "by",
			      json_text(all[i].decided_by_email), "at",
			      admin_time(rq, all[i].decided_at), "bad",
			      all[i].decision == DECISION_REFUSED ||
				  all[i].decision == DECISION_SUSPENDED));
	json_object_set_new(data, "history", list);
	json_object_set_new(data, "has_history", json_boolean(n > 0));
	return STORE_OK;
}

static enum store_status
add_usage(struct request *rq, json_t *data, const struct client *app)
{
	struct text path = admin_app_path(rq, app->id);
	return usage_view(rq, app, data, arena_cstr(rq->arena, path), NULL);
}

static enum store_status
add_events(struct request *rq, json_t *data, const struct client *app)
{
	struct audit_found *rows;
	size_t n;
	const struct audit_filter of_app = {.client_id = app->id};
	enum store_status status =
	    audit_search(rq->db, rq->arena, &of_app, EVENTS_SHOWN, &rows, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct audit_event *e = &rows[i].row.event;
		json_t *row = json_pack("{so so so so}", "at",
		    admin_time(rq, rows[i].row.at), "event", json_text(e->event), "actor",
		    json_text(e->actor), "address", json_text(e->address));
		put_changes(rq, row, e->details);
		json_array_append_new(list, row);
	}
	json_object_set_new(data, "events", list);
	json_object_set_new(data, "has_events", json_boolean(n > 0));
	return STORE_OK;
}

static json_t *
page_data(struct request *rq, const struct client *app)
{
	json_t *data = admin_data(rq, "admin.menu.apps", "apps");
	json_t *uris = json_array();
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		json_array_append_new(uris, json_text(app->redirect_uris.at[i]));
	struct text path = admin_app_path(rq, app->id);
	json_object_set_new(data, "title", json_text(app->name));
	json_object_set_new(data, "app", json_text(app->name));
	logo_put(data, app->name, logo_shown(app));
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "page", json_text(path));
	json_object_set_new(data, "facts", facts_json(rq, app));
	json_object_set_new(data, "redirect_uris", uris);
	json_object_set_new(
	    data, "has_redirect_uris", json_boolean(app->redirect_uris.n > 0));
	json_object_set_new(data, "reviewed", json_boolean(app->reviewed_at != 0));
	json_object_set_new(data, "suspended", json_boolean(app->suspended_at != 0));
	json_object_set_new(data, "deleted", json_boolean(app->deleted_at != 0));
	json_object_set_new(data, "trusted", json_boolean(app->trusted));
	return data;
}

const struct response *
admin_app_page(struct request *rq, const char *fault, int status)
{
	static enum store_status (*const parts[])(
	    struct request * rq, json_t * data, const struct client *app) = {
	    add_owner, add_scopes, add_history, add_usage, add_events};
	const struct client *app = &admin_of(rq)->app;
	json_t *data = page_data(rq, app);
	if (fault)
		json_object_set_new(data, "fault", admin_phrase(rq, fault));
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		enum store_status stored = parts[i](rq, data, app);
		if (stored != STORE_OK) {
			json_decref(data);
			return store_error_page(rq, stored);
		}
	}
	return respond_page(rq, status, "admin_app", data);
}

const struct response *
show_any_app(struct request *rq)
{
	return admin_app_page(rq, NULL, 200);
}
