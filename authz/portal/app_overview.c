/* The first page of an app: who it is, how it stands, what was decided over it. */
#include "base/cleanup.h"
#include "oauth/sandbox.h"
#include "portal/app_change.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/own.h"
#include "portal/usage_view.h"
#include "settings/settings.h"
#include "store/reviews.h"

enum { DECISIONS_SHOWN = 20 };

/* What was decided over the app and its scopes, and what the developer is told of it; by
 * whom is not theirs to know. */
static enum store_status
put_decisions(struct request *rq, const struct client *app, json_t *data)
{
	struct review *all;
	size_t n;
	enum store_status status =
	    reviews_list(rq->db, rq->arena, app->id, DECISIONS_SHOWN, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so}", "scope", json_text(all[i].scope),
			"decision",
			portal_word(rq, "admin.decision", decision_name(all[i].decision)),
			"message", json_text(all[i].message), "decided",
			json_text(date_text(rq->arena, all[i].decided_at))));
	json_object_set_new(data, "has_decisions", json_boolean(n > 0));
	json_object_set_new(data, "decisions", list);
	return STORE_OK;
}

static size_t
scopes_asked(const struct client *app)
{
	size_t n = 0;
	for (size_t i = 0; i < app->app_scope_count; i++)
		n += app->app_scopes[i].state == SCOPE_ASKED;
	return n;
}

/* Whom the app is open to, whether its review was refused, and what a reviewer will look
 * for in vain. */
static enum store_status
put_review(struct request *rq, const struct client *app, json_t *data)
{
	bool refused;
	const struct {
		struct text value;
		const char *label;
	} wanted[] = {{app->description, "portal.description"},
	    {app->homepage, "portal.homepage"}, {app->policy_uri, "portal.policy_uri"},
	    {app->tos_uri, "portal.tos_uri"}};
	json_t *missing = json_array();
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if (!wanted[i].value.n)
			json_array_append_new(
			    missing, portal_phrase(rq, wanted[i].label));
	json_object_set_new(
	    data, "has_missing", json_boolean(json_array_size(missing) > 0));
	json_object_set_new(data, "missing", missing);
	json_object_set_new(
	    data, "waits", json_boolean(!app->reviewed_at && !app->trusted));
	json_object_set_new(data, "sandbox", json_boolean(app_in_sandbox(app)));
	enum store_status status =
	    review_was_refused(rq->db, rq->arena, app->id, &refused);
	json_object_set_new(data, "refused", json_boolean(refused));
	return status;
}

const struct response *
show_app(struct request *rq)
{
	const struct client *app = rq->own;
	struct team team;
	json_t *data = json_pack("{so so so so so so so sI sb}", "client_id",
	    json_text(app->client_id), "kind",
	    portal_word(rq, "portal.kind", app_kind_name(app->kind)), "auth_method",
	    json_text(app->auth_method), "grant_types",
	    json_text(texts_join(rq->arena, app->grant_types, ' ')), "issuer",
	    json_text(settings()->server.issuer), "created",
	    json_text(date_text(rq->arena, app->created_at)), "description",
	    json_text(app->description), "asked", (json_int_t)scopes_asked(app),
	    "has_asked", scopes_asked(app) > 0);
	enum store_status status = put_review(rq, app, data);
	if (status == STORE_OK)
		status =
		    team_of_member(rq->db, rq->arena, app->team_id, rq->user->id, &team);
	if (status == STORE_OK) {
		json_object_set_new(data, "team", json_text(team.name));
		status = put_decisions(rq, app, data);
	}
	if (status == STORE_OK)
		status = usage_line(rq, app, data);
	if (status == STORE_OK)
		return app_tab(rq, 200, "developer_app", app, data);
	json_decref(data);
	return store_error_page(rq, status);
}

/* Asked twice is asked. */
const struct response *
ask_review(struct request *rq)
{
	const struct own_app *own = rq->own;
	enum store_status status = app_ask_review(rq, &own->app);
	return status == STORE_OK || status == STORE_NONE
		   ? respond_redirect(rq, app_path(rq->arena, &own->app))
		   : store_error_page(rq, status);
}
