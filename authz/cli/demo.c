/*
 * Demo data for a server on this machine: people, two APIs, an app and resource servers.
 * It may be run again: what is there stays, and the demo clients get fresh secrets.
 */
#include "base/cleanup.h"
#include "base/clock.h"
#include "cli/commands.h"
#include "identity/password.h"
#include "oauth/client_secret.h"
#include "settings/settings.h"
#include "store/teams.h"

static const char *const password = "correct horse battery";

const struct option demo_options[] = {
    {"redirect-uri", OPTION_VALUE,
	"URI  of the demo app (http://localhost:8081/callback)"},
    {0},
};

static enum store_status
add_person(struct cli *c, struct text email, struct text name)
{
	struct user found;
	enum store_status status = user_by_email(c->db, c->arena, email, &found);
	if (status != STORE_NONE)
		return status;
	struct user u = {.id = uuid_new(),
	    .email = email,
	    .name = name,
	    .created_at = clock_now(),
	    .email_verified_at = clock_now(),
	    .password_hash = password_hash(c->arena, text_of(password))};
	return user_add(c->db, c->arena, &u);
}

struct demo_scope {
	struct text name, title, description;
	enum sensitivity sensitivity;
};

static const struct demo_api {
	struct text uri, name;
	enum token_format format;
	struct demo_scope scopes[2];
} apis[] = {
    {TEXT_INIT("https://api.example.com/payments"), TEXT_INIT("Payments"), TOKEN_JWT,
	{{TEXT_INIT("payments:read"),
	     TEXT_INIT("{\"en\":\"See your payments\",\"zh\":\"查看你的付款记录\"}"),
	     TEXT_INIT("{\"en\":\"Amounts, dates and who was paid.\","
		       "\"zh\":\"金额、日期和收款方。\"}"),
	     SCOPE_OPEN},
	    {TEXT_INIT("payments:write"),
		TEXT_INIT("{\"en\":\"Make payments for you\",\"zh\":\"以你的名义付款\"}"),
		TEXT_INIT("{\"en\":\"The app can send money from your account.\","
			  "\"zh\":\"应用可以从你的账户转出资金。\"}"),
		SCOPE_REVIEW}}},
    {TEXT_INIT("https://api.example.com/ledger"), TEXT_INIT("Ledger"), TOKEN_SEALED,
	{{TEXT_INIT("ledger:read"),
	     TEXT_INIT("{\"en\":\"See your account book\",\"zh\":\"查看你的账本\"}"),
	     TEXT_INIT("{\"en\":\"Every booking of your account.\","
		       "\"zh\":\"你账户的每一笔记账。\"}"),
	     SCOPE_OPEN},
	    {TEXT_INIT("ledger:export"),
		TEXT_INIT(
		    "{\"en\":\"Export your account book\",\"zh\":\"导出你的账本\"}"),
		TEXT_INIT("{}"), SCOPE_OPEN}}},
};

static enum store_status
add_api(struct cli *c, const struct demo_api *api)
{
	struct resource r;
	enum store_status status = resource_by_uri(c->db, c->arena, api->uri, &r);
	if (status != STORE_NONE)
		return status;
	r = (struct resource){.id = uuid_new(),
	    .uri = api->uri,
	    .name = api->name,
	    .token_format = api->format};
	status = resource_add(c->db, c->arena, &r);
	for (size_t i = 0; status == STORE_OK && i < COUNT_OF(api->scopes); i++) {
		const struct demo_scope *from = &api->scopes[i];
		struct scope s = {.name = from->name,
		    .resource_id = r.id,
		    .title = from->title,
		    .description = from->description,
		    .sensitivity = from->sensitivity};
		status = scope_add(c->db, c->arena, &s);
	}
	return status;
}

/* The demo client of that name, made when missing; with one fresh secret, which `secret`
 * gets. */
static enum store_status
renew_client(struct cli *c, struct client *wanted, struct text *secret)
{
	struct client *all, *found = NULL;
	struct client_secret *stored = ARENA_NEW(c->arena, struct client_secret);
	size_t n;
	enum store_status status =
	    clients_of_team(c->db, c->arena, wanted->team_id, NO_UUID, 1000, &all, &n);
	if (status != STORE_OK)
		return status;
	for (size_t i = 0; i < n && !found; i++)
		if (text_eq(all[i].name, wanted->name))
			found = &all[i];
	wanted->id = found ? found->id : uuid_new();
	wanted->client_id = uuid_text(c->arena, wanted->id);
	*secret = client_secret_new(c->arena, wanted, &(struct secret_wish){0}, stored);
	if (found) {
		for (size_t i = 0; status == STORE_OK && i < found->secret_count; i++)
			status = client_secret_remove(
			    c->db, c->arena, found->id, found->secrets[i].id, true);
		return status == STORE_OK
			   ? client_secret_add(c->db, c->arena, found->id, stored)
			   : status;
	}
	wanted->secrets = stored;
	wanted->secret_count = 1;
	return client_add(c->db, c->arena, wanted, (struct texts){NULL, 0});
}

