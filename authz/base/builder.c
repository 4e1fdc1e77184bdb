#include "base/builder.h"

#include "base/encoding.h"

#include <stdarg.h>
#include <stdio.h>

struct builder
builder_new(struct arena *a, size_t room)
{
	if (room < 64)
		room = 64;
	return (struct builder){a, arena_alloc(a, room), 0, room};
}

struct text
builder_text(const struct builder *b)
{
	return (struct text){b->at, b->n};
}

static char *
grow(struct builder *b, size_t n)
{
	if (b->room - b->n < n) {
		size_t room = b->room * 2;
		if (room < b->n + n)
			room = b->n + n;
		char *bigger = arena_alloc(b->arena, room);
		memcpy(bigger, b->at, b->n);
		b->at = bigger;
		b->room = room;
	}
	char *at = b->at + b->n;
	b->n += n;
	return at;
}

void
build_bytes(struct builder *b, const void *bytes, size_t n)
{
	if (n)
		memcpy(grow(b, n), bytes, n);
}

void
build_text(struct builder *b, struct text t)
{
	build_bytes(b, t.at, t.n);
}

void
build_char(struct builder *b, char c)
{
	*grow(b, 1) = c;
}

void
build_printf(struct builder *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n > 0) {
		/* vsnprintf writes a NUL too, which the text does not keep. */
		char *at = grow(b, (size_t)n + 1);
		vsnprintf(at, (size_t)n + 1, format, again);
		b->n--;
	}
	va_end(again);
}

static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

void
build_percent(struct builder *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		if (is_unreserved(t.at[i]))
			build_char(b, t.at[i]);
		else
			build_printf(b, "%%%02X", (unsigned char)t.at[i]);
	}
}

void
build_query(struct builder *b, struct text name, struct text value)
{
	struct text url = builder_text(b);
	build_char(b, text_index(url, '?') == url.n ? '?' : '&');
	build_percent(b, name);
	build_char(b, '=');
	build_percent(b, value);
}

void
build_html(struct builder *b, struct text t)
{
	for (size_t i = 0; i < t.n; i++) {
		switch (t.at[i]) {
		case '&':
			build_text(b, TEXT("&amp;"));
			break;
		case '<':
			build_text(b, TEXT("&lt;"));
			break;
		case '>':
			build_text(b, TEXT("&gt;"));
			break;
		case '"':
			build_text(b, TEXT("&quot;"));
			break;
		case '\'':
			build_text(b, TEXT("&#39;"));
			break;
		default:
			build_char(b, t.at[i]);
		}
	}
}

/* Characters that end a line or steer a terminal: C1 controls, and the line and paragraph
 * separators. */
static bool
is_wide_control(const char *at, size_t n)
{
	return (n == 2 && memcmp(at, "\xc2\x80", 2) >= 0 &&
		   memcmp(at, "\xc2\x9f", 2) <= 0) ||
	       (n == 3 &&
		   (!memcmp(at, "\xe2\x80\xa8", 3) || !memcmp(at, "\xe2\x80\xa9", 3)));
}

static void
build_wide_control(struct builder *b, const char *at, size_t n)
{
	unsigned low = (unsigned char)at[n - 1];
	build_printf(b, "\\u%04x", n == 2 ? low : 0x2028 + (low - 0xa8));
}

/* Do all eight bytes stand for themselves in JSON? May say no of some that do. */
static bool
eight_plain(const char *at)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
	uint64_t x, quote, backslash;
	memcpy(&x, at, sizeof(x));
	quote = x ^ ('"' * ones);
	backslash = x ^ ('\\' * ones);
	/* A byte's high bit: above 0x7e, below a space, a quote, a backslash. */
	return !(
	    (x | (x + ones) | (x - 0x20 * ones) | (quote - ones) | (backslash - ones)) &
	    high);
}

/* How many characters stand for themselves in JSON, before one that may not. */
static size_t
json_plain_run(struct text t)
{
	size_t n = 0;
	while (t.n - n >= 8 && eight_plain(t.at + n))
		n += 8;
	while (n < t.n && t.at[n] >= 0x20 && t.at[n] != '"' && t.at[n] != '\\' &&
	       t.at[n] != 0x7f)
		n++;
	return n;
}

void
build_json_string(struct builder *b, struct text t)
{
	build_char(b, '"');
	for (;;) {
		size_t plain = json_plain_run(t);
		build_bytes(b, t.at, plain);
		t = text_part(t, plain, t.n);
		if (!t.n)
			break;
		const char *at = t.at;
		size_t n = utf8_sequence(t);
		if (*at == '"' || *at == '\\') {
			build_char(b, '\\');
			build_char(b, *at);
		} else if ((unsigned char)*at < 0x20 || *at == 0x7f) {
			build_printf(b, "\\u%04x", (unsigned char)*at);
		} else if (!n) {
			build_text(b, TEXT("\xef\xbf\xbd"));
		} else if (is_wide_control(at, n)) {
			build_wide_control(b, at, n);
		} else {
			build_bytes(b, at, n);
		}
		t = text_part(t, n ? n : 1, t.n);
	}
	build_char(b, '"');
}

static void
build_json_name(struct builder *b, struct text name)
{
	build_text(b, TEXT(",\""));
	build_text(b, name);
	build_text(b, TEXT("\":"));
}

void
build_json_member(struct builder *b, struct text name, struct text value)
{
	build_json_name(b, name);
	build_json_string(b, value);
}

void
build_json_strings(struct builder *b, struct text name, struct texts list)
{
	build_text(b, TEXT(",\""));
	build_text(b, name);
	build_text(b, TEXT("\":["));
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			build_char(b, ',');
		build_json_string(b, list.at[i]);
	}
	build_char(b, ']');
}

void
build_json_number(struct builder *b, struct text name, int64_t value)
{
	char digits[24];
	char *at = digits + sizeof(digits);
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	build_json_name(b, name);
	build_bytes(b, at, (size_t)(digits + sizeof(digits) - at));
}

struct texts_builder
texts_builder_new(struct arena *a)
{
	return (struct texts_builder){a, NULL, 0, 0};
}

void
texts_add(struct texts_builder *b, struct text t)
{
	if (b->n == b->room) {
		size_t room = b->room ? b->room * 2 : 8;
		struct text *bigger = ARENA_ARRAY(b->arena, room, struct text);
		if (b->n)
			memcpy(bigger, b->at, b->n * sizeof(*bigger));
		b->at = bigger;
		b->room = room;
	}
	b->at[b->n++] = t;
}

struct texts
texts_done(const struct texts_builder *b)
{
	return (struct texts){b->at, b->n};
}

struct texts
texts_split(struct arena *a, struct text t, char separator)
{
	struct texts_builder list = texts_builder_new(a);
	struct text piece;
	while (text_next(&t, separator, &piece))
		if (piece.n)
			texts_add(&list, piece);
	return texts_done(&list);
}

struct text
texts_join(struct arena *a, struct texts list, char separator)
{
	struct builder b = builder_new(a, 64);
	for (size_t i = 0; i < list.n; i++) {
		if (i)
			build_char(&b, separator);
		build_text(&b, list.at[i]);
	}
	return builder_text(&b);
}
