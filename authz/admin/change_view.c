#include "admin/change_view.h"

#include "base/json.h"

/* A text as it is, anything else as JSON; nothing for what was not there. */
static json_t *
value_json(struct request *rq, const json_t *value)
{
	if (!value || json_is_null(value))
		return json_string("");
	if (json_is_string(value))
		return json_string(json_string_value(value));
	return json_text(json_compact(rq->arena, value));
}

static void
add_change(struct request *rq, json_t *list, const char *name, const json_t *before,
    const json_t *after)
{
	json_array_append_new(
	    list, json_pack("{ss so so}", "name", name, "before", value_json(rq, before),
		      "after", value_json(rq, after)));
}

/* Either side may lack a member: it came, or it went. */
static void
add_members(struct request *rq, json_t *list, json_t *before, json_t *after)
{
	const char *name;
	json_t *value;
	json_object_foreach(before, name, value)
	{
		add_change(rq, list, name, value, json_object_get(after, name));
	}
	json_object_foreach(after, name, value)
	{
		if (!json_object_get(before, name))
			add_change(rq, list, name, NULL, value);
	}
}

void
put_changes(struct request *rq, json_t *row, struct text details)
{
	CLEANUP(json) json_t *all = json_loadb(details.at, details.n, 0, NULL);
	json_t *before = json_object_get(all, "before");
	json_t *after = json_object_get(all, "after");
	json_t *list = json_array();
	if (json_is_object(before) || json_is_object(after))
		add_members(rq, list, before, after);
	else if (before || after)
		add_change(rq, list, "", before, after);
	json_object_set_new(row, "changes", list);
	json_object_set_new(row, "has_changes", json_boolean(json_array_size(list) > 0));
	json_object_del(all, "before");
	json_object_del(all, "after");
	json_object_set_new(row, "details",
	    json_object_size(all) ? json_text(json_compact(rq->arena, all))
				  : json_string(""));
}
