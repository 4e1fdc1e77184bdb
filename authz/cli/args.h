/* Takes a command line apart by the command's table of options. */
#ifndef AUTHZ_CLI_ARGS_H
#define AUTHZ_CLI_ARGS_H

#include "base/encoding.h"
#include "cli/cli.h"
#include "settings/settings.h"

struct args {
	struct arena *arena;
	const struct command *command;
	struct text *arguments;
	size_t argument_count;
	struct field *options;
	size_t option_count;
	struct setting_flag *flags; /* --server-listen and the like */
	size_t flag_count;
};

/* Fills `args` (arena and command are set by the caller) from what stands behind the noun
 * and verb; NULL, or what is wrong. */
const char *args_parse(struct args *args, int argc, char **argv);
const char *args_check_count(const struct args *args);
/* Options that every command has. */
const struct option *args_common(void);

#endif
