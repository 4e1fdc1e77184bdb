/* Whose assertions about people are believed (RFC 7523 2.1). */
#include "cli/change.h"
#include "cli/commands.h"
#include "html/page.h"
#include "oauth/client_keys.h"
#include "store/trusted_issuers.h"

static json_t *
issuer_json(const struct trusted_issuer *i)
{
	return json_pack("{so so so so so so sb}", "issuer", json_text(i->issuer), "jwks",
	    i->jwks.n ? json_loadb(i->jwks.at, i->jwks.n, 0, NULL) : json_null(),
	    "jwks_uri", i->jwks_uri.n ? json_text(i->jwks_uri) : json_null(), "subject",
	    json_string(i->by_email ? "email" : "sub"), "clients", json_texts(i->clients),
	    "created_at", json_time(i->created_at), "software_statements",
	    i->software_statements);
}

/* A change of one and its event, or neither; nil: nobody is linked. */
static enum store_status
finish(struct cli *c, enum store_status status, const char *event, struct uuid user,
    json_t *before, json_t *after)
{
	return cli_finish(c, status,
	    &(struct cli_change){.event = event,
		.user_id = user,
		.thing = "issuer",
		.which = cli_argument(c, 0),
		.before = before,
		.after = after});
}

static int
find_issuer(struct cli *c, struct trusted_issuer *out)
{
	enum store_status status =
	    trusted_issuer_find(c->db, c->arena, cli_argument(c, 0), out);
	return status == STORE_OK ? 0 : cli_store_fail(c, status, "issuer");
}

static int
read_clients(struct cli *c, struct texts clients)
{
	if (!clients.n)
		return cli_misuse(
		    c, "--client CLIENT_ID is needed: who may bring its assertions");
	for (size_t i = 0; i < clients.n; i++) {
		struct client client;
		struct uuid id;
		int fault = 0;
		if (!cli_uuid(c, clients.at[i], "client", &id, &fault))
			return fault;
		enum store_status status = client_by_id(c->db, c->arena, id, &client);
		if (status != STORE_OK)
			return cli_store_fail(c, status, "client");
	}
	return 0;
}

static int
issuer_add_run(struct cli *c)
{
	struct trusted_issuer i = {.id = uuid_new(),
	    .issuer = cli_argument(c, 0),
	    .jwks = cli_option(c, "jwks"),
	    .jwks_uri = cli_option(c, "jwks-uri"),
	    .clients = cli_values(c, "client"),
	    .software_statements = cli_flag(c, "software-statements")};
	struct text subject = cli_option(c, "subject");
	const struct client keys = {.metadata = {.jwks = i.jwks, .jwks_uri = i.jwks_uri}};
	i.by_email = text_eq(subject, TEXT("email"));
	if (!i.by_email && subject.n && !text_eq(subject, TEXT("sub")))
		return cli_misuse(c, "--subject is email or sub");
	if (!i.jwks.n && !i.jwks_uri.n)
		return cli_misuse(c, "--jwks JSON or --jwks-uri URL is needed");
	const char *fault = client_keys_fault(&keys);
	if (fault)
		return cli_fail(c, "%.*s",
		    TEXT_ARG(phrase(c->arena, LANGUAGE_EN, text_of(fault), NULL)));
	int status =
	    i.software_statements && !i.clients.n ? 0 : read_clients(c, i.clients);
	if (status)
		return status;
	enum store_status added = db_begin(c->db);
	if (added == STORE_OK)
		added = finish(c, trusted_issuer_add(c->db, c->arena, &i),
		    "trusted_issuer_added", NO_UUID, NULL, issuer_json(&i));
	if (added != STORE_OK)
		return cli_store_fail(c, added, "issuer");
	status = find_issuer(c, &i);
	return status ? status : cli_answer(c, issuer_json(&i));
}

static int
issuer_list_run(struct cli *c)
{
	struct trusted_issuer *all;
	size_t n;
	enum store_status status = trusted_issuers_list(c->db, c->arena, &all, &n);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "issuer");
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, issuer_json(&all[i]));
	return cli_answer(c, list);
}

static int
issuer_show_run(struct cli *c)
{
	struct trusted_issuer i;
	int fault = find_issuer(c, &i);
	return fault ? fault : cli_answer(c, issuer_json(&i));
}

static int
issuer_remove_run(struct cli *c)
{
	struct trusted_issuer i;
	int fault = find_issuer(c, &i);
	if (fault)
		return fault;
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK)
		status = finish(c, trusted_issuer_remove(c->db, c->arena, i.id),
		    "trusted_issuer_removed", NO_UUID, issuer_json(&i), NULL);
	return status == STORE_OK ? cli_answer(c, issuer_json(&i))
				  : cli_store_fail(c, status, "issuer");
}

static json_t *
subject_json(const struct cli *c)
{
	return json_pack("{so}", "subject", json_text(cli_argument(c, 1)));
}

static int
answer_link(struct cli *c, json_t *user_id)
{
	return cli_answer(
	    c, json_pack("{so so so}", "issuer", json_text(cli_argument(c, 0)), "subject",
		   json_text(cli_argument(c, 1)), "user_id", user_id));
}

static int
issuer_link_run(struct cli *c)
{
	struct trusted_issuer i;
	struct user user;
	int fault = find_issuer(c, &i);
	if (fault)
		return fault;
	enum store_status status = find_user(c, cli_argument(c, 2), &user);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "user");
	status = db_begin(c->db);
	if (status == STORE_OK)
		status = finish(c,
		    issuer_link_set(c->db, c->arena, i.id, cli_argument(c, 1), user.id),
		    "issuer_linked", user.id, NULL, subject_json(c));
	return status == STORE_OK
		   ? answer_link(c, json_text(uuid_text(c->arena, user.id)))
		   : cli_store_fail(c, status, "link");
}

static int
issuer_unlink_run(struct cli *c)
{
	struct trusted_issuer i;
	int fault = find_issuer(c, &i);
	if (fault)
		return fault;
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK)
		status = finish(c,
		    issuer_link_remove(c->db, c->arena, i.id, cli_argument(c, 1)),
		    "issuer_unlinked", NO_UUID, subject_json(c), NULL);
	return status == STORE_OK ? answer_link(c, json_null())
				  : cli_store_fail(c, status, "link");
}

static const struct option add_options[] = {
    {"jwks", OPTION_VALUE, "JSON  its public keys"},
    {"jwks-uri", OPTION_VALUE, "URL  where they are"},
    {"subject", OPTION_VALUE,
	"email|sub  people are known by a verified address, or by a link (the default)"},
    {"client", OPTION_VALUES, "CLIENT_ID  an app that may bring its assertions"},
    {"software-statements", OPTION_FLAG,
	"it may say what software an app is that registers itself"},
    {0},
};

const struct command issuer_commands[] = {
    {"issuer", "add", "ISSUER", add_options, issuer_add_run,
	"believe what another server asserts about people"},
    {"issuer", "list", "", NULL, issuer_list_run, "list them"},
    {"issuer", "show", "ISSUER", NULL, issuer_show_run, "show one"},
    {"issuer", "remove", "ISSUER", NULL, issuer_remove_run, "believe it no more"},
    {"issuer", "link", "ISSUER SUBJECT USER", NULL, issuer_link_run,
	"its subject is this person"},
    {"issuer", "unlink", "ISSUER SUBJECT", NULL, issuer_unlink_run, "nobody any more"},
    {0},
};
