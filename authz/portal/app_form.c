#include "portal/app_form.h"

#include "identity/signin.h"
#include "portal/developer_page.h"

static json_t *
lines_json(struct text lines)
{
	json_t *list = json_array();
	struct text line;
	while (text_next(&lines, '\n', &line)) {
		/* Browsers end lines with CR LF. */
		line = text_trim(text_part(line, 0, text_index(line, '\r')));
		if (line.n)
			json_array_append_new(list, json_text(line));
	}
	return list;
}

static struct text
lines_text(struct arena *a, const json_t *list)
{
	struct builder b = builder_new(a, 256);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i)
			build_char(&b, '\n');
		build_text(&b, json_string_text(a, json_array_get(list, i)));
	}
	return builder_text(&b);
}

/* What stands in the field. */
static struct text
shown(struct request *rq, const struct form_field *f, const json_t *document, bool sent)
{
	const json_t *value = json_object_get(document, f->name);
	if (sent)
		return form_get(rq->form, text_of(f->name));
	if (!value || json_is_null(value))
		return NO_TEXT;
	switch (f->kind) {
	case FORM_TEXT:
	case FORM_PARAGRAPH:
		return json_string_text(rq->arena, value);
	case FORM_LINES:
		return lines_text(rq->arena, value);
	case FORM_FLAG:
		return json_is_true(value) ? TEXT("on") : NO_TEXT;
	case FORM_NUMBER:
	case FORM_JSON:
		return json_compact(rq->arena, value);
	}
	return NO_TEXT;
}

static bool
is_about(const struct document_fault *fault, const char *name)
{
	struct text rest = text_part(fault->pointer, 1, fault->pointer.n);
	return text_eq(text_part(rest, 0, text_index(rest, '/')), text_of(name));
}

json_t *
app_form_json(struct request *rq, const struct form_field *fields, size_t n,
    const json_t *document, bool sent, const struct document_fault *fault)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		const struct form_field *f = &fields[i];
		struct text value = shown(rq, f, document, sent);
		json_t *field = json_pack("{ss so so sb sb sb sb}", "name", f->name,
		    "value", json_text(value), "hint",
		    portal_word(rq, "metadata", text_of(f->name)), "is_flag",
		    f->kind == FORM_FLAG, "is_long",
		    f->kind == FORM_LINES || f->kind == FORM_JSON ||
			f->kind == FORM_PARAGRAPH,
		    "is_line", f->kind == FORM_TEXT || f->kind == FORM_NUMBER, "checked",
		    value.n > 0);
		if (f->label)
			json_object_set_new(field, "label", portal_phrase(rq, f->label));
		if (fault && is_about(fault, f->name))
			json_object_set_new(field, "error", json_text(fault->detail));
		json_array_append_new(list, field);
	}
	return list;
}

/* NULL for what stands for nothing; false for what is not of its kind. */
static bool
read_field(struct request *rq, const struct form_field *f, json_t **out)
{
	struct text sent = form_get(rq->form, text_of(f->name)), value = text_trim(sent);
	uint64_t number;
	*out = NULL;
	if (!value.n)
		return true;
	switch (f->kind) {
	case FORM_TEXT:
	case FORM_PARAGRAPH:
		*out = json_text(value);
		return true;
	case FORM_LINES:
		*out = lines_json(sent);
		return true;
	case FORM_FLAG:
		*out = json_true();
		return true;
	case FORM_NUMBER:
		if (!text_to_u64(value, &number) || number > INT32_MAX)
			return false;
		*out = json_integer((json_int_t)number);
		return true;
	case FORM_JSON:
		*out = json_loadb(value.at, value.n, JSON_REJECT_DUPLICATES, NULL);
		return json_is_object(*out);
	}
	return false;
}

bool
app_form_read(struct request *rq, const struct form_field *fields, size_t n,
    json_t *document, struct document_fault *fault)
{
	for (size_t i = 0; i < n; i++) {
		const struct form_field *f = &fields[i];
		json_t *value;
		if (!read_field(rq, f, &value)) {
			json_decref(value);
			*fault = (struct document_fault){
			    arena_printf(rq->arena, "/%s", f->name),
			    phrase(rq->arena, request_language(rq),
				f->kind == FORM_JSON ? TEXT("app.not_json")
						     : TEXT("app.not_a_number"),
				NULL)};
			return false;
		}
		if (value)
			json_object_set_new(document, f->name, value);
		else
			json_object_del(document, f->name);
	}
	return true;
}
