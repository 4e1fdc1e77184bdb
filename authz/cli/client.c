#include "base/clock.h"
#include "base/json.h"
#include "cli/change.h"
#include "cli/commands.h"
#include "html/page.h"
#include "oauth/app_rules.h"
#include "oauth/client_auth.h"
#include "oauth/client_id.h"
#include "oauth/client_secret.h"
#include "oauth/metadata_rules.h"
#include "oauth/secret_document.h"
#include "oauth/subject.h"

bool
cli_uuid(
    const struct cli *c, struct text t, const char *thing, struct uuid *out, int *status)
{
	if (uuid_parse(t, out))
		return true;
	*status = cli_fail(c, "%.*s is not the id of a %s", TEXT_ARG(t), thing);
	return false;
}

bool
cli_client_id(const struct cli *c, struct text t, struct uuid *out, int *status)
{
	if (client_id_is_url(t))
		return client_id_parse(t, out);
	return cli_uuid(c, t, "client", out, status);
}

static json_t *
scope_states_json(const struct client *client)
{
	json_t *states = json_object();
	for (size_t i = 0; i < client->app_scope_count; i++) {
		const struct app_scope *s = &client->app_scopes[i];
		json_object_setn_new(states, s->scope.at, s->scope.n,
		    json_text(scope_state_name(s->state)));
	}
	return states;
}

json_t *
client_json(struct arena *a, const struct client *client)
{
	json_t *j = json_pack("{so so so so so so so}", "client_id",
	    json_text(client->client_id), "name", json_text(client->name), "kind",
	    json_text(app_kind_name(client->kind)), "token_endpoint_auth_method",
	    json_text(client->auth_method), "grant_types",
	    json_texts(client->grant_types), "redirect_uris",
	    json_texts(client->redirect_uris), "scope",
	    json_text(texts_join(a, client->scopes, ' ')));
	json_object_set_new(j, "scopes", scope_states_json(client));
	json_object_set_new(j, "resource",
	    client->resource ? json_text(client->resource->uri) : json_null());
	json_object_set_new(j, "team_id",
	    uuid_is_nil(client->team_id) ? json_null()
					 : json_text(uuid_text(a, client->team_id)));
	json_object_set_new(j, "owner", json_text(client->owner_name));
	json_object_set_new(j, "trusted", json_boolean(client->trusted));
	json_object_set_new(
	    j, "metadata", members_json(&client_metadata_members, &client->metadata));
	json_object_set_new(j, "secrets", all_secret_documents(a, client));
	json_object_set_new(j, "reviewed_at", json_time(client->reviewed_at));
	json_object_set_new(j, "suspended_at", json_time(client->suspended_at));
	json_object_set_new(j, "deleted_at", json_time(client->deleted_at));
	json_object_set_new(j, "created_at", json_time(client->created_at));
	return j;
}

/* 0, or the exit status of a complaint. */
static int
check_client(struct cli *c, const struct client *client)
{
	struct text uri = NO_TEXT;
	const char *fault = app_fault(client, &uri);
	const char *unfit = client_metadata_fault(c->arena, client);
	bool told = cli_given(c, "metadata") || cli_given(c, "redirect-uri");
	if (!fault && !unfit && told)
		unfit = sector_fault(c->arena, client);
	if (!fault)
		return unfit ? cli_fail(c, "--metadata: %s", unfit) : 0;
	struct text why = phrase(c->arena, LANGUAGE_EN, text_of(fault), NULL);
	if (uri.n)
		return cli_fail(c, "%.*s: %.*s", TEXT_ARG(uri), TEXT_ARG(why));
	return cli_fail(c, "%.*s", TEXT_ARG(why));
}

/* Those members that the object has; null takes one away. */
static int
read_metadata(struct cli *c, struct client *client)
{
	struct text given = cli_option(c, "metadata");
	if (!given.n)
		return 0;
	CLEANUP(json)
	json_t *object = json_loadb(given.at, given.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object))
		return cli_misuse(c, "--metadata is a JSON object");
	const char *name = members_unknown(&client_metadata_members, object);
	if (name)
		return cli_fail(c, "--metadata: there is no %s", name);
	name =
	    members_read(c->arena, &client_metadata_members, object, &client->metadata);
	return name ? cli_fail(c, "--metadata: %s has the wrong type", name) : 0;
}

