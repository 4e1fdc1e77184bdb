#include "base/cleanup.h"
#include "oauth/app_rules.h"
#include "oauth/redirect_uri.h"
#include "portal/app_change.h"
#include "portal/app_page.h"
#include "portal/endpoints.h"

/* Back to the app's page, by a GET, so that a reload sends nothing again. */
static const struct response *
back(struct request *rq, const struct client *app)
{
	struct text path = app_path(rq->arena, app);
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s?saved=1", TEXT_ARG(path)));
}

static const struct response *
save(struct request *rq, const struct client *app, const char *event)
{
	enum store_status status = app_replace(rq, rq->own, app, event);
	return status == STORE_OK ? back(rq, app) : store_error_page(rq, status);
}

static const struct response *
refuse(struct request *rq, const struct client *app, const char *field, const char *fault,
    struct text value)
{
	return app_page(rq, app,
	    &(struct app_page){
		.field = field, .fault = fault, .value = value, .status = 422});
}

const struct response *
change_app(struct request *rq)
{
	const struct client *stored = rq->own;
	struct client app = *stored;
	struct {
		const char *field;
		struct text *member;
		const char *(*fault)(struct text value);
	} const fields[] = {
	    {"name", &app.name, app_name_fault},
	    {"description", &app.description, app_description_fault},
	    {"homepage", &app.homepage, app_link_fault},
	    {"policy_uri", &app.policy_uri, app_link_fault},
	    {"tos_uri", &app.tos_uri, app_link_fault},
	};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		*fields[i].member =
		    text_trim(form_get(rq->form, text_of(fields[i].field)));
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const char *fault = fields[i].fault(*fields[i].member);
		if (fault)
			return app_page(rq, stored,
			    &(struct app_page){.field = fields[i].field,
				.fault = fault,
				.value = *fields[i].member,
				.typed = &app,
				.status = 422});
	}
	return save(rq, &app, "app_changed");
}

const struct response *
add_redirect_uri(struct request *rq)
{
	struct client app = *(const struct client *)rq->own;
	struct text uri = text_trim(form_get(rq->form, TEXT("redirect_uri")));
	const char *fault =
	    uri.n ? redirect_uri_fault(app.kind, uri) : "app.redirect_uri_missing";
	if (!fault && texts_have(app.redirect_uris, uri))
		fault = "app.redirect_uri_twice";
	if (!fault && app.redirect_uris.n >= APP_REDIRECT_URIS_MOST)
		fault = "app.redirect_uris_many";
	if (fault)
		return refuse(rq, &app, "redirect_uri", fault, uri);
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < app.redirect_uris.n; i++)
		texts_add(&list, app.redirect_uris.at[i]);
	texts_add(&list, uri);
	app.redirect_uris = texts_done(&list);
	return save(rq, &app, "app_redirect_uri_added");
}

const struct response *
remove_redirect_uri(struct request *rq)
{
	struct client app = *(const struct client *)rq->own;
	struct text uri = form_get(rq->form, TEXT("redirect_uri"));
	struct texts_builder list = texts_builder_new(rq->arena);
	for (size_t i = 0; i < app.redirect_uris.n; i++)
		if (!text_eq(app.redirect_uris.at[i], uri))
			texts_add(&list, app.redirect_uris.at[i]);
	bool needed = texts_have(app.grant_types, TEXT("authorization_code"));
	if (list.n == 0 && needed)
		return refuse(rq, &app, "redirect_uri", "app.redirect_uri_last", NO_TEXT);
	app.redirect_uris = texts_done(&list);
	return save(rq, &app, "app_redirect_uri_removed");
}

const struct response *
choose_scopes(struct request *rq)
{
	const struct client *app = rq->own;
	struct texts wanted = form_all(rq->arena, rq->form, TEXT("scope"));
	struct text reason = text_trim(form_get(rq->form, TEXT("reason")));
	const char *fault = app_description_fault(reason);
	if (fault)
		return refuse(rq, app, "reason", fault, reason);
	struct scope *all;
	size_t n;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = scopes_list(rq->db, rq->arena, NO_UUID, &all, &n);
	for (size_t i = 0; status == STORE_OK && i < n; i++)
		if (all[i].sensitivity != SCOPE_INTERNAL)
			status = app_choose_scope(
			    rq, app, &all[i], texts_have(wanted, all[i].name), reason);
	status = app_change_end(rq, "app_scopes_chosen", app, app->id, status);
	return status == STORE_OK ? back(rq, app) : store_error_page(rq, status);
}

const struct response *
delete_app(struct request *rq)
{
	const struct client *app = rq->own;
	struct text typed = text_trim(form_get(rq->form, TEXT("confirmation")));
	if (!text_eq(typed, app->name))
		return refuse(rq, app, "confirmation", "app.confirmation_differs", typed);
	enum store_status status = app_remove(rq, app);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/developer?deleted=1"))
				  : store_error_page(rq, status);
}
