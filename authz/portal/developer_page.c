#include "portal/developer_page.h"

#include "base/cleanup.h"

static const struct {
	struct text path, below; /* what stands below it, unless it is the first */
	const char *label;
} pages[] = {
    {TEXT_INIT("/developer"), TEXT_INIT("/developer/apps/"), "team.nav_apps"},
    {TEXT_INIT("/developer/apis"), TEXT_INIT("/developer/apis/"), "team.nav_apis"},
    {TEXT_INIT("/developer/catalogue"), TEXT_INIT("/developer/catalogue/"),
	"catalogue.nav"},
    {TEXT_INIT("/developer/teams"), TEXT_INIT("/developer/teams/"), "team.nav_teams"},
};

static json_t *
navigation(struct request *rq)
{
	json_t *list = json_array();
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		json_array_append_new(
		    list, json_pack("{so so sb}", "path", json_text(pages[i].path),
			      "label", portal_phrase(rq, pages[i].label), "here",
			      text_eq(rq->path, pages[i].path) ||
				  text_starts(rq->path, pages[i].below)));
	return list;
}

struct response *
developer_page(
    struct request *rq, int status, const char *name, const char *title, json_t *data)
{
	if (title)
		json_object_set_new(data, "title", portal_phrase(rq, title));
	json_object_set_new(data, "pages", navigation(rq));
	json_object_set_new(data, "wide", json_true());
	json_object_set_new(
	    data, "saved", json_boolean(form_get(rq->parameters, TEXT("saved")).n != 0));
	return respond_page(rq, status, name, data);
}

json_t *
portal_phrase(struct request *rq, const char *name)
{
	return json_text(phrase(rq->arena, request_language(rq), text_of(name), NULL));
}

json_t *
portal_word(struct request *rq, const char *prefix, struct text word)
{
	struct text name = arena_printf(rq->arena, "%s.%.*s", prefix, TEXT_ARG(word));
	return json_text(phrase(rq->arena, request_language(rq), name, NULL));
}

const struct response *
back_saved(struct request *rq, struct text path)
{
	return respond_redirect(
	    rq, arena_printf(rq->arena, "%.*s?saved=1", TEXT_ARG(path)));
}

struct text
developer_path(struct request *rq, const char *kind, struct uuid id)
{
	return arena_printf(
	    rq->arena, "/developer/%s/%.*s", kind, TEXT_ARG(uuid_text(rq->arena, id)));
}

json_t *
field_json(struct request *rq, const char *name, struct text value, const char *fault)
{
	json_t *field = json_pack("{ss so}", "name", name, "value", json_text(value));
	if (fault)
		json_object_set_new(field, "error", portal_phrase(rq, fault));
	return field;
}
