#include "portal/app_tabs.h"

#include "base/cleanup.h"
#include "portal/developer_page.h"

static const struct {
	const char *below; /* what stands behind the app's path */
	const char *label;
} tabs[] = {
    {"", "tabs.overview"},
    {"/credentials", "tabs.credentials"},
    {"/scopes", "tabs.scopes"},
    {"/errors", "tabs.errors"},
    {"/usage", "tabs.usage"},
    {"/webhooks", "tabs.webhooks"},
    {"/settings", "tabs.settings"},
};

struct text
app_path(struct arena *a, const struct client *app)
{
	return arena_printf(a, "/developer/apps/%.*s", TEXT_ARG(app->client_id));
}

/* The page that the request is for, or one below it. */
static bool
is_here(struct request *rq, struct text app, struct text page)
{
	if (page.n == app.n)
		return text_eq(rq->path, app);
	return text_starts(rq->path, page);
}

static json_t *
tabs_json(struct request *rq, struct text app)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(tabs); i++) {
		struct text page =
		    arena_printf(rq->arena, "%.*s%s", TEXT_ARG(app), tabs[i].below);
		json_array_append_new(
		    list, json_pack("{so so sb}", "path", json_text(page), "label",
			      portal_phrase(rq, tabs[i].label), "here",
			      is_here(rq, app, page)));
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
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "tabs", tabs_json(rq, path));
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
