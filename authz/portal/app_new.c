#include "base/cleanup.h"
#include "oauth/app_rules.h"
#include "oauth/redirect_uri.h"
#include "portal/app_change.h"
#include "portal/app_credentials.h"
#include "portal/developer_page.h"
#include "portal/endpoints.h"
#include "portal/team_choice.h"

/* The registration form as it was sent, and which of its fields are at fault. */
struct new_app {
	struct text name, kind, redirect_uri, homepage, description;
	struct uuid team;
	const char *name_fault, *kind_fault, *redirect_uri_fault, *homepage_fault,
	    *description_fault;
};

static json_t *
kinds_json(struct request *rq, struct text chosen)
{
	static const enum app_kind kinds[] = {
	    APP_WEB, APP_BROWSER, APP_NATIVE, APP_DEVICE, APP_SERVICE};
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct text name = app_kind_name(kinds[i]);
		struct text title =
		    arena_printf(rq->arena, "portal.kind.%.*s", TEXT_ARG(name));
		struct text hint =
		    arena_printf(rq->arena, "portal.kind_hint.%.*s", TEXT_ARG(name));
		enum language language = request_language(rq);
		json_array_append_new(list,
		    json_pack("{so so so sb}", "value", json_text(name), "title",
			json_text(phrase(rq->arena, language, title, NULL)),
			"description", json_text(phrase(rq->arena, language, hint, NULL)),
			"chosen", text_eq(name, chosen)));
	}
	return list;
}

static const struct response *
new_app_page(struct request *rq, const struct new_app *form, int status)
{
	json_t *data = json_pack("{so so so so so so ss sb}", "title",
	    json_text(
		phrase(rq->arena, request_language(rq), TEXT("portal.new_title"), NULL)),
	    "kinds", kinds_json(rq, form->kind), "name",
	    field_json(rq, "name", form->name, form->name_fault), "redirect_uri",
	    field_json(rq, "redirect_uri", form->redirect_uri, form->redirect_uri_fault),
	    "homepage", field_json(rq, "homepage", form->homepage, form->homepage_fault),
	    "description",
	    field_json(rq, "description", form->description, form->description_fault),
	    "page", "/developer/apps/new", "wide", true);
	if (form->kind_fault)
		json_object_set_new(data, "kind_error",
		    json_text(phrase(rq->arena, request_language(rq),
			text_of(form->kind_fault), NULL)));
	json_object_set_new(data, "has_fault", json_boolean(status != 200));
	enum store_status stored = put_teams(rq, data, form->team, NULL);
	if (stored == STORE_OK)
		return respond_page(rq, status, "developer_new", data);
	json_decref(data);
	return stored == STORE_NONE ? respond_error_page(rq, 404, "errors.not_found")
				    : store_error_page(rq, stored);
}

const struct response *
show_new_app(struct request *rq)
{
	struct new_app form = {.kind = TEXT("web")};
	uuid_parse(form_get(rq->parameters, TEXT("team")), &form.team);
	return new_app_page(rq, &form, 200);
}

static bool
find_faults(struct new_app *form, enum app_kind kind)
{
	const struct app_kind_rule *rule = app_kind_rule(kind);
	form->name_fault = app_name_fault(form->name);
	form->homepage_fault = app_link_fault(form->homepage);
	form->description_fault = app_description_fault(form->description);
	if (form->redirect_uri.n)
		form->redirect_uri_fault = redirect_uri_fault(kind, form->redirect_uri);
	else if (rule->needs_redirect_uri)
		form->redirect_uri_fault = "app.redirect_uri_missing";
	return form->name_fault || form->homepage_fault || form->redirect_uri_fault ||
	       form->description_fault;
}

static const struct response *
create(struct request *rq, const struct new_app *form, enum app_kind kind)
{
	struct text secret;
	struct client app = app_new(rq->arena, kind, form->team);
	app.name = form->name;
	app.homepage = form->homepage;
	app.description = form->description;
	app.redirect_uris =
	    (struct texts){&form->redirect_uri, form->redirect_uri.n ? 1 : 0};
	enum store_status status = app_register(rq, &app, &secret);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	return credentials_page(
	    rq, &app, &(struct credentials_page){.new_secret = secret, .status = 201});
}

const struct response *
register_app(struct request *rq)
{
	struct new_app form = {.name = text_trim(form_get(rq->form, TEXT("name"))),
	    .kind = form_get(rq->form, TEXT("kind")),
	    .redirect_uri = text_trim(form_get(rq->form, TEXT("redirect_uri"))),
	    .homepage = text_trim(form_get(rq->form, TEXT("homepage"))),
	    .description = text_trim(form_get(rq->form, TEXT("description")))};
	enum app_kind kind = APP_WEB;
	const struct response *refused = chosen_team(rq, &form.team);
	if (refused)
		return refused;
	if (!app_kind_parse(form.kind, &kind) || kind == APP_RESOURCE_SERVER) {
		form.kind_fault = "app.kind_unknown";
		return new_app_page(rq, &form, 422);
	}
	if (find_faults(&form, kind))
		return new_app_page(rq, &form, 422);
	return create(rq, &form, kind);
}
