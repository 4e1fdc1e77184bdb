/*
 * Mustache (specification 1.4, core modules) over jansson. One pass: text is copied until
 * the next tag; a section is rendered by walking its source again for each item.
 */
#include "html/mustache.h"

#include "base/cleanup.h"

#include <stdio.h>

enum { DEEPEST = 64 };

struct scope {
	const json_t *value;
	const struct scope *outer;
};

struct tag {
	char kind; /* one of # ^ / > ! & { =, or 'v' */
	struct text name;
	size_t begin, end; /* of the tag with its delimiters */
	size_t line_begin,
	    line_end; /* of what goes when the tag stands alone on its line */
	bool alone;
};

/* What of a template is to be rendered: tags that begin in [begin, end). The whole text
 * stays in sight, since it tells whether a tag stands alone on its line. */
struct source {
	struct text text;
	size_t begin, end;
	struct text open, close;
};

struct renderer {
	struct builder *out;
	const struct mustache_hooks *hooks;
	int depth;
};

static void render(
    struct renderer *r, struct source s, const struct scope *scope, struct text indent);

static size_t
find(struct text haystack, size_t from, struct text needle)
{
	if (from > haystack.n || !needle.n)
		return haystack.n;
	const char *hit =
	    memmem(haystack.at + from, haystack.n - from, needle.at, needle.n);
	return hit ? (size_t)(hit - haystack.at) : haystack.n;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct text
trim(struct text t)
{
	while (t.n && is_space(t.at[0]))
		t = text_part(t, 1, t.n);
	while (t.n && is_space(t.at[t.n - 1]))
		t.n--;
	return t;
}

/* Section, partial, comment and delimiter tags alone on a line take the line with them.
 */
static void
find_line(struct text t, struct tag *tag)
{
	size_t begin = tag->begin, end = tag->end;
	if (tag->kind == 'v' || tag->kind == '&' || tag->kind == '{')
		return;
	while (begin && (t.at[begin - 1] == ' ' || t.at[begin - 1] == '\t'))
		begin--;
	while (end < t.n && (t.at[end] == ' ' || t.at[end] == '\t'))
		end++;
	if (begin && t.at[begin - 1] != '\n')
		return;
	if (end < t.n && t.at[end] == '\r' && end + 1 < t.n && t.at[end + 1] == '\n')
		end++;
	if (end < t.n && t.at[end] != '\n')
		return;
	tag->alone = true;
	tag->line_begin = begin;
	tag->line_end = end < t.n ? end + 1 : end;
}

/* The next tag at or after `from`; false when there is none. */
static bool
next_tag(const struct source *s, size_t from, struct tag *tag)
{
	size_t begin = find(s->text, from, s->open);
	if (begin >= s->end)
		return false;
	size_t inside = begin + s->open.n;
	char kind = inside < s->text.n ? s->text.at[inside] : '\0';
	bool triple = kind == '{', delimiters = kind == '=';
	size_t close = find(s->text, inside, s->close);
	if (triple) {
		/* {{{name}}}: the brace closes before the delimiter. */
		size_t brace = find(s->text, inside, TEXT("}"));
		close = find(s->text, brace + 1, s->close);
	}
	if (close >= s->text.n)
		return false;
	struct text content = {s->text.at + inside, close - inside};
	*tag = (struct tag){.kind = 'v', .begin = begin, .end = close + s->close.n};
	if (kind && strchr("#^/>!&{=", kind)) {
		tag->kind = kind;
		content = text_part(content, 1, content.n);
	}
	content = trim(content);
	if ((triple || delimiters) && content.n)
		content.n--;
	tag->name = trim(content);
	tag->line_begin = tag->begin;
	tag->line_end = tag->end;
	find_line(s->text, tag);
	return true;
}

static struct source
whole(struct text t)
{
	return (struct source){t, 0, t.n, TEXT("{{"), TEXT("}}")};
}

static void
change_delimiters(struct source *s, struct text spec)
{
	size_t space = text_index(spec, ' ');
	struct text open = text_part(spec, 0, space);
	struct text close = trim(text_part(spec, space, spec.n));
	if (open.n && close.n) {
		s->open = open;
		s->close = close;
	}
}

static const json_t *
member(const json_t *value, struct text name)
{
	char key[128];
	if (!json_is_object(value) || name.n >= sizeof(key))
		return NULL;
	memcpy(key, name.at, name.n);
	key[name.n] = '\0';
	return json_object_get(value, key);
}

/* The first part of a dotted name is looked up outward, the rest inside what it found. */
static const json_t *
look_up(const struct scope *scope, struct text name)
{
	if (text_eq(name, TEXT(".")))
		return scope->value;
	struct text first;
	const json_t *found = NULL;
	text_next(&name, '.', &first);
	for (; scope && !found; scope = scope->outer)
		found = member(scope->value, first);
	struct text part;
	while (found && text_next(&name, '.', &part))
		found = member(found, part);
	return found;
}

static bool
is_true(const json_t *value)
{
	return value && !json_is_null(value) && !json_is_false(value) &&
	       !(json_is_array(value) && json_array_size(value) == 0) &&
	       !(json_is_string(value) && json_string_length(value) == 0);
}

static struct text
as_text(struct arena *a, const json_t *value)
{
	if (json_is_string(value))
		return (struct text){json_string_value(value), json_string_length(value)};
	if (json_is_integer(value))
		return arena_printf(a, "%lld", (long long)json_integer_value(value));
	if (json_is_real(value))
		return arena_printf(a, "%.15g", json_real_value(value));
	return json_is_true(value) ? TEXT("true") : NO_TEXT;
}

/* A phrase with its {slots} filled from where it stands. */
static struct text
fill(struct arena *a, struct text phrase, const struct scope *scope)
{
	struct builder b = builder_new(a, phrase.n + 64);
	for (size_t i = 0; i < phrase.n;) {
		size_t close = find(phrase, i, TEXT("}"));
		if (phrase.at[i] != '{' || close == phrase.n) {
			build_char(&b, phrase.at[i++]);
			continue;
		}
		struct text name = text_part(phrase, i + 1, close - i - 1);
		build_text(&b, as_text(a, look_up(scope, name)));
		i = close + 1;
	}
	return builder_text(&b);
}

struct text
mustache_fill(struct arena *a, struct text phrase, const json_t *data)
{
	return fill(a, phrase, &(struct scope){data, NULL});
}

static void
print(struct renderer *r, const struct scope *scope, const struct tag *tag)
{
	struct arena *a = r->out->arena;
	struct text value;
	if (r->hooks->phrase && text_starts(tag->name, TEXT("t.")))
		value = fill(a,
		    r->hooks->phrase(
			r->hooks->context, text_part(tag->name, 2, tag->name.n)),
		    scope);
	else
		value = as_text(a, look_up(scope, tag->name));
	if (tag->kind == 'v')
		build_html(r->out, value);
	else
		build_text(r->out, value);
}

/* Copies [from, to) with `indent` before each line that starts in it. */
static void
copy(struct renderer *r, struct text t, size_t from, size_t to, struct text indent)
{
	for (size_t i = from; i < to; i++) {
		if (indent.n && (i == 0 || t.at[i - 1] == '\n'))
			build_text(r->out, indent);
		build_char(r->out, t.at[i]);
	}
}

/* The tag that ends the section `open`; delimiters may change on the way. */
static bool
find_end(struct source s, const struct tag *open, struct tag *end)
{
	size_t at = open->end;
	int depth = 1;
	while (next_tag(&s, at, end)) {
		if (end->kind == '=')
			change_delimiters(&s, end->name);
		else if (end->kind == '#' || end->kind == '^')
			depth++;
		else if (end->kind == '/' && --depth == 0)
			return text_eq(end->name, open->name);
		at = end->end;
	}
	return false;
}

static void
render_section(struct renderer *r, const struct source *s, const struct scope *scope,
    const struct tag *open, const struct tag *end, struct text indent)
{
	const json_t *value = look_up(scope, open->name);
	struct source body = {
	    s->text, open->line_end, end->line_begin, s->open, s->close};
	if (open->kind == '^') {
		if (!is_true(value))
			render(r, body, scope, indent);
		return;
	}
	if (!is_true(value))
		return;
	if (!json_is_array(value)) {
		render(r, body, &(struct scope){value, scope}, indent);
		return;
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		render(r, body, &(struct scope){json_array_get(value, i), scope}, indent);
}

static void
render_partial(struct renderer *r, const struct source *s, const struct scope *scope,
    const struct tag *tag, struct text indent)
{
	struct text text =
	    r->hooks->partial ? r->hooks->partial(r->hooks->context, tag->name) : NO_TEXT;
	struct text own = NO_TEXT;
	if (tag->alone)
		own = text_part(s->text, tag->line_begin, tag->begin - tag->line_begin);
	if (own.n)
		indent = arena_printf(
		    r->out->arena, "%.*s%.*s", TEXT_ARG(indent), TEXT_ARG(own));
	struct source partial = whole(text);
	render(r, partial, scope, indent);
}

static void
render(struct renderer *r, struct source s, const struct scope *scope, struct text indent)
{
	size_t at = s.begin;
	struct tag tag, end;
	if (s.begin >= s.end)
		return;
	if (++r->depth > DEEPEST) {
		r->depth--;
		return;
	}
	while (next_tag(&s, at, &tag)) {
		copy(r, s.text, at, tag.line_begin, indent);
		/* A tag at the start of a line gets the indent that copy() gives to text.
		 */
		if (indent.n && !tag.alone &&
		    (tag.begin == 0 || s.text.at[tag.begin - 1] == '\n'))
			build_text(r->out, indent);
		at = tag.line_end;
		if (tag.kind == '#' || tag.kind == '^') {
			if (!find_end(s, &tag, &end))
				break;
			render_section(r, &s, scope, &tag, &end, indent);
			at = end.line_end;
		} else if (tag.kind == '>') {
			render_partial(r, &s, scope, &tag, indent);
		} else if (tag.kind == '=') {
			change_delimiters(&s, tag.name);
		} else if (tag.kind != '!' && tag.kind != '/') {
			print(r, scope, &tag);
		}
	}
	copy(r, s.text, at, s.end, indent);
	r->depth--;
}

struct text
mustache_render(struct arena *a, struct text source, const json_t *data,
    const struct mustache_hooks *hooks)
{
	struct builder out = builder_new(a, source.n * 2);
	struct renderer r = {.out = &out, .hooks = hooks};
	render(&r, whole(source), &(struct scope){data, NULL}, NO_TEXT);
	return builder_text(&out);
}
