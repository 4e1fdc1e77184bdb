/* multipart/form-data (RFC 7578), as browsers send forms with files in them. */
#include "base/encoding.h"
#include "http/exchange.h"

enum { PARTS_MOST = 20, BOUNDARY_MOST = 70 };

static const char broken_header[] = "the header of a part is broken";

struct part {
	struct text name, content;
	bool is_file, has_disposition;
};

/* RFC 2046 5.1.1. */
static bool
is_boundary(struct text t)
{
	static const struct text others = TEXT_INIT("'()+_,-./:=? ");
	for (size_t i = 0; i < t.n; i++) {
		char c = t.at[i], lower = (char)(c | 0x20);
		if (!(c >= '0' && c <= '9') && !(lower >= 'a' && lower <= 'z') &&
		    text_index(others, c) == others.n)
			return false;
	}
	return t.n > 0 && t.n <= BOUNDARY_MOST && t.at[t.n - 1] != ' ';
}

static struct text
without_quotes(struct text t)
{
	bool quoted = t.n >= 2 && t.at[0] == '"' && t.at[t.n - 1] == '"';
	return quoted ? text_part(t, 1, t.n - 2) : t;
}

/* What stands between parts: the boundary of the media type, behind a line's end. */
static bool
read_delimiter(struct arena *a, struct text type, struct text *out)
{
	struct text piece, boundary = NO_TEXT;
	text_next(&type, ';', &piece);
	while (text_next(&type, ';', &piece)) {
		size_t equals = text_index(piece, '=');
		if (!text_eq_nocase(
			text_trim(text_part(piece, 0, equals)), TEXT("boundary")))
			continue;
		if (boundary.n)
			return false;
		boundary =
		    without_quotes(text_trim(text_part(piece, equals + 1, piece.n)));
	}
	if (!is_boundary(boundary))
		return false;
	*out = arena_printf(a, "\r\n--%.*s", TEXT_ARG(boundary));
	return true;
}

/* Takes what stands before `end` off `rest`, and `end` itself. */
static bool
take_until(struct text *rest, struct text end, struct text *piece)
{
	const char *at = rest->n ? memmem(rest->at, rest->n, end.at, end.n) : NULL;
	if (!at)
		return false;
	*piece = text_part(*rest, 0, (size_t)(at - rest->at));
	*rest = text_part(*rest, piece->n + end.n, rest->n);
	return true;
}

static bool
take(struct text *rest, struct text expected)
{
	if (!text_starts(*rest, expected))
		return false;
	*rest = text_part(*rest, expected.n, rest->n);
	return true;
}

/* form-data; name="…"; filename="…" (RFC 7578 4.2). Browsers escape a quote as %22. */
static bool
read_disposition(struct text rest, struct part *p)
{
	bool named = false;
	struct text value;
	if (p->has_disposition || !take(&rest, TEXT("form-data")))
		return false;
	p->has_disposition = true;
	while (rest.n) {
		bool is_name = take(&rest, TEXT("; name=\""));
		if (!is_name && !take(&rest, TEXT("; filename=\"")))
			return false;
		if ((is_name ? named : p->is_file) ||
		    !take_until(&rest, TEXT("\""), &value))
			return false;
		if (is_name)
			p->name = value;
		named = named || is_name;
		p->is_file = p->is_file || !is_name;
	}
	return named && utf8_valid(p->name);
}

/* Of what a part says of itself, its name counts, and whether it is a file: what that is
 * called, and of what type it is said to be, is a claim. */
static bool
read_head(struct text head, struct part *p)
{
	struct text line;
	while (head.n) {
		if (!take_until(&head, TEXT("\r\n"), &line)) {
			line = head;
			head = NO_TEXT;
		}
		size_t colon = text_index(line, ':');
		struct text name = text_part(line, 0, colon);
		if (text_eq_nocase(name, TEXT("Content-Type")))
			continue;
		if (!text_eq_nocase(name, TEXT("Content-Disposition")) ||
		    !read_disposition(text_trim(text_part(line, colon + 1, line.n)), p))
			return false;
	}
	return p->has_disposition;
}

static void
put(struct form *form, const struct part *p)
{
	/* The array is this file's own, until it is handed out. */
	struct field *fields = (struct field *)(uintptr_t)form->at;
	fields[form->n++] = (struct field){p->name, p->content};
}

const char *
multipart_parse(struct arena *a, struct text type, struct text body, struct form *fields,
    struct form *files)
{
	struct text delimiter, head, rest = body;
	*fields = (struct form){ARENA_ARRAY(a, PARTS_MOST, struct field), 0};
	*files = (struct form){ARENA_ARRAY(a, PARTS_MOST, struct field), 0};
	if (!read_delimiter(a, type, &delimiter))
		return "the media type has no boundary that can be one";
	if (!take(&rest, text_part(delimiter, 2, delimiter.n)))
		return "the body does not begin with the boundary";
	while (!take(&rest, TEXT("--"))) {
		struct part p = {0};
		if (fields->n + files->n == PARTS_MOST)
			return "there are too many parts (20 are the most)";
		if (!take(&rest, TEXT("\r\n")) ||
		    !take_until(&rest, TEXT("\r\n\r\n"), &head) || !read_head(head, &p))
			return broken_header;
		if (!take_until(&rest, delimiter, &p.content))
			return "a part does not end: the body is cut off";
		if (!p.is_file && !utf8_valid(p.content))
			return "a field is not valid UTF-8, or has a NUL";
		put(p.is_file ? files : fields, &p);
	}
	take(&rest, TEXT("\r\n"));
	return rest.n ? "something stands behind the last boundary" : NULL;
}

const struct response *
read_upload(struct request *rq)
{
	struct text type = request_header(rq, TEXT("Content-Type"));
	struct text essence = text_trim(text_part(type, 0, text_index(type, ';')));
	if (!text_eq_nocase(essence, TEXT("multipart/form-data")))
		return read_form(rq);
	const char *fault =
	    multipart_parse(rq->arena, type, rq->body, &rq->form, &rq->files);
	return fault ? answer_error(rq, 400, fault) : NULL;
}
