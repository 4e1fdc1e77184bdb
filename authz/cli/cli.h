/* The command line: `authz NOUN VERB [arguments] [--options]`, over the database
 * directly. */
#ifndef AUTHZ_CLI_CLI_H
#define AUTHZ_CLI_CLI_H

#include "base/json.h"
#include "http/request.h"
#include "store/db.h"

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_VALUES };

struct option {
	const char *name; /* without the dashes; NULL ends the list */
	enum option_kind kind;
	const char *help; /* "URI  where the app gets its codes" */
};

struct cli;

struct command {
	const char *noun, *verb; /* verb "" for commands of one word */
	const char
	    *arguments; /* "CLIENT_ID", "URI NAME"; "" for none; in brackets: optional */
	const struct option *options; /* NULL: none of its own */
	int (*run)(struct cli *c);
	const char *help;
	bool without_database; /* run does not need c->db */
};

/* One run of a command. Exit status: 0 done, 1 it failed, 2 the call was wrong. */
struct cli {
	struct arena *arena;
	const struct command *command;
	struct texts arguments;
	struct form options; /* by name; flags have the value "yes" */
	struct db *db;	     /* connected and migrated, unless without_database */
	bool json;
};

extern const struct command
    *const cli_commands[]; /* tables, each ending in a NULL noun */

int cli_main(int argc, char **argv);

struct text cli_option(const struct cli *c, const char *name);
bool cli_flag(const struct cli *c, const char *name);
/* True when the option was given at all, if only to empty the value. */
bool cli_given(const struct cli *c, const char *name);
struct texts cli_values(const struct cli *c, const char *name);
struct text cli_argument(const struct cli *c, size_t i);

/* Prints "authz: …" to standard error; gives the exit status for it. */
int cli_fail(const struct cli *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int cli_misuse(const struct cli *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What a store status other than STORE_OK means to an operator; `thing` is "client" etc.
 */
int cli_store_fail(const struct cli *c, enum store_status status, const char *thing);
/* Prints the answer: the JSON document, or the same for people. Takes over `answer`.
 * Gives 0. */
int cli_answer(const struct cli *c, json_t *answer);
/* One line from standard input, without the newline; false when there is none or it is
 * longer than 4096 bytes. */
bool cli_read_line(const struct cli *c, struct text *out);

#endif
