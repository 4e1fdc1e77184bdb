#include "base/csv.h"

static void
finish(struct builder *b, char end)
{
	if (end == '\n')
		build_char(b, '\r');
	build_char(b, end);
}

void
csv_cell(struct builder *b, struct text t, char end)
{
	build_char(b, '"');
	struct text formula = TEXT("=+-@\t\r");
	if (t.n && text_index(formula, t.at[0]) < formula.n)
		build_char(b, '\'');
	for (size_t i = 0; i < t.n; i++) {
		if (t.at[i] == '"')
			build_char(b, '"');
		build_char(b, t.at[i]);
	}
	build_char(b, '"');
	finish(b, end);
}

void
csv_number(struct builder *b, int64_t n, char end)
{
	build_printf(b, "%lld", (long long)n);
	finish(b, end);
}
