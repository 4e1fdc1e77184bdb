#include "base/encoding.h"
#include "settings/table.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
reading_error(struct reading *r, struct text where, struct text what)
{
	texts_add(&r->errors,
	    arena_printf(r->arena, "%.*s: %.*s", TEXT_ARG(where), TEXT_ARG(what)));
}

struct text
reading_shown(const struct reading *r, struct text t)
{
	enum { LONGEST = 64 };
	struct text shown = arena_text(r->arena, text_part(t, 0, LONGEST));
	char *at = arena_alloc(r->arena, shown.n + 1);
	for (size_t i = 0; i < shown.n; i++)
		at[i] =
		    (char)(shown.at[i] >= ' ' && shown.at[i] <= '~' ? shown.at[i] : '?');
	return (struct text){at, shown.n};
}

static bool
has_control(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (((unsigned char)t.at[i] < ' ' && t.at[i] != '\t') || t.at[i] == 0x7f)
			return true;
	return false;
}

void
reading_store(
    struct reading *r, const struct setting *row, struct text value, struct text where)
{
	struct text wrong;
	/* The keyring's own form has several lines. */
	if (!utf8_valid(value) || (has_control(value) && !row->environment_only))
		wrong = TEXT("must be UTF-8 text without control characters");
	else
		wrong = setting_store(r->arena, row, value, r->settings);
	r->found_at[row - setting_table] = where;
	if (!wrong.n)
		return;
	struct text shown = reading_shown(r, value);
	if (!row->secret && row->type != SETTING_LIST)
		wrong = arena_printf(
		    r->arena, "%.*s, not \"%.*s\"", TEXT_ARG(wrong), TEXT_ARG(shown));
	reading_error(r, where, wrong);
}

/* True for AUTHZ_SECTION_…; AUTHZ_CONFIG and the like are no settings. */
static bool
names_a_section(struct text variable)
{
	for (size_t i = 0; i < setting_count; i++) {
		struct text section = text_of(setting_table[i].section);
		struct text name = text_part(variable, strlen("AUTHZ_"), section.n);
		struct text behind = text_part(variable, strlen("AUTHZ_") + section.n, 1);
		if (text_eq_nocase(name, section) && text_eq(behind, TEXT("_")))
			return true;
	}
	return false;
}

static void
take_variable(struct reading *r, struct text name, struct text value)
{
	for (size_t i = 0; i < setting_count; i++) {
		if (text_eq(name, setting_variable(r->arena, &setting_table[i]))) {
			reading_store(r, &setting_table[i], value, name);
			return;
		}
	}
	if (!names_a_section(name))
		return;
	struct text hint = hint_variable(r->arena, name);
	reading_error(r, reading_shown(r, name),
	    arena_printf(r->arena, "no such setting%.*s", TEXT_ARG(hint)));
}

void
reading_environment(struct reading *r)
{
	for (char **at = environ; at && *at; at++) {
		struct text variable = text_of(*at);
		size_t equals = text_index(variable, '=');
		if (equals == variable.n || !text_starts(variable, TEXT("AUTHZ_")))
			continue;
		take_variable(r, arena_text(r->arena, text_part(variable, 0, equals)),
		    text_part(variable, equals + 1, variable.n));
	}
}

void
reading_flags(struct reading *r, const struct setting_flag *flags, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct text name = flags[i].name;
		size_t dot = text_index(name, '.');
		struct text section = text_part(name, 0, dot);
		struct text key = text_part(name, dot + 1, name.n);
		struct text shown_section = reading_shown(r, section);
		struct text shown_key = reading_shown(r, key);
		struct text where = arena_printf(r->arena, "--%.*s-%.*s",
		    TEXT_ARG(shown_section), TEXT_ARG(shown_key));
		const struct setting *row = setting_find(section, key);
		if (row && !row->environment_only) {
			reading_store(r, row, flags[i].value, where);
			continue;
		}
		struct text what =
		    TEXT("a secret does not belong on a command line; it is "
			 "read from the environment only");
		if (!row) {
			struct text hint = hint_key(r->arena, section, key);
			what =
			    arena_printf(r->arena, "no such setting%.*s", TEXT_ARG(hint));
		}
		reading_error(r, where, what);
	}
}

static void
store_defaults(struct reading *r)
{
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *row = &setting_table[i];
		struct text wrong =
		    setting_store(r->arena, row, text_of(row->standard), r->settings);
		assert(!wrong.n);
		(void)wrong;
	}
}

/* The file to read, or NULL. One that was named must be there; of the usual places, the
 * first that has one. A file that is there and can't be read is an error, never skipped.
 */
static const char *
choose_file(const char *named)
{
	static const char *const places[] = {"authz.ini", "/etc/authz/authz.ini"};
	const char *config = getenv("AUTHZ_CONFIG");
	if (named)
		return named;
	if (config && *config)
		return config;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (access(places[i], F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR))
			return places[i];
	return NULL;
}

const struct settings *
settings_read(struct arena *a, const char *file, const struct setting_flag *flags,
    size_t flag_count, struct texts *errors)
{
	struct reading r = {
	    .arena = a,
	    .settings = ARENA_NEW(a, struct settings),
	    .errors = texts_builder_new(a),
	};
	store_defaults(&r);
	const char *path = choose_file(file);
	if (path)
		reading_file(&r, path);
	reading_environment(&r);
	reading_flags(&r, flags, flag_count);
	reading_finish(&r);
	struct text *places = ARENA_ARRAY(a, SETTINGS_MOST, struct text);
	memcpy(places, r.found_at, sizeof(r.found_at));
	r.settings->places = places;
	*errors = texts_done(&r.errors);
	return errors->n ? NULL : r.settings;
}

static const struct settings *in_force;

const struct settings *
settings(void)
{
	assert(in_force);
	return in_force;
}

void
settings_use(const struct settings *s)
{
	in_force = s;
}
