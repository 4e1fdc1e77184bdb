#include "settings/table.h"

enum { WIDTH = 78 };

/* The words of `t` as comment lines. */
static void
build_comment(struct builder *b, struct text t)
{
	struct text word;
	size_t column = 0;
	while (text_next(&t, ' ', &word)) {
		if (column && column + 1 + word.n > WIDTH) {
			build_char(b, '\n');
			column = 0;
		}
		if (!column) {
			build_char(b, '#');
			column = 1;
		}
		build_char(b, ' ');
		build_text(b, word);
		column += 1 + word.n;
	}
	build_char(b, '\n');
}

/* What may stand there, in which unit, and the default. */
static struct text
form(struct arena *a, const struct setting *row)
{
	char least[32], most[32];
	const char *standard = *row->standard ? row->standard : "empty";
	switch (row->type) {
	case SETTING_INTEGER:
		return arena_printf(a, "A number from %lld to %lld; default %s.",
		    (long long)row->least, (long long)row->most, standard);
	case SETTING_DURATION:
		return arena_printf(a, "A duration from %s to %s; default %s.",
		    duration_text(row->least, least), duration_text(row->most, most),
		    standard);
	case SETTING_BOOLEAN:
		return arena_printf(a, "true or false; default %s.", standard);
	case SETTING_LIST:
		return arena_printf(
		    a, "A list, separated by commas or spaces; default %s.", standard);
	case SETTING_CHOICE:
	case SETTING_CHOICE_INDEX:
		return arena_printf(a, "One of: %s; default %s.", row->choices, standard);
	case SETTING_TEXT:
		break;
	}
	return arena_printf(a, "Default: %s", standard);
}

static void
build_row(struct builder *b, const struct setting *row)
{
	struct arena *a = b->arena;
	build_char(b, '\n');
	build_comment(b, text_of(row->meaning));
	if (row->environment_only) {
		struct text variable = setting_variable(a, row);
		build_comment(b,
		    arena_printf(a, "Not in this file, only from the environment: %.*s.",
			TEXT_ARG(variable)));
		return;
	}
	build_comment(b, form(a, row));
	build_printf(
	    b, ";%s =%s%s\n", row->key, *row->standard ? " " : "", row->standard);
}

struct text
settings_documented(struct arena *a)
{
	struct builder b = builder_new(a, 8192);
	build_comment(&b,
	    TEXT(
		"The settings of authz. Every key stands here with its default; take the "
		"semicolon away and change what you need. authz reads the file that "
		"--config or AUTHZ_CONFIG names, else ./authz.ini, else "
		"/etc/authz/authz.ini."));
	build_text(&b, TEXT("#\n"));
	build_comment(&b,
	    TEXT(
		"Every key can also be given in the environment, as "
		"AUTHZ_SECTION_KEY (AUTHZ_SERVER_LISTEN), and as a flag, as "
		"--section-key "
		"(--server-listen). A flag wins over the environment, and that over this "
		"file."));
	build_text(&b, TEXT("#\n"));
	build_comment(&b, TEXT("Durations are seconds, or have a unit: 90s, 10m, 12h, "
			       "30d. In a value, a ; "
			       "after a space begins a comment."));
	const char *section = "";
	for (size_t i = 0; i < setting_count; i++) {
		if (strcmp(section, setting_table[i].section) != 0) {
			section = setting_table[i].section;
			build_printf(&b, "\n[%s]\n", section);
		}
		build_row(&b, &setting_table[i]);
	}
	return builder_text(&b);
}
