#include "settings/listing.h"

#include "settings/table.h"

static struct text
list_text(struct arena *a, const struct texts *list)
{
	struct builder b = builder_new(a, 64);
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			build_text(&b, TEXT(", "));
		build_text(&b, list->at[i]);
	}
	return builder_text(&b);
}

static struct text
choice_text(struct arena *a, const struct setting *row, int index)
{
	struct texts choices = texts_split(a, text_of(row->choices), ' ');
	return index >= 0 && (size_t)index < choices.n ? choices.at[index] : NO_TEXT;
}

/* As the file would say it. */
static struct text
value_text(struct arena *a, const struct setting *row, const struct settings *s)
{
	const void *place = (const char *)s + row->at;
	char room[32];
	switch (row->type) {
	case SETTING_INTEGER:
		return arena_printf(a, "%lld", (long long)*(const int64_t *)place);
	case SETTING_DURATION:
		return arena_text(
		    a, text_of(duration_text(*(const int64_t *)place, room)));
	case SETTING_BOOLEAN:
		return *(const bool *)place ? TEXT("true") : TEXT("false");
	case SETTING_LIST:
		return list_text(a, place);
	case SETTING_CHOICE_INDEX:
		return choice_text(a, row, *(const int *)place);
	case SETTING_CHOICE:
	case SETTING_TEXT:
		break;
	}
	return *(const struct text *)place;
}

static enum setting_source
source_of(struct text place)
{
	if (!place.n)
		return FROM_DEFAULT;
	if (text_starts(place, TEXT("--")))
		return FROM_FLAG;
	return text_starts(place, TEXT("AUTHZ_")) ? FROM_ENVIRONMENT : FROM_FILE;
}

struct setting_shown *
settings_listed(struct arena *a, size_t *n)
{
	const struct settings *s = settings();
	struct setting_shown *all = ARENA_ARRAY(a, setting_count, struct setting_shown);
	*n = setting_count;
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *row = &setting_table[i];
		struct text value = value_text(a, row, s);
		all[i] = (struct setting_shown){.section = row->section,
		    .key = row->key,
		    .meaning = row->meaning,
		    .value = row->secret ? NO_TEXT : value,
		    .secret = row->secret,
		    .is_set = value.n != 0,
		    .place = s->places ? s->places[i] : NO_TEXT};
		all[i].source = source_of(all[i].place);
	}
	return all;
}

struct text
setting_source_name(enum setting_source s)
{
	static const struct text names[] = {[FROM_DEFAULT] = TEXT_INIT("default"),
	    [FROM_FILE] = TEXT_INIT("file"),
	    [FROM_ENVIRONMENT] = TEXT_INIT("environment"),
	    [FROM_FLAG] = TEXT_INIT("flag")};
	return names[s];
}
