/* The settings in force, and where each comes from. */
#include "settings/listing.h"

#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"

static json_t *
row_json(struct request *rq, const struct setting_shown *s)
{
	return json_pack("{ss ss ss so sb sb sb so so}", "section", s->section, "key",
	    s->key, "meaning", s->meaning, "value", json_text(s->value), "secret",
	    s->secret, "is_set", s->is_set, "standard", s->source == FROM_DEFAULT,
	    "source", admin_word(rq, "source", setting_source_name(s->source)), "place",
	    json_text(s->place));
}

const struct response *
show_settings_in_force(struct request *rq)
{
	size_t n;
	struct text q = lookup_words(rq);
	struct setting_shown *all = settings_listed(rq->arena, &n);
	json_t *data = admin_data(rq, "admin.menu.settings", "settings");
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		if (lookup_fits_setting(rq, &all[i], q))
			json_array_append_new(rows, row_json(rq, &all[i]));
	json_object_set_new(data, "q", json_text(q));
	json_object_set_new(data, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_object_set_new(data, "rows", rows);
	return respond_page(rq, 200, "admin_settings", data);
}
