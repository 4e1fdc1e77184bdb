/* /api/v1/apps: a developer's apps. */
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "oauth/problem.h"
#include "portal/app_change.h"
#include "portal/app_document.h"
#include "portal/endpoints.h"
#include "portal/own.h"
#include "store/users.h"

static const struct response *
load(struct request *rq,
    enum store_status (*find)(struct db *db, struct arena *a, struct uuid user_id,
	struct uuid client_id, struct own_app *out))
{
	struct uuid id;
	struct own_app *own = ARENA_NEW(rq->arena, struct own_app);
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	enum store_status status = find(rq->db, rq->arena, rq->user->id, id, own);
	if (status != STORE_OK)
		return status == STORE_NONE ? api_not_found(rq)
					    : oauth_store_error(rq, status);
	rq->own = own;
	return NULL;
}

const struct response *
load_own_app_for_api(struct request *rq)
{
	return load(rq, own_app_find);
}

const struct response *
load_deleted_app_for_api(struct request *rq)
{
	return load(rq, own_deleted_app_find);
}

const struct response *
list_apps_for_api(struct request *rq)
{
	struct api_page page;
	struct uuid team = NO_UUID;
	struct client *apps;
	size_t n;
	struct text wanted = form_get(rq->parameters, TEXT("team_id"));
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	if (form_count(rq->parameters, TEXT("team_id")) && !uuid_parse(wanted, &team))
		return oauth_error(rq, INVALID_REQUEST, "team_id is not an id");
	enum store_status status = clients_of_user(
	    rq->db, rq->arena, rq->user->id, team, page.after, page.limit + 1, &apps, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, app_document(rq->arena, &apps[i]));
	return api_respond_page(rq, items, shown < n ? apps[shown - 1].id : NO_UUID);
}

/* With the secret, which is shown this once. */
static const struct response *
respond_created(struct request *rq, const struct client *app, struct text secret)
{
	json_t *document = app_document(rq->arena, app);
	if (secret.n)
		json_object_set_new(document, "client_secret", json_text(secret));
	struct response *rs = respond_json(rq, 201, json_compact(rq->arena, document));
	json_decref(document);
	api_add_location(rq, rs,
	    arena_printf(rq->arena, "/api/v1/apps/%.*s", TEXT_ARG(app->client_id)));
	return rs;
}

static struct text
string_member(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	return json_is_string(value)
		   ? (struct text){json_string_value(value), json_string_length(value)}
		   : NO_TEXT;
}

static const struct response *
read_document(struct request *rq, const json_t *document, struct client *app)
{
	struct document_fault fault;
	return app_document_read(rq->arena, LANGUAGE_EN, document, app, &fault)
		   ? NULL
		   : api_refuse_member(rq, fault.pointer, fault.detail);
}

static const struct response *
create(struct request *rq)
{
	CLEANUP(json) json_t *document = NULL;
	enum app_kind kind;
	struct uuid wanted = NO_UUID, team;
	struct text secret;
	const struct response *refused =
	    api_read_body(rq, app_document_members(rq->arena), &document);
	if (refused)
		return refused;
	if (!app_kind_parse(string_member(document, "kind"), &kind) ||
	    kind == APP_RESOURCE_SERVER)
		return api_refuse_member(rq, TEXT("/kind"),
		    TEXT("it is one of web, browser, native, device and service"));
	json_t *team_id = json_object_get(document, "team_id");
	if (team_id && !json_is_null(team_id) &&
	    !uuid_parse(string_member(document, "team_id"), &wanted))
		return api_refuse_member(
		    rq, TEXT("/team_id"), TEXT("it is not the id of a team of yours"));
	struct client app = app_new(rq->arena, kind, NO_UUID);
	refused = read_document(rq, document, &app);
	if (refused)
		return refused;
	enum store_status status =
	    team_for_new(rq->db, rq->arena, rq->user->id, wanted, &team);
	if (status == STORE_NONE)
		return api_refuse_member(
		    rq, TEXT("/team_id"), TEXT("it is not the id of a team of yours"));
	app.team_id = team;
	if (status == STORE_OK)
		status = app_register(rq, &app, &secret);
	return status == STORE_OK ? respond_created(rq, &app, secret)
				  : oauth_store_error(rq, status);
}

const struct response *
create_app_for_api(struct request *rq)
{
	return api_once(rq, create);
}

const struct response *
show_app_for_api(struct request *rq)
{
	return api_respond(rq, 200, app_document(rq->arena, rq->own));
}

/* What was seen of the app, and what it is to become. */
struct replacement {
	const struct client *seen;
	struct client wanted;
};

static bool
same_document(struct arena *a, const struct client *one, const struct client *other)
{
	CLEANUP(json) json_t *first = app_document(a, one);
	CLEANUP(json) json_t *second = app_document(a, other);
	return json_equal(first, second) != 0;
}

/* Whoever changes it meanwhile waits: the version that is checked is the one replaced.
 */
static const struct response *
put_in_place(struct request *rq)
{
	struct replacement *r = rq->own;
	struct client before, after;
	enum store_status status = client_hold(rq->db, rq->arena, r->seen->id, &before);
	if (status == STORE_NONE)
		return api_not_found(rq);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	if (!same_document(rq->arena, &before, r->seen))
		return api_version_changed(rq);
	status = app_replace(rq, &before, &r->wanted, "app_changed");
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, before.id, &after);
	return status == STORE_OK ? api_respond(rq, 200, app_document(rq->arena, &after))
				  : oauth_store_error(rq, status);
}

/* The document's rules may fetch what it names, which is no time to hold the app. */
const struct response *
replace_app_for_api(struct request *rq)
{
	CLEANUP(json) json_t *document = NULL;
	const struct client *app = rq->own;
	struct replacement *r = ARENA_NEW(rq->arena, struct replacement);
	*r = (struct replacement){app, *app};
	const struct response *refused =
	    api_read_body(rq, app_document_members(rq->arena), &document);
	if (!refused)
		refused = api_check_version(rq, app_document(rq->arena, app));
	if (!refused)
		refused = read_document(rq, document, &r->wanted);
	if (refused)
		return refused;
	rq->own = r;
	return api_in_one(rq, put_in_place);
}

const struct response *
delete_app_for_api(struct request *rq)
{
	if (own_role(rq) != TEAM_OWNER)
		return respond_problem(rq, 403, "owners_only",
		    TEXT("only an owner of the team may delete its apps"), NULL);
	enum store_status status = app_delete(rq, rq->own);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}

static const struct response *
restore(struct request *rq)
{
	struct own_app *own = rq->own;
	if (own->role != TEAM_OWNER)
		return respond_problem(rq, 403, "owners_only",
		    TEXT("only an owner of the team may restore its apps"), NULL);
	enum store_status status = app_restore(rq, &own->app);
	if (status == STORE_OK)
		status = client_by_id(rq->db, rq->arena, own->app.id, &own->app);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? show_app_for_api(rq) : oauth_store_error(rq, status);
}

static const struct response *
ask_for_review(struct request *rq)
{
	enum store_status status = app_ask_review(rq, rq->own);
	if (status == STORE_NONE)
		return respond_problem(rq, 409, "not_refused",
		    TEXT("the app has its review, or waits for it already"), NULL);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}

const struct response *
ask_review_for_api(struct request *rq)
{
	return api_once(rq, ask_for_review);
}

/* A repetition finds nothing to restore; with a key it gets the first answer. */
const struct response *
restore_app_for_api(struct request *rq)
{
	return api_once(rq, restore);
}