static enum store_status
add_app(struct cli *c, struct uuid team, json_t *answer)
{
	static const struct text grants[] = {TEXT_INIT("authorization_code"),
	    TEXT_INIT("refresh_token"), TEXT_INIT("client_credentials")};
	static const struct text scopes[] = {TEXT_INIT("openid"), TEXT_INIT("profile"),
	    TEXT_INIT("email"), TEXT_INIT("payments:read"), TEXT_INIT("ledger:read"),
	    TEXT_INIT("ledger:export")};
	struct text redirect = cli_option(c, "redirect-uri"), secret;
	if (!redirect.n)
		redirect = TEXT("http://localhost:8081/callback");
	struct client app = {.name = TEXT("Budget app"),
	    .kind = APP_WEB,
	    .team_id = team,
	    .auth_method = TEXT("client_secret_basic"),
	    .description = TEXT("Shows where your money goes."),
	    .homepage = TEXT("https://budget.example"),
	    .grant_types = {grants, COUNT_OF(grants)},
	    .redirect_uris = {&redirect, 1},
	    .scopes = {scopes, COUNT_OF(scopes)}};
	enum store_status status = renew_client(c, &app, &secret);
	if (status != STORE_OK)
		return status;
	json_object_set_new(answer, "app",
	    json_pack("{so so so}", "client_id", json_text(app.client_id),
		"client_secret", json_text(secret), "redirect_uri", json_text(redirect)));
	return STORE_OK;
}

static enum store_status
add_resource_server(
    struct cli *c, struct uuid team, const struct demo_api *api, json_t *servers)
{
	struct resource r;
	struct text secret;
	enum store_status status = resource_by_uri(c->db, c->arena, api->uri, &r);
	if (status != STORE_OK)
		return status;
	struct client server = {
	    .name = arena_printf(c->arena, "%.*s API", TEXT_ARG(api->name)),
	    .kind = APP_RESOURCE_SERVER,
	    .team_id = team,
	    .resource = &r,
	    .auth_method = TEXT("client_secret_basic")};
	status = renew_client(c, &server, &secret);
	if (status == STORE_OK)
		json_object_setn_new(servers, api->uri.at, api->uri.n,
		    json_pack("{so so}", "client_id", json_text(server.client_id),
			"client_secret", json_text(secret)));
	return status;
}

static enum store_status
add_all(struct cli *c, json_t *answer)
{
	struct user dev = {0};
	struct uuid team = NO_UUID;
	json_t *servers = json_object();
	json_object_set_new(answer, "resource_servers", servers);
	enum store_status status =
	    add_person(c, TEXT("ada@example.com"), TEXT("Ada Lovelace"));
	if (status == STORE_OK)
		status = add_person(c, TEXT("dev@example.com"), TEXT("Budget Ltd."));
	if (status == STORE_OK)
		status = user_by_email(c->db, c->arena, TEXT("dev@example.com"), &dev);
	if (status == STORE_OK)
		status = team_personal(c->db, c->arena, dev.id, &team);
	for (size_t i = 0; status == STORE_OK && i < COUNT_OF(apis); i++)
		status = add_api(c, &apis[i]);
	if (status == STORE_OK)
		status = add_app(c, team, answer);
	for (size_t i = 0; status == STORE_OK && i < COUNT_OF(apis); i++)
		status = add_resource_server(c, team, &apis[i], servers);
	return status;
}

int
run_demo(struct cli *c)
{
	/* Known passwords have no place on a server that others reach. */
	if (!text_starts(settings()->server.issuer, TEXT("http://")))
		return cli_fail(
		    c, "demo data is for a server on this machine (an http:// issuer)");
	json_t *answer =
	    json_pack("{so ss s[ss]}", "issuer", json_text(settings()->server.issuer),
		"password", password, "people", "ada@example.com", "dev@example.com");
	enum store_status status = add_all(c, answer);
	if (status == STORE_OK)
		return cli_answer(c, answer);
	json_decref(answer);
	return cli_store_fail(c, status, "demo data");
}
