#include "cli/args.h"

#include "base/cleanup.h"

static const struct option common_options[] = {
    {"json", OPTION_FLAG, "print one JSON document"},
    {"config", OPTION_VALUE, "FILE  the settings file"},
    {"help", OPTION_FLAG, "show this"},
    {NULL, OPTION_FLAG, NULL},
};

const struct option *
args_common(void)
{
	return common_options;
}

static const struct option *
find(const struct option *table, struct text name)
{
	for (; table && table->name; table++)
		if (text_eq(text_of(table->name), name))
			return table;
	return NULL;
}

/* --server-private-listen is the setting server.private_listen. */
static bool
setting_of(struct arena *a, struct text name, struct text *setting)
{
	static const struct text sections[] = {TEXT_INIT("server-"), TEXT_INIT("data-"),
	    TEXT_INIT("database-"), TEXT_INIT("keys-"), TEXT_INIT("tokens-"),
	    TEXT_INIT("sessions-"), TEXT_INIT("login-"), TEXT_INIT("log-"),
	    TEXT_INIT("pages-")};
	for (size_t i = 0; i < COUNT_OF(sections); i++) {
		if (!text_starts(name, sections[i]))
			continue;
		char *at = arena_alloc(a, name.n);
		for (size_t k = 0; k < name.n; k++)
			at[k] = (char)(name.at[k] == '-' ? '_' : name.at[k]);
		at[sections[i].n - 1] = '.';
		*setting = (struct text){at, name.n};
		return true;
	}
	return false;
}

static const char *
take_option(struct args *args, struct text name, struct text *value, bool has_value,
    char **argv, int argc, int *i)
{
	const struct option *o = find(args->command->options, name);
	if (!o)
		o = find(common_options, name);
	struct text setting = NO_TEXT;
	if (!o && !setting_of(args->arena, name, &setting))
		return arena_printf(args->arena, "unknown option --%.*s", TEXT_ARG(name))
		    .at;
	if (o && o->kind == OPTION_FLAG) {
		if (has_value)
			return arena_printf(args->arena, "--%s takes no value", o->name)
			    .at;
		*value = TEXT("yes");
	} else if (!has_value) {
		if (*i + 1 >= argc)
			return arena_printf(
			    args->arena, "--%.*s needs a value", TEXT_ARG(name))
			    .at;
		*value = text_of(argv[++*i]);
	}
	if (setting.n) {
		args->flags[args->flag_count++] = (struct setting_flag){setting, *value};
		return NULL;
	}
	for (size_t k = 0; o && o->kind != OPTION_VALUES && k < args->option_count; k++)
		if (text_eq(args->options[k].name, name))
			return arena_printf(
			    args->arena, "--%.*s is given twice", TEXT_ARG(name))
			    .at;
	args->options[args->option_count++] = (struct field){name, *value};
	return NULL;
}

const char *
args_parse(struct args *args, int argc, char **argv)
{
	size_t room = (size_t)argc + 1;
	args->options = ARENA_ARRAY(args->arena, room, struct field);
	args->flags = ARENA_ARRAY(args->arena, room, struct setting_flag);
	args->arguments = ARENA_ARRAY(args->arena, room, struct text);
	bool only_arguments = false;
	for (int i = 0; i < argc; i++) {
		struct text t = text_of(argv[i]);
		if (!utf8_valid(t))
			return "an argument is not valid UTF-8";
		if (only_arguments || !text_starts(t, TEXT("--"))) {
			args->arguments[args->argument_count++] = t;
			continue;
		}
		if (t.n == 2) {
			only_arguments = true;
			continue;
		}
		struct text name = text_part(t, 2, t.n), value = NO_TEXT;
		size_t equals = text_index(name, '=');
		bool has_value = equals < name.n;
		if (has_value) {
			value = text_part(name, equals + 1, name.n);
			name = text_part(name, 0, equals);
		}
		const char *fault =
		    take_option(args, name, &value, has_value, argv, argc, &i);
		if (fault)
			return fault;
	}
	return NULL;
}

/* "URI NAME" needs two; "[TOKEN]" may have one. */
const char *
args_check_count(const struct args *args)
{
	struct text words = text_of(args->command->arguments), word;
	size_t least = 0, most = 0;
	while (text_next(&words, ' ', &word)) {
		if (!word.n)
			continue;
		most++;
		least += word.at[0] != '[';
	}
	if (args->argument_count >= least && args->argument_count <= most)
		return NULL;
	if (!most)
		return "this command takes no arguments, only options";
	return arena_printf(args->arena, "expected: %s", args->command->arguments).at;
}