/* Takes over what was given on the command line. */
static int
read_options(struct cli *c, struct client *client)
{
	if (cli_option(c, "name").n)
		client->name = cli_option(c, "name");
	if (cli_given(c, "description"))
		client->description = cli_option(c, "description");
	if (cli_given(c, "homepage"))
		client->homepage = cli_option(c, "homepage");
	if (cli_given(c, "policy-uri"))
		client->policy_uri = cli_option(c, "policy-uri");
	if (cli_given(c, "tos-uri"))
		client->tos_uri = cli_option(c, "tos-uri");
	if (cli_given(c, "redirect-uri"))
		client->redirect_uris = cli_values(c, "redirect-uri");
	if (cli_given(c, "grant"))
		client->grant_types = cli_values(c, "grant");
	if (cli_option(c, "auth-method").n)
		client->auth_method = cli_option(c, "auth-method");
	if (cli_flag(c, "public"))
		client->auth_method = TEXT("none");
	if (cli_flag(c, "trusted") && cli_flag(c, "untrusted"))
		return cli_misuse(c, "--trusted and --untrusted exclude each other");
	if (cli_flag(c, "trusted"))
		client->trusted = true;
	if (cli_flag(c, "untrusted"))
		client->trusted = false;
	return read_metadata(c, client);
}

static int
read_new_client(struct cli *c, struct client *client, struct resource *resource)
{
	struct text kind = cli_option(c, "kind"),
		    server = cli_option(c, "resource-server");
	enum store_status status = STORE_OK;
	client->auth_method = TEXT("client_secret_basic");
	int fault = read_options(c, client);
	if (fault)
		return fault;
	if (!client->name.n)
		return cli_misuse(c, "--name NAME is needed");
	client->kind = server.n ? APP_RESOURCE_SERVER : app_kind_guess(client);
	if (kind.n && !app_kind_parse(kind, &client->kind))
		return cli_misuse(c, "--kind is web, browser, native, device or service");
	if ((client->kind == APP_RESOURCE_SERVER) != (server.n != 0))
		return cli_misuse(
		    c, "a resource server is made with --resource-server URI");
	const struct app_kind_rule *rule = app_kind_rule(client->kind);
	if (!cli_option(c, "auth-method").n && !cli_flag(c, "public"))
		client->auth_method = rule->auth_method;
	if (!cli_given(c, "grant"))
		client->grant_types = rule->grant_types;
	if (server.n) {
		status = resource_by_uri(c->db, c->arena, server, resource);
		if (status != STORE_OK)
			return cli_store_fail(c, status, "resource");
		client->resource = resource;
	}
	fault = read_team(c, &client->team_id);
	if (fault)
		return fault;
	client->scopes = cli_values(c, "scope");
	return check_client(c, client);
}

int
answer_client(struct cli *c, struct uuid id, struct text secret)
{
	struct client client;
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	json_t *answer = client_json(c->arena, &client);
	if (secret.n)
		json_object_set_new(answer, "client_secret", json_text(secret));
	return cli_answer(c, answer);
}

static int
check_scopes_exist(struct cli *c, struct texts names)
{
	for (size_t i = 0; i < names.n; i++) {
		struct scope s;
		enum store_status status =
		    scope_by_name(c->db, c->arena, names.at[i], &s);
		if (status == STORE_NONE)
			return cli_fail(
			    c, "there is no scope %.*s", TEXT_ARG(names.at[i]));
		if (status != STORE_OK)
			return cli_store_fail(c, status, "scope");
	}
	return 0;
}

static int
client_add_run(struct cli *c)
{
	struct client client = {.id = uuid_new(), .created_at = clock_now()};
	struct resource resource;
	struct client_secret stored;
	struct text secret = NO_TEXT;
	int fault = read_new_client(c, &client, &resource);
	if (!fault)
		fault = check_scopes_exist(c, client.scopes);
	if (fault)
		return fault;
	client.client_id = uuid_text(c->arena, client.id);
	if (client_auth_has_secret(client.auth_method)) {
		secret = client_secret_new(
		    c->arena, &client, &(struct secret_wish){0}, &stored);
		client.secrets = &stored;
		client.secret_count = 1;
	}
	enum store_status status = db_begin(c->db);
	if (status == STORE_OK)
		status = cli_finish_app(c,
		    client_add(c->db, c->arena, &client, (struct texts){NULL, 0}),
		    "app_registered", client.id, NULL);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	return answer_client(c, client.id, secret);
}

static int
client_list_run(struct cli *c)
{
	json_t *list = json_array();
	struct uuid after = NO_UUID;
	for (;;) {
		struct client *clients;
		size_t n;
		enum store_status status =
		    clients_list(c->db, c->arena, after, 500, &clients, &n);
		if (status != STORE_OK) {
			json_decref(list);
			return cli_store_fail(c, status, "client");
		}
		for (size_t i = 0; i < n; i++)
			json_array_append_new(list, client_json(c->arena, &clients[i]));
		if (n < 500)
			return cli_answer(c, list);
		after = clients[n - 1].id;
	}
}

static int
client_show_run(struct cli *c)
{
	struct uuid id;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault))
		return fault;
	return answer_client(c, id, NO_TEXT);
}

