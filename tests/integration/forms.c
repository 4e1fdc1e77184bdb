#include "forms.h"

#include "flow.h"

#include <string.h>

/* The value of an attribute of the tag, or NULL. */
static const char *
attribute(const char *tag, const char *name)
{
	const char *at = strstr(tag, text_format(" %s=\"", name));
	if (!at)
		return NULL;
	at = strchr(at, '"') + 1;
	return unescape_html(arena_cstr(arena, (struct text){at, strcspn(at, "\"")}));
}

static bool
is_tag(const char *tag, const char *name)
{
	size_t n = strlen(name);
	return strncmp(tag, name, n) == 0 && (tag[n] == ' ' || tag[n] == '>');
}

static bool
has(const char *tag, const char *word)
{
	return strstr(tag, text_format(" %s", word)) != NULL;
}

struct fields {
	struct builder b;
	const char *(*fill)(const char *name);
};

static void
add(struct fields *f, const char *name, const char *value)
{
	const char *filled = *value ? NULL : f->fill(name);
	if (f->b.n)
		build_char(&f->b, '&');
	build_text(&f->b, text_of(FORM(name, filled ? filled : value)));
}

/* An input, or a select or textarea, which begins at `at`. */
static void
add_field(struct fields *f, const char *tag, const char *at)
{
	const char *name = attribute(tag, "name"), *value = attribute(tag, "value");
	const char *type = attribute(tag, "type");
	if (!name || has(tag, "disabled"))
		return;
	if (is_tag(tag, "textarea")) {
		const char *text = strchr(at, '>') + 1;
		add(f, name,
		    unescape_html(arena_cstr(arena,
			(struct text){text, (size_t)(strstr(text, "</") - text)})));
	} else if (is_tag(tag, "select")) {
		const char *end = strstr(at, "</select>");
		const char *chosen = strstr(at, " selected");
		const char *first = strstr(at, "<option");
		if (!chosen || chosen > end)
			chosen = first;
		while (chosen > first && *chosen != '<')
			chosen--;
		value = chosen && chosen < end ? attribute(chosen, "value") : NULL;
		add(f, name, value ? value : "");
	} else if (!type || strcmp(type, "radio") != 0 || has(tag, "checked")) {
		add(f, name, value ? value : "");
	}
}

/* The form at `at`, once for each of its named buttons. */
static size_t
read_form(const char *at, const char *(*fill)(const char *name), struct page_form *out,
    size_t most)
{
	const char *end = strstr(at, "</form>");
	const char *action = attribute(at, "action");
	struct fields f = {builder_new(arena, 1000), fill};
	const char *buttons[20];
	size_t n = 0, made = 0;
	for (at = strchr(at + 1, '<'); at && at < end; at = strchr(at + 1, '<')) {
		const char *tag =
		    arena_cstr(arena, (struct text){at + 1, strcspn(at + 1, ">") + 1});
		if (is_tag(tag, "input") || is_tag(tag, "select") ||
		    is_tag(tag, "textarea"))
			add_field(&f, tag, at);
		const char *name = is_tag(tag, "button") ? attribute(tag, "name") : NULL;
		if (name && n < 20)
			buttons[n++] = FORM(name, attribute(tag, "value"));
	}
	build_char(&f.b, '\0');
	for (size_t i = 0; i < (n ? n : 1) && made < most; i++)
		out[made++] = (struct page_form){
		    action, n ? text_format("%s&%s", f.b.at, buttons[i]) : f.b.at};
	return made;
}

size_t
page_forms(const char *body, const char *(*fill)(const char *name), struct page_form *out,
    size_t most)
{
	size_t n = 0;
	for (const char *at = body; (at = strstr(at, "<form method=\"post\"")); at++)
		n += read_form(at, fill, out + n, most - n);
	return n;
}
