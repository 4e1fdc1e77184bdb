/* An authorization URL and code for an app, with its real values, and a run of it here.
 */
#include "base/cleanup.h"
#include "base/encoding.h"
#include "base/json.h"
#include "oauth/authorization_response.h"
#include "oauth/client_auth.h"
#include "oauth/try_ticket.h"
#include "portal/app_tabs.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/try_page.h"
#include "settings/settings.h"

enum { LONGEST_CHOICE = 500 };

static const char *const prompts[] = {
    "login", "consent", "select_account", "none", "create"};

static bool
is_for_people(const struct client *app)
{
	return texts_have(app->grant_types, TEXT("authorization_code"));
}

static json_t *
choices(struct texts names, struct texts chosen)
{
	json_t *list = json_array();
	for (size_t i = 0; i < names.n; i++)
		json_array_append_new(
		    list, json_pack("{so sb}", "value", json_text(names.at[i]), "chosen",
			      texts_have(chosen, names.at[i])));
	return list;
}

static struct texts
prompt_names(struct arena *a)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < COUNT_OF(prompts); i++)
		texts_add(&list, text_of(prompts[i]));
	return texts_done(&list);
}

/* What the form was sent with; the first time all scopes and nothing else. */
static struct texts
chosen_scopes(struct request *rq, const struct client *app)
{
	return rq->method == METHOD_POST && form_get(rq->form, TEXT("action")).n
		   ? form_all(rq->arena, rq->form, TEXT("scope"))
		   : app->scopes;
}

static struct texts
one(struct arena *a, struct text t)
{
	struct text *list = ARENA_NEW(a, struct text);
	*list = t;
	return (struct texts){list, t.n != 0};
}

/* As a string of JavaScript, Python and Go, and as a part of a URL: in code that somebody
 * copies, a value must not be more than a value. */
static void
add_quoted(struct request *rq, json_t *data, const char *name, struct text value)
{
	struct builder quoted = builder_new(rq->arena, value.n + 16);
	struct builder encoded = builder_new(rq->arena, value.n * 3 + 1);
	build_json_string(&quoted, value);
	build_percent(&encoded, value);
	json_object_set_new(data, arena_printf(rq->arena, "%s_quoted", name).at,
	    json_text(builder_text(&quoted)));
	json_object_set_new(data, arena_printf(rq->arena, "%s_encoded", name).at,
	    json_text(builder_text(&encoded)));
}

/* What the snippets are filled with. */
static void
add_values(struct request *rq, const struct client *app, json_t *data)
{
	struct text issuer = settings()->server.issuer;
	struct texts scopes = chosen_scopes(rq, app);
	json_object_set_new(data, "issuer", json_text(issuer));
	json_object_set_new(
	    data, "insecure", json_boolean(text_starts(issuer, TEXT("http:"))));
	json_object_set_new(data, "client_id", json_text(app->client_id));
	json_object_set_new(data, "redirect",
	    json_text(app->redirect_uris.n ? app->redirect_uris.at[0] : NO_TEXT));
	json_object_set_new(
	    data, "scope_list", json_text(texts_join(rq->arena, scopes, ',')));
	add_quoted(rq, data, "issuer", issuer);
	add_quoted(rq, data, "client_id", app->client_id);
	add_quoted(rq, data, "redirect",
	    app->redirect_uris.n ? app->redirect_uris.at[0] : NO_TEXT);
	add_quoted(rq, data, "scope", texts_join(rq->arena, scopes, ' '));
	json_object_set_new(data, "scopes", choices(app->scopes, scopes));
	json_object_set_new(data, "auth_method", json_text(app->auth_method));
	json_object_set_new(
	    data, "has_secret", json_boolean(client_auth_has_secret(app->auth_method)));
	json_object_set_new(data, "posts_secret",
	    json_boolean(text_eq(app->auth_method, TEXT("client_secret_post"))));
	json_object_set_new(data, "for_people", json_boolean(is_for_people(app)));
	json_object_set_new(data, "for_devices",
	    json_boolean(texts_have(
		app->grant_types, TEXT("urn:ietf:params:oauth:grant-type:device_code"))));
	json_object_set_new(data, "for_itself",
	    json_boolean(texts_have(app->grant_types, TEXT("client_credentials"))));
}

