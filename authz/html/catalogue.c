#include "html/catalogue.h"

#include "base/embedded.h"
#include "base/log.h"
#include "html/mustache.h"

enum { LANGUAGES = 2 };

static const struct text tags[LANGUAGES] = {TEXT_INIT("en"), TEXT_INIT("zh")};

/* Loaded once before threads start. */
static json_t *catalogues[LANGUAGES];

struct text
language_tag(enum language language)
{
	return tags[language];
}

static bool
add_file(json_t *catalogue, const struct embedded_file *file)
{
	json_error_t error;
	struct text content = embedded_text(file);
	json_t *areas = json_loadb(content.at, content.n, JSON_REJECT_DUPLICATES, &error);
	if (!areas) {
		log_error("catalogue_broken", LC("file", file->name),
		    LC("why", error.text), LN("line", error.line));
		return false;
	}
	bool done = json_object_update_missing(catalogue, areas) == 0;
	json_decref(areas);
	return done;
}

static bool
load_language(enum language language)
{
	struct arena *a = arena_new();
	struct text folder = arena_printf(a, "i18n/%.*s/", TEXT_ARG(tags[language]));
	bool good = true;
	json_decref(catalogues[language]);
	catalogues[language] = json_object();
	for (const struct embedded_file *f = embedded_templates; f->name; f++)
		if (text_starts(text_of(f->name), folder))
			good = add_file(catalogues[language], f) && good;
	arena_free(a);
	return good;
}

/* Every phrase of `one` is in `other` too. */
static bool
covers(const json_t *one, const json_t *other, const char *missing_in, const char *path)
{
	const char *key;
	json_t *value;
	bool good = true;
	json_object_foreach((json_t *)(uintptr_t)one, key, value)
	{
		const json_t *there = json_object_get(other, key);
		if (!there || json_typeof(there) != json_typeof(value)) {
			log_error("phrase_missing", LC("language", missing_in),
			    LC("area", path), LC("name", key));
			good = false;
		} else if (json_is_object(value)) {
			good = covers(value, there, missing_in, key) && good;
		}
	}
	return good;
}

bool
catalogue_load(void)
{
	for (int i = 0; i < LANGUAGES; i++)
		if (!load_language((enum language)i))
			return false;
	bool both = covers(catalogues[0], catalogues[1], tags[1].at, "");
	return covers(catalogues[1], catalogues[0], tags[0].at, "") && both;
}

struct text
catalogue_phrase(enum language language, struct text name)
{
	const json_t *at = catalogues[language];
	struct text rest = name, part;
	char key[64];
	while (at && text_next(&rest, '.', &part)) {
		if (part.n >= sizeof(key))
			return name;
		memcpy(key, part.at, part.n);
		key[part.n] = '\0';
		at = json_object_get(at, key);
	}
	if (!json_is_string(at))
		return name;
	return (struct text){json_string_value(at), json_string_length(at)};
}

struct text
phrase(struct arena *a, enum language language, struct text name, const json_t *data)
{
	return mustache_fill(a, catalogue_phrase(language, name), data);
}
