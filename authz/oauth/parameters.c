#include "oauth/parameters.h"

enum { LONGEST = 4096 };

static size_t
longest_value(struct form form, struct text name)
{
	size_t longest = 0;
	for (size_t i = 0; i < form.n; i++)
		if (text_eq(form.at[i].name, name) && form.at[i].value.n > longest)
			longest = form.at[i].value.n;
	return longest;
}

const char *
parameters_check(
    struct arena *a, const struct parameter *table, size_t n, struct form form)
{
	for (size_t i = 0; i < n; i++) {
		const struct parameter *p = &table[i];
		struct text name = text_of(p->name);
		if (!p->may_repeat && form_count(form, name) > 1)
			return arena_printf(a, "the parameter %s is sent twice", p->name)
			    .at;
		if (longest_value(form, name) > (p->longest ? p->longest : LONGEST))
			return arena_printf(a, "the parameter %s is too long", p->name)
			    .at;
		if (p->required && !form_get(form, name).n)
			return arena_printf(a, "the parameter %s is missing", p->name).at;
	}
	return NULL;
}