/* In a transaction: all that the options say of an app that is there. */
static enum store_status
apply_options(struct cli *c, const struct client *before, const struct client *after)
{
	struct texts gone = cli_values(c, "remove-scope");
	enum store_status status = client_set(c->db, c->arena, after);
	if (status == STORE_OK)
		status = client_decide(c, before);
	for (size_t i = 0; status == STORE_OK && i < gone.n; i++)
		status = client_remove_scope(c->db, c->arena, before->id, gone.at[i]);
	return status;
}

static int
client_set_run(struct cli *c)
{
	struct client client, before;
	struct uuid id;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault))
		return fault;
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	before = client;
	fault = read_options(c, &client);
	if (!fault)
		fault = check_client(c, &client);
	if (!fault)
		fault = check_scopes_exist(c, cli_values(c, "scope"));
	if (fault)
		return fault;
	status = db_begin(c->db);
	if (status == STORE_OK)
		status = cli_finish_app(
		    c, apply_options(c, &before, &client), "app_changed", id, &before);
	return status == STORE_OK ? answer_client(c, id, NO_TEXT)
				  : cli_store_fail(c, status, "client or scope");
}

static int
client_remove_run(struct cli *c)
{
	struct client client;
	struct uuid id;
	int fault = 0;
	if (!cli_client_id(c, cli_argument(c, 0), &id, &fault))
		return fault;
	enum store_status status = client_by_id(c->db, c->arena, id, &client);
	if (status == STORE_OK)
		status = db_begin(c->db);
	if (status != STORE_OK)
		return cli_store_fail(c, status, "client");
	status = cli_finish(c, client_remove(c->db, c->arena, id),
	    &(struct cli_change){.event = "app_removed",
		.client_id = id,
		.before = client_audited(&client)});
	return status == STORE_OK ? cli_answer(c, client_json(c->arena, &client))
				  : cli_store_fail(c, status, "client");
}

#define COMMON_OPTIONS                                                                   \
	{"name", OPTION_VALUE, "NAME  what people read on the consent page"},            \
	    {"description", OPTION_VALUE, "TEXT"}, {"homepage", OPTION_VALUE, "URL"},    \
	    {"policy-uri", OPTION_VALUE, "URL  privacy policy"},                         \
	    {"tos-uri", OPTION_VALUE, "URL  terms of service"},                          \
	    {"redirect-uri", OPTION_VALUES, "URI  where codes are sent; may repeat"},    \
	    {"grant", OPTION_VALUES, "TYPE  of those in the metadata; may repeat"},      \
	    {"auth-method", OPTION_VALUE,                                                \
		"METHOD  how it authenticates at the token endpoint"},                   \
	    {"public", OPTION_FLAG, "the app can't keep a secret (auth method none)"},   \
	    {"metadata", OPTION_VALUE,                                                   \
		"JSON  more client metadata by its registered names; null takes away"},  \
	    {"trusted", OPTION_FLAG, "the platform's own: people are not asked"},        \
	{                                                                                \
		"scope", OPTION_VALUES, "SCOPE  approve it for the app; may repeat"      \
	}

static const struct option add_options[] = {
    COMMON_OPTIONS,
    {"kind", OPTION_VALUE, "KIND  web, browser, native, device or service"},
    TEAM_OPTIONS,
    {"resource-server", OPTION_VALUE, "URI  make it a resource server of this API"},
    {0},
};
static const struct option set_options[] = {
    COMMON_OPTIONS,
    {"untrusted", OPTION_FLAG, "undo --trusted"},
    {"refuse-scope", OPTION_VALUES, "SCOPE  refuse it to the app; may repeat"},
    {"remove-scope", OPTION_VALUES, "SCOPE  take it from the app; may repeat"},
    {"reviewed", OPTION_FLAG, "tell people that the platform has reviewed the app"},
    {0},
};

static const struct option decision_options[] = {
    {"message", OPTION_VALUE, "TEXT  what its team is told"},
    {0},
};

const struct command client_commands[] = {
    {"client", "add", "", add_options, client_add_run, "add an app or a resource server"},
    {"client", "list", "", NULL, client_list_run, "list all apps"},
    {"client", "show", "CLIENT_ID", NULL, client_show_run, "show one"},
    {"client", "set", "CLIENT_ID", set_options, client_set_run, "change one"},
    {"client", "suspend", "CLIENT_ID", decision_options, client_suspend_run,
	"kill all its tokens at once"},
    {"client", "resume", "CLIENT_ID", decision_options, client_resume_run,
	"undo suspend"},
    {"client", "remove", "CLIENT_ID", NULL, client_remove_run,
	"delete one with its grants"},
    {0},
};
