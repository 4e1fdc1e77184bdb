/* Changes by the command line in the audit log. */
#ifndef AUTHZ_CLI_CHANGE_H
#define AUTHZ_CLI_CHANGE_H

#include "cli/cli.h"
#include "store/clients.h"

struct cli_change {
	const char *event;
	struct uuid user_id, client_id; /* whom it was done to; nil: nobody */
	const char *thing; /* what, such as "resource", and which; NULL: none */
	struct text which;
	json_t *before, *after; /* NULL: it was not there, or is no more */
};

/*
 * Ends the transaction of a change that went as `status` says: with STORE_OK writes its
 * event, with the name that the operating system knows who runs the command by, and
 * commits; else rolls back. Takes over both objects: no secrets.
 */
enum store_status cli_finish(
    struct cli *c, enum store_status status, const struct cli_change *change);
/* The same of an app, with what differs from `before`; NULL: it was not there. */
enum store_status cli_finish_app(struct cli *c, enum store_status status,
    const char *event, struct uuid id, const struct client *before);

#endif
