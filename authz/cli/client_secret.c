/* authz client rotate-secret, remove-secret. */
#include "oauth/client_secret.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "html/page.h"
#include "oauth/client_auth.h"

/* An operator gives them any end. */
static int
read_wish(struct cli *c, struct secret_wish *wish)
{
	wish->label = text_trim(cli_option(c, "label"));
	const char *fault = secret_label_fault(wish->label);
	if (!fault && cli_given(c, "expires"))
		fault = secret_expiry_read(cli_option(c, "expires"), &wish->expires_at);
	return fault ? cli_fail(c, "%.*s",
			   TEXT_ARG(phrase(c->arena, LANGUAGE_EN, text_of(fault), NULL)))
		     : 0;
}

static int
rotate_run(struct cli *c)
{
	struct client client;
	struct client_secret stored;
	struct secret_wish wish = {0};
	struct uuid id;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault))
		return fault;
	fault = read_wish(c, &wish);
	if (fault)
		return fault;
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	if (!client_auth_has_secret(client.auth_method))
		return cli_fail(c, "an app that authenticates by %.*s has no secret",
		    TEXT_ARG(client.auth_method));
	struct text secret = client_secret_new(c->arena, &client, &wish, &stored);
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	status = client_secret_add(c->db, c->arena, id, &stored);
	status = cli_finish_app(c, status, "app_secret_added", id, &client);
	if (status == STORE_CONFLICT)
		return cli_fail(c,
		    "two secrets are valid already; remove one first with authz "
		    "client remove-secret");
	return status == STORE_OK ? answer_client(c, id, secret)
				  : cli_store_fail(c, status, "client");
}

static int
remove_run(struct cli *c)
{
	struct client client;
	struct uuid id, secret;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault) ||
	    !cli_uuid(c, cli_argument(c, 1), "secret", &secret, &fault))
		return fault;
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	status = client_secret_remove(c->db, c->arena, id, secret, true);
	status = cli_finish_app(c, status, "app_secret_removed", id, &client);
	return status == STORE_OK ? answer_client(c, id, NO_TEXT)
				  : cli_store_fail(c, status, "secret");
}

static const struct option rotate_options[] = {
    {"label", OPTION_VALUE, "TEXT  what it is called, at most 80 characters"},
    {"expires", OPTION_VALUE,
	"WHEN  never, a number of days, or a date (2027-01-31); default never"},
    {0},
};

const struct command client_secret_commands[] = {
    {"client", "rotate-secret", "CLIENT_ID", rotate_options, rotate_run,
	"make one more secret; the old one stays valid until removed"},
    {"client", "remove-secret", "CLIENT_ID SECRET_ID", NULL, remove_run, "end a secret"},
    {0},
};
