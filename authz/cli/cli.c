#include "cli/cli.h"

#include "base/cleanup.h"
#include "cli/args.h"
#include "html/page.h"
#include "jose/keyring.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static void
print_options(const struct option *o)
{
	for (; o && o->name; o++)
		printf("  --%-22s %s\n", o->name, o->help);
}

static void
print_command(const struct command *c)
{
	printf("usage: authz %s%s%s %s [options]\n\n%s\n\n", c->noun, *c->verb ? " " : "",
	    c->verb, c->arguments, c->help);
	print_options(c->options);
	print_options(args_common());
	printf("  --SECTION-KEY VALUE      any setting, for instance --data-dir DIR\n");
}

static int
print_help(void)
{
	printf("authz " AUTHZ_VERSION ", an OAuth 2.0 and OpenID Connect server\n\n");
	for (size_t t = 0; cli_commands[t]; t++)
		for (const struct command *c = cli_commands[t]; c->noun; c++)
			printf("  authz %-9s %-14s %s\n", c->noun, c->verb, c->help);
	printf("\nauthz COMMAND --help tells more. Settings: conf/authz.ini, "
	       "AUTHZ_SECTION_KEY, "
	       "--SECTION-KEY.\n");
	return 0;
}

static bool
is(const char *a, const char *b)
{
	return text_eq(text_of(a), text_of(b));
}

/* Finds the command and how many words name it. */
static const struct command *
find_command(int argc, char **argv, int *words)
{
	for (size_t t = 0; cli_commands[t]; t++) {
		for (const struct command *c = cli_commands[t]; c->noun; c++) {
			if (!is(c->noun, argv[1]))
				continue;
			if (!*c->verb || (argc > 2 && is(c->verb, argv[2]))) {
				*words = *c->verb ? 2 : 1;
				return c;
			}
		}
	}
	return NULL;
}

static int
unknown_command(int argc, char **argv)
{
	bool noun_known = false;
	for (size_t t = 0; cli_commands[t]; t++) {
		for (const struct command *c = cli_commands[t]; c->noun; c++) {
			if (!is(c->noun, argv[1]))
				continue;
			if (!noun_known)
				fprintf(stderr, "authz %s needs a verb:\n", argv[1]);
			noun_known = true;
			fprintf(
			    stderr, "  authz %s %-14s %s\n", c->noun, c->verb, c->help);
		}
	}
	if (!noun_known)
		fprintf(stderr, "authz: no command %s; see authz --help\n", argv[1]);
	(void)argc;
	return 2;
}

static bool
read_settings(struct args *args)
{
	struct texts errors = {NULL, 0};
	struct text file =
	    form_get((struct form){args->options, args->option_count}, TEXT("config"));
	const struct settings *s =
	    settings_read(args->arena, file.n ? arena_cstr(args->arena, file) : NULL,
		args->flags, args->flag_count, &errors);
	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "authz: %.*s\n", TEXT_ARG(errors.at[i]));
	if (!s)
		return false;
	settings_use(s);
	log_setup(s->log.level, s->log.format);
	return pages_load(s->pages.templates);
}

const char *
cli_open_keyring(struct arena *a, bool make)
{
	const struct settings *s = settings();
	const char *file =
	    s->keys.file.n ? arena_cstr(a, s->keys.file)
			   : arena_printf(a, "%.*s/keyring", TEXT_ARG(s->data.dir)).at;
	return keyring_load(a, s->keys.ring, file, make);
}

static int
run_with_database(struct cli *c)
{
	int status = 1;
	/* An operator's command says what went wrong, not what went right. */
	if (!is(c->command->noun, "serve"))
		log_setup(LOG_WARN, settings()->log.format);
	if (!store_open(c->arena))
		return 1;
	c->db = db_new(store_url());
	const char *fault = cli_open_keyring(c->arena, true);
	if (fault)
		log_error("keyring_unusable", LC("why", fault));
	else if (store_migrate(c->db))
		status = c->command->run(c);
	db_free(c->db);
	store_close();
	keyring_forget();
	return status;
}

static int
run_command(struct args *args)
{
	struct cli c = {.arena = args->arena,
	    .command = args->command,
	    .arguments = {args->arguments, args->argument_count},
	    .options = {args->options, args->option_count}};
	c.json = cli_flag(&c, "json");
	if (cli_flag(&c, "help")) {
		print_command(c.command);
		return 0;
	}
	const char *fault = args_check_count(args);
	if (fault)
		return cli_misuse(&c, "%s", fault);
	if (!read_settings(args))
		return 2;
	return c.command->without_database ? c.command->run(&c) : run_with_database(&c);
}

/* Keys and passwords must not end up in a core file, nor be read by a debugger. */
static void
forbid_core_dumps(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

int
cli_main(int argc, char **argv)
{
	forbid_core_dumps();
	if (argc < 2 || is(argv[1], "--help") || is(argv[1], "help"))
		return print_help();
	if (is(argv[1], "--version")) {
		printf("authz " AUTHZ_VERSION "\n");
		return 0;
	}
	int words;
	const struct command *command = find_command(argc, argv, &words);
	if (!command)
		return unknown_command(argc, argv);
	struct arena *a = arena_new();
	struct args args = {.arena = a, .command = command};
	const char *fault = args_parse(&args, argc - 1 - words, argv + 1 + words);
	int status;
	if (fault) {
		fprintf(stderr, "authz: %s\n", fault);
		status = 2;
	} else {
		status = run_command(&args);
	}
	arena_free(a);
	return fflush(stdout) == 0 ? status : 1;
}
