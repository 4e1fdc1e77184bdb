/* The tables of commands, one file a noun. */
#ifndef AUTHZ_CLI_COMMANDS_H
#define AUTHZ_CLI_COMMANDS_H

#include "cli/cli.h"
#include "store/clients.h"
#include "store/users.h"

extern const struct command client_commands[], client_secret_commands[], usage_commands[],
    user_commands[], resource_commands[], scope_commands[], key_commands[],
    token_commands[], registration_token_commands[], detail_type_commands[],
    audit_commands[], issuer_commands[], operator_commands[];
extern const struct option demo_options[];

int run_serve(struct cli *c);
int run_migrate(struct cli *c);
int run_demo(struct cli *c);
int run_doctor(struct cli *c);

/* The argument as an id, or the exit status of the complaint in *status. */
bool cli_uuid(
    const struct cli *c, struct text t, const char *thing, struct uuid *out, int *status);
/* The same for a client_id, which may be the address of a document. */
bool cli_client_id(const struct cli *c, struct text t, struct uuid *out, int *status);
/* Loads the keyring that the settings name; NULL, or why not. */
const char *cli_open_keyring(struct arena *a, bool make);
json_t *client_json(struct arena *a, const struct client *client);
/* The client as it is now in the database, with `secret` when there is a new one. */
int answer_client(struct cli *c, struct uuid id, struct text secret);
/* In a transaction: --scope, --refuse-scope and --reviewed, as reviews that the app's
 * team is told of. */
enum store_status client_decide(struct cli *c, const struct client *before);
int client_suspend_run(struct cli *c);
int client_resume_run(struct cli *c);
/* What --owner or --team says; 0, or the exit status of a complaint. */
int read_team(const struct cli *c, struct uuid *team);
#define TEAM_OPTIONS                                                                     \
	{"owner", OPTION_VALUE,                                                          \
	    "USER  whose own team it belongs to, by e-mail address or id"},              \
	{                                                                                \
		"team", OPTION_VALUE, "ID  the team it belongs to"                       \
	}
/* A user by id or e-mail address. */
enum store_status find_user(const struct cli *c, struct text who, struct user *out);

#endif
