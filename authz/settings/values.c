#include "settings/table.h"

#include <stdio.h>

static const struct {
	char letter;
	int64_t seconds;
} units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

enum { UNIT_COUNT = sizeof(units) / sizeof(units[0]) };

static bool
to_integer(struct text value, int64_t *out)
{
	uint64_t n;
	if (!text_to_u64(value, &n) || n > INT64_MAX)
		return false;
	*out = (int64_t)n;
	return true;
}

/* "90", "90s", "10m", "12h", "30d". */
static bool
to_duration(struct text value, int64_t *out)
{
	int64_t unit = 1, n;
	for (size_t i = 0; value.n && i < UNIT_COUNT; i++) {
		if (value.at[value.n - 1] != units[i].letter)
			continue;
		unit = units[i].seconds;
		value.n--;
		break;
	}
	return to_integer(value, &n) && !__builtin_mul_overflow(n, unit, out);
}

const char *
duration_text(int64_t seconds, char *room)
{
	size_t i = 0;
	while (seconds && seconds % units[i].seconds)
		i++;
	if (!seconds)
		i = UNIT_COUNT - 1;
	snprintf(
	    room, 32, "%lld%c", (long long)(seconds / units[i].seconds), units[i].letter);
	return room;
}

static struct text
store_integer(struct arena *a, const struct setting *row, struct text value, int64_t *out)
{
	int64_t n;
	if (to_integer(value, &n) && n >= row->least && n <= row->most) {
		*out = n;
		return NO_TEXT;
	}
	return arena_printf(a, "must be a whole number from %lld to %lld",
	    (long long)row->least, (long long)row->most);
}

static struct text
store_duration(
    struct arena *a, const struct setting *row, struct text value, int64_t *out)
{
	int64_t n;
	if (to_duration(value, &n) && n >= row->least && n <= row->most) {
		*out = n;
		return NO_TEXT;
	}
	char least[32], most[32];
	return arena_printf(a,
	    "must be a duration (90, 90s, 10m, 12h, 30d) from %s to %s",
	    duration_text(row->least, least), duration_text(row->most, most));
}

static struct text
store_boolean(struct text value, bool *out)
{
	static const struct {
		struct text word;
		bool means;
	} words[] = {
	    {TEXT_INIT("true"), true},
	    {TEXT_INIT("yes"), true},
	    {TEXT_INIT("on"), true},
	    {TEXT_INIT("1"), true},
	    {TEXT_INIT("false"), false},
	    {TEXT_INIT("no"), false},
	    {TEXT_INIT("off"), false},
	    {TEXT_INIT("0"), false},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_eq_nocase(value, words[i].word)) {
			*out = words[i].means;
			return NO_TEXT;
		}
	}
	return TEXT("must be true or false");
}

static struct text
store_list(
    struct arena *a, const struct setting *row, struct text value, struct texts *out)
{
	struct texts_builder list = texts_builder_new(a);
	for (size_t i = 0; i < value.n;) {
		size_t n = 0;
		while (i + n < value.n && !strchr(", \t", value.at[i + n]))
			n++;
		struct text member = text_part(value, i, n);
		const char *wrong = n && row->check ? row->check(member) : NULL;
		if (wrong)
			return arena_printf(
			    a, "\"%.64s\" %s", arena_cstr(a, member), wrong);
		if (n)
			texts_add(&list, arena_text(a, member));
		i += n + 1;
	}
	*out = texts_done(&list);
	return NO_TEXT;
}

static struct text
store_text(
    struct arena *a, const struct setting *row, struct text value, struct text *out)
{
	const char *wrong = row->check ? row->check(value) : NULL;
	if (wrong)
		return text_of(wrong);
	*out = arena_text(a, value);
	return NO_TEXT;
}

static struct text
store_choice(struct arena *a, const struct setting *row, struct text value, void *place)
{
	struct texts choices = texts_split(a, text_of(row->choices), ' ');
	for (int i = 0; (size_t)i < choices.n; i++) {
		if (!text_eq(choices.at[i], value))
			continue;
		if (row->type == SETTING_CHOICE)
			*(struct text *)place = choices.at[i];
		else
			memcpy(place, &i, sizeof(i));
		return NO_TEXT;
	}
	return arena_printf(a, "must be one of: %s", row->choices);
}

_Static_assert(sizeof(enum log_level) == sizeof(int), "an enum is stored as an int");
_Static_assert(sizeof(enum log_format) == sizeof(int), "an enum is stored as an int");

struct text
setting_store(
    struct arena *a, const struct setting *row, struct text value, struct settings *s)
{
	void *place = (char *)s + row->at;
	switch (row->type) {
	case SETTING_INTEGER:
		return store_integer(a, row, value, place);
	case SETTING_DURATION:
		return store_duration(a, row, value, place);
	case SETTING_BOOLEAN:
		return store_boolean(value, place);
	case SETTING_LIST:
		return store_list(a, row, value, place);
	case SETTING_CHOICE:
	case SETTING_CHOICE_INDEX:
		return store_choice(a, row, value, place);
	case SETTING_TEXT:
		break;
	}
	return store_text(a, row, value, place);
}
