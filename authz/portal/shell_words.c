#include "portal/shell_words.h"

#include "base/builder.h"

/* Within single quotes all is literal but the quote itself, which stands outside. */
struct text
shell_word(struct arena *a, struct text t)
{
	struct builder b = builder_new(a, t.n + 16);
	build_char(&b, '\'');
	for (size_t i = 0; i < t.n; i++) {
		if (t.at[i] == '\'')
			build_text(&b, TEXT("'\\''"));
		else
			build_char(&b, t.at[i]);
	}
	build_char(&b, '\'');
	return builder_text(&b);
}
