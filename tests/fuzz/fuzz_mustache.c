/* Templates and phrases: they end, whatever stands in them, and data stays data. */
#include "fuzz.h"
#include "html/mustache.h"

static struct text
partial(void *context, struct text name)
{
	(void)context;
	if (text_eq(name, TEXT("row")))
		return TEXT(
		    "  {{#one}}\n  {{evil}}{{^no}}{{t.hello}}{{/no}}\n{{/one}}\n");
	return text_eq(name, TEXT("me")) ? TEXT("x{{>me}}") : NO_TEXT;
}

static struct text
greeting(void *context, struct text name)
{
	(void)context;
	return text_eq(name, TEXT("hello")) ? TEXT("Hello {evil} {deep.evil}{") : NO_TEXT;
}

static json_t *
data(void)
{
	static json_t *made;
	/* Lists of one: longer ones, nested, take time without end, as they should. */
	if (!made)
		made = json_pack("{ss s[{ss}] s[s] s[] s{ss si} sb sn sf}", "evil",
		    "<b>\"'&\n", "one", "evil", "<i>", "names", "<s>", "none", "deep",
		    "evil", "<u>", "n", 42, "yes", 1, "no", "real", 1.5);
	HOLDS(made);
	return made;
}

/* Only {{{x}}} and {{&x}} print as it is; new delimiters could spell them anew. */
static bool
asks_for_raw(struct text t)
{
	return memmem(t.at, t.n, "{{{", 3) || has_char(t, '&') || has_char(t, '=') ||
	       has_char(t, '<');
}

void
fuzz(struct arena *a, struct text input)
{
	const struct mustache_hooks hooks = {partial, greeting, NULL};
	struct text page = mustache_render(a, input, data(), &hooks);
	if (input.n && !asks_for_raw(input))
		HOLDS(!has_char(page, '<'));
	if (!input.n || !memmem(input.at, input.n, "{{", 2))
		HOLDS(text_eq(page, input));
	struct text filled = mustache_fill(a, input, data());
	if (!has_char(input, '{') || !has_char(input, '}'))
		HOLDS(text_eq(filled, input));
}
