#include "portal/app_tabs.h"

#include "base/cleanup.h"
#include "oauth/logo.h"
#include "portal/developer_page.h"

static const struct {
	const char *below; /* what stands behind the app's path */
	const char *label;
} tabs[] = {
    {"", "tabs.overview"},
    {"/credentials", "tabs.credentials"},
    {"/scopes", "tabs.scopes"},
    {"/errors", "tabs.errors"},
    {"/try", "tabs.try"},
    {"/usage", "tabs.usage"},
    {"/webhooks", "tabs.webhooks"},
    {"/settings", "tabs.settings"},
};

struct text
app_path(struct arena *a, const struct client *app)
{
	return arena_printf(a, "/developer/apps/%.*s", TEXT_ARG(app->client_id));
}

/* `at` is the page, or one below it. */
static bool
is_here(struct text at, struct text app, struct text page)
{
	return page.n == app.n ? text_eq(at, app) : text_starts(at, page);
}

/* The page that is shown, which a form that was refused may have another path than. */
static json_t *
tabs_json(struct request *rq, struct text app, const json_t *data)
{
	json_t *list = json_array();
	struct text at = text_of(json_string_value(json_object_get(data, "page")));
	for (size_t i = 0; i < COUNT_OF(tabs); i++) {
		struct text page =
		    arena_printf(rq->arena, "%.*s%s", TEXT_ARG(app), tabs[i].below);
		json_array_append_new(
		    list, json_pack("{so so sb}", "path", json_text(page), "label",
			      portal_phrase(rq, tabs[i].label), "here",
			      is_here(at.n ? at : rq->path, app, page)));
	}
	return list;
}

struct response *
app_tab(struct request *rq, int status, const char *name, const struct client *app,
    json_t *data)
{
	struct text path = app_path(rq->arena, app);
	json_object_set_new(data, "title", json_text(app->name));
	json_object_set_new(data, "app_name", json_text(app->name));
	logo_put(data, app->name, logo_shown(app));
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "tabs", tabs_json(rq, path, data));
	json_object_set_new(data, "reviewed", json_boolean(app->reviewed_at != 0));
	json_object_set_new(data, "suspended", json_boolean(app->suspended_at != 0));
	return developer_page(rq, status, name, NULL, data);
}

const struct response *
back_to_tab(struct request *rq, const struct client *app, const char *tab)
{
	struct text path = app_path(rq->arena, app);
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s/%s?saved=1", TEXT_ARG(path), tab));
}