const struct response *
try_page(struct request *rq, const struct client *app, json_t *more)
{
	struct form f = rq->form;
	struct text path =
	    arena_printf(rq->arena, "%.*s/try", TEXT_ARG(app_path(rq->arena, app)));
	json_object_set_new(more, "try_path", json_text(path));
	/* Answers arrive at another path. */
	json_object_set_new(more, "page", json_text(path));
	add_values(rq, app, more);
	json_object_set_new(more, "redirects",
	    choices(
		app->redirect_uris, one(rq->arena, form_get(f, TEXT("redirect_uri")))));
	json_object_set_new(more, "prompts",
	    choices(
		prompt_names(rq->arena), one(rq->arena, form_get(f, TEXT("prompt")))));
	json_object_set_new(more, "modes",
	    choices(response_mode_names(rq->arena),
		one(rq->arena, form_get(f, TEXT("response_mode")))));
	json_object_set_new(more, "resource_wanted",
	    json_text(text_part(form_get(f, TEXT("resource")), 0, LONGEST_CHOICE)));
	return app_tab(rq, 200, "developer_try", app, more);
}

const struct response *
show_try(struct request *rq)
{
	return try_page(rq, rq->own, json_object());
}

static void
build_wish(struct request *rq, struct builder *b, const char *name)
{
	struct text value = form_get(rq->form, text_of(name));
	if (value.n)
		build_query(b, text_of(name), text_part(value, 0, LONGEST_CHOICE));
}

static struct builder
authorization_url(struct request *rq, const struct client *app, struct text redirect_uri,
    struct text state, const struct try_ticket *t)
{
	struct builder b = builder_new(rq->arena, 1000);
	build_printf(&b, "%.*s/oauth2/authorize", TEXT_ARG(settings()->server.issuer));
	build_query(&b, TEXT("response_type"), TEXT("code"));
	build_query(&b, TEXT("client_id"), app->client_id);
	build_query(&b, TEXT("redirect_uri"), redirect_uri);
	struct texts scopes = chosen_scopes(rq, app);
	if (scopes.n)
		build_query(&b, TEXT("scope"), texts_join(rq->arena, scopes, ' '));
	build_query(&b, TEXT("state"), state);
	build_query(&b, TEXT("nonce"), t->nonce);
	build_query(&b, TEXT("code_challenge"), t->challenge);
	build_query(&b, TEXT("code_challenge_method"), TEXT("S256"));
	build_wish(rq, &b, "prompt");
	build_wish(rq, &b, "resource");
	return b;
}

/* One to look at, for the app's own redirect URI: its verifier is shown beside it. */
static const struct response *
show_url(struct request *rq, const struct client *app)
{
	struct try_ticket state = {.client_id = app->id}, t = state;
	struct text redirect_uri = form_get(rq->form, TEXT("redirect_uri"));
	try_ticket_make(rq->arena, &state);
	try_ticket_make(rq->arena, &t);
	if (!texts_have(app->redirect_uris, redirect_uri))
		redirect_uri = app->redirect_uris.n ? app->redirect_uris.at[0] : NO_TEXT;
	struct builder url = authorization_url(rq, app, redirect_uri, state.nonce, &t);
	build_wish(rq, &url, "response_mode");
	return try_page(rq, app,
	    json_pack("{so so}", "url", json_text(builder_text(&url)), "url_verifier",
		json_text(t.verifier)));
}

const struct response *
start_try(struct request *rq)
{
	const struct client *app = rq->own;
	struct try_ticket t = {.client_id = app->id, .user_id = rq->user->id};
	if (!is_for_people(app))
		return respond_error_page(rq, 400, "errors.bad_request");
	if (text_eq(form_get(rq->form, TEXT("action")), TEXT("url")))
		return show_url(rq, app);
	struct text ticket = try_ticket_make(rq->arena, &t);
	struct builder url =
	    authorization_url(rq, app, try_redirect_uri(rq->arena), ticket, &t);
	return respond_redirect(rq, builder_text(&url));
}
