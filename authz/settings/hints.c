#include "settings/table.h"

enum { LONGEST = 64, NEAR = 2 };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's: how many characters to add, drop or change. */
static size_t
distance(struct text a, struct text b)
{
	size_t row[LONGEST + 1];
	if (a.n > LONGEST || b.n > LONGEST)
		return SIZE_MAX;
	for (size_t k = 0; k <= b.n; k++)
		row[k] = k;
	for (size_t i = 0; i < a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t k = 0; k < b.n; k++) {
			size_t change = diagonal + (a.at[i] != b.at[k]);
			diagonal = row[k + 1];
			row[k + 1] = least(change, least(row[k], row[k + 1]) + 1);
		}
	}
	return row[b.n];
}

struct text
hint_key(struct arena *a, struct text section, struct text key)
{
	const struct setting *best = NULL;
	size_t nearest = NEAR + 1;
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *row = &setting_table[i];
		size_t far = distance(key, text_of(row->key));
		/* The same word in another section comes after a near one in this. */
		if (!text_eq(section, text_of(row->section)))
			far = far ? SIZE_MAX : NEAR;
		if (far < nearest) {
			nearest = far;
			best = row;
		}
	}
	if (!best)
		return NO_TEXT;
	return arena_printf(a, "; did you mean [%s] %s?", best->section, best->key);
}

struct text
hint_section(struct arena *a, struct text section)
{
	const struct setting *best = NULL;
	size_t nearest = NEAR + 1;
	for (size_t i = 0; i < setting_count; i++) {
		size_t far = distance(section, text_of(setting_table[i].section));
		if (far < nearest) {
			nearest = far;
			best = &setting_table[i];
		}
	}
	return best ? arena_printf(a, "; did you mean [%s]?", best->section) : NO_TEXT;
}

struct text
hint_variable(struct arena *a, struct text variable)
{
	struct text best = NO_TEXT;
	size_t nearest = NEAR + 1;
	for (size_t i = 0; i < setting_count; i++) {
		struct text name = setting_variable(a, &setting_table[i]);
		size_t far = distance(variable, name);
		if (far < nearest) {
			nearest = far;
			best = name;
		}
	}
	return best.n ? arena_printf(a, "; did you mean %.*s?", TEXT_ARG(best)) : NO_TEXT;
}
