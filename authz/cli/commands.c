#include "cli/commands.h"

static const struct command single_words[] = {
    {"serve", "", "", NULL, run_serve, "run the server"},
    {"migrate", "", "", NULL, run_migrate, "bring the database's schema up to date"},
    {"demo", "", "", demo_options, run_demo,
	"add demo data (for a server on this machine)"},
    {"doctor", "", "", NULL, run_doctor, "check settings, keys, database and server",
	true},
    {0},
};

const struct command *const cli_commands[] = {single_words, client_commands,
    client_secret_commands, usage_commands, user_commands, resource_commands,
    scope_commands, key_commands, token_commands, registration_token_commands,
    detail_type_commands, issuer_commands, audit_commands, operator_commands, NULL};
