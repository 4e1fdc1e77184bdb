/* The encodings that everything else is built on: each undoes the other. */
#include "base/encoding.h"
#include "base/uuid.h"
#include "fuzz.h"

#include <jansson.h>

static void
base64_has_one_spelling(struct arena *a, struct text t)
{
	struct text bytes;
	if (base64url_decode(a, t, &bytes))
		HOLDS(text_eq(base64url_encode(a, bytes.at, bytes.n), t));
	HOLDS(base64url_decode(a, base64url_encode(a, t.at, t.n), &bytes));
	HOLDS(text_eq(bytes, t));
	if (base64_decode(a, t, &bytes))
		HOLDS(text_eq(base64_encode(a, bytes.at, bytes.n), t));
}

static void
percent_comes_back(struct arena *a, struct text t)
{
	struct builder b = builder_new(a, 3 * t.n);
	struct text bytes;
	build_percent(&b, t);
	HOLDS(percent_decode(a, builder_text(&b), false, &bytes) && text_eq(bytes, t));
	HOLDS(percent_decode(a, builder_text(&b), true, &bytes) && text_eq(bytes, t));
	if (percent_decode(a, t, true, &bytes))
		HOLDS(bytes.n <= t.n && (t.n - bytes.n) % 2 == 0);
}

/* jansson's judgement of UTF-8 is independent of ours. */
static void
utf8_is_what_others_say(struct arena *a, struct text t)
{
	json_t *other = json_stringn(t.at ? t.at : "", t.n);
	bool valid = utf8_valid(t);
	HOLDS(valid == (other && !has_char(t, '\0')));
	HOLDS(!utf8_plain(t, true) || valid);
	HOLDS(!utf8_plain(t, false) || utf8_plain(t, true));
	json_decref(other);
	struct builder b = builder_new(a, t.n + 2);
	build_json_string(&b, t);
	struct text written = builder_text(&b);
	other = json_loadb(written.at, written.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	HOLDS(other);
	struct text read = {json_string_value(other), json_string_length(other)};
	HOLDS(!valid || text_eq(read, t));
	HOLDS(!has_char(written, '\n') && !has_char(written, '\r'));
	json_decref(other);
}

static void
html_has_no_markup(struct arena *a, struct text t)
{
	struct builder b = builder_new(a, t.n);
	build_html(&b, t);
	struct text html = builder_text(&b);
	HOLDS(!has_char(html, '<') && !has_char(html, '>') && !has_char(html, '"') &&
	      !has_char(html, '\''));
}

static void
ids_and_numbers_come_back(struct arena *a, struct text t)
{
	struct uuid id;
	uint64_t number;
	if (uuid_parse(t, &id))
		HOLDS(text_eq_nocase(uuid_text(a, id), t));
	if (!text_to_u64(t, &number))
		return;
	while (t.n > 1 && t.at[0] == '0')
		t = text_part(t, 1, t.n);
	HOLDS(text_eq(arena_printf(a, "%llu", (unsigned long long)number), t));
}

void
fuzz(struct arena *a, struct text input)
{
	base64_has_one_spelling(a, input);
	percent_comes_back(a, input);
	utf8_is_what_others_say(a, input);
	html_has_no_markup(a, input);
	ids_and_numbers_come_back(a, input);
}
