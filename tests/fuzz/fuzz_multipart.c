/* Forms with files: the media type on the first line, the body behind it. */
#include "fuzz.h"
#include "http/request.h"

static struct text
quoted(struct arena *a, struct text t)
{
	return arena_printf(a, "\"%.*s\"", TEXT_ARG(t));
}

static void
build_parts(struct builder *b, struct text boundary, struct form form, const char *more)
{
	for (size_t i = 0; i < form.n; i++) {
		build_printf(b, "--%.*s\r\nContent-Disposition: form-data; name=",
		    TEXT_ARG(boundary));
		build_text(b, quoted(b->arena, form.at[i].name));
		build_printf(b, "%s\r\n\r\n", more);
		build_text(b, form.at[i].value);
		build_text(b, TEXT("\r\n"));
	}
}

static void
same(struct form one, struct form other)
{
	HOLDS(one.n == other.n);
	for (size_t i = 0; i < one.n; i++) {
		HOLDS(text_eq(one.at[i].name, other.at[i].name));
		HOLDS(text_eq(one.at[i].value, other.at[i].value));
	}
}

/* With another boundary, so that what was one before may stand in a part. */
static void
what_was_parsed_parses_the_same_again(
    struct arena *a, struct form fields, struct form files)
{
	static const struct text boundary = TEXT_INIT("another-boundary-0123456789");
	struct builder b = builder_new(a, 1024);
	struct form fields_again, files_again;
	build_parts(&b, boundary, fields, "");
	build_parts(&b, boundary, files, "; filename=\"a\"\r\nContent-Type: a/b");
	build_printf(&b, "--%.*s--\r\n", TEXT_ARG(boundary));
	struct text type =
	    arena_printf(a, "multipart/form-data; boundary=%.*s", TEXT_ARG(boundary));
	/* What has it in itself would end there. */
	for (size_t i = 0; i < fields.n + files.n; i++) {
		const struct field *f =
		    i < fields.n ? &fields.at[i] : &files.at[i - fields.n];
		if (f->value.n &&
		    memmem(f->value.at, f->value.n, boundary.at, boundary.n))
			return;
	}
	HOLDS(!multipart_parse(a, type, builder_text(&b), &fields_again, &files_again));
	same(fields, fields_again);
	same(files, files_again);
}

static void
is_within(struct text part, struct text body)
{
	HOLDS(part.at >= body.at && part.at + part.n <= body.at + body.n);
}

void
fuzz(struct arena *a, struct text input)
{
	struct form fields, files;
	struct text type = next_line(&input);
	if (multipart_parse(a, type, input, &fields, &files))
		return;
	HOLDS(fields.n + files.n <= 20);
	for (size_t i = 0; i < fields.n; i++) {
		HOLDS(utf8_valid(fields.at[i].name) && utf8_valid(fields.at[i].value));
		is_within(fields.at[i].value, input);
	}
	for (size_t i = 0; i < files.n; i++) {
		HOLDS(utf8_valid(files.at[i].name));
		is_within(files.at[i].value, input);
	}
	what_was_parsed_parses_the_same_again(a, fields, files);
}
