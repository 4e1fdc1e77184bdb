#include "base/encoding.h"
#include "http/exchange.h"

enum { FIELDS_MOST = 100 };

struct text
form_get(struct form form, struct text name)
{
	for (size_t i = 0; i < form.n; i++)
		if (form.at[i].value.n && text_eq(form.at[i].name, name))
			return form.at[i].value;
	return NO_TEXT;
}

size_t
form_count(struct form form, struct text name)
{
	size_t n = 0;
	for (size_t i = 0; i < form.n; i++)
		n += text_eq(form.at[i].name, name);
	return n;
}

struct texts
form_all(struct arena *a, struct form form, struct text name)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < form.n; i++)
		if (form.at[i].value.n && text_eq(form.at[i].name, name))
			texts_add(&list, form.at[i].value);
	return texts_done(&list);
}

const char *
form_parse(struct arena *a, struct text encoded, struct form *out)
{
	struct text piece;
	size_t room = 0;
	for (struct text rest = encoded; text_next(&rest, '&', &piece);)
		room++;
	if (room > FIELDS_MOST)
		return "there are too many parameters (100 are the most)";
	struct field *fields = ARENA_ARRAY(a, room, struct field);
	*out = (struct form){fields, 0};
	while (text_next(&encoded, '&', &piece)) {
		if (!piece.n)
			continue;
		size_t equals = text_index(piece, '=');
		struct field *f = &fields[out->n++];
		if (!percent_decode(a, text_part(piece, 0, equals), true, &f->name) ||
		    !percent_decode(
			a, text_part(piece, equals + 1, piece.n), true, &f->value))
			return "a percent escape is broken";
		if (!utf8_valid(f->name) || !utf8_valid(f->value))
			return "a parameter is not valid UTF-8, or has a NUL";
	}
	return NULL;
}

static bool
is_form_type(struct text type)
{
	struct text essence = text_part(type, 0, text_index(type, ';'));
	return text_eq_nocase(
	    text_trim(essence), TEXT("application/x-www-form-urlencoded"));
}

const struct response *
read_form(struct request *rq)
{
	if (!is_form_type(request_header(rq, TEXT("Content-Type"))))
		return answer_error(
		    rq, 400, "the body must be application/x-www-form-urlencoded");
	const char *fault = form_parse(rq->arena, rq->body, &rq->form);
	return fault ? answer_error(rq, 400, fault) : NULL;
}

const struct response *
read_query(struct request *rq)
{
	const char *fault = form_parse(rq->arena, rq->query, &rq->parameters);
	return fault ? answer_error(rq, 400, fault) : NULL;
}
