#include "portal/scope_form.h"

#include "base/cleanup.h"
#include "portal/api_page.h"

static const struct {
	const char *title, *description;
	struct text language;
} words[] = {{"title_en", "description_en", TEXT_INIT("en")},
    {"title_zh", "description_zh", TEXT_INIT("zh")}};

struct scope
read_scope_form(struct request *rq, struct text name)
{
	struct scope s = {.name = name,
	    .title = TEXT("{}"),
	    .description = TEXT("{}"),
	    .sensitivity = SCOPE_REVIEW};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		s.title = by_language_set(rq->arena, s.title, words[i].language,
		    text_trim(form_get(rq->form, text_of(words[i].title))));
		s.description =
		    by_language_set(rq->arena, s.description, words[i].language,
			text_trim(form_get(rq->form, text_of(words[i].description))));
	}
	sensitivity_parse(form_get(rq->form, TEXT("sensitivity")), &s.sensitivity);
	return s;
}

void
put_scope_form(struct request *rq, json_t *data, const struct scope *s,
    const enum sensitivity *all, size_t n, struct outcome o)
{
	json_t *choices = json_array();
	for (size_t i = 0; i < n; i++) {
		struct text name = sensitivity_name(all[i]);
		json_array_append_new(choices,
		    json_pack("{so so so sb}", "value", json_text(name), "sensitivity",
			portal_word(rq, "api.sensitivities", name), "hint",
			portal_word(rq, "api.sensitivity_hint", name), "chosen",
			s->sensitivity == all[i]));
	}
	json_object_set_new(data, "choices", choices);
	json_object_set_new(data, "scope", api_field(rq, "scope", s->name, o));
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct text title = in_language(rq->arena, s->title, words[i].language);
		struct text description =
		    in_language(rq->arena, s->description, words[i].language);
		json_object_set_new(
		    data, words[i].title, api_field(rq, words[i].title, title, o));
		json_object_set_new(data, words[i].description,
		    api_field(rq, words[i].description, description, o));
	}
	if (o.fault)
		json_object_set_new(data, "fault",
		    portal_phrase(
			rq, o.field && !text_eq(text_of(o.field), TEXT("sensitivity"))
				? "portal.has_fault"
				: o.fault));
}
