/* Apps that wait for their review are open to their own team, where the operator wants it
 * so; and what was reviewed is looked at again when it changes. */
#include "flow.h"

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"
#define CIBA "urn:openid:params:grant-type:ciba"
#define EXCHANGE "urn:ietf:params:oauth:grant-type:token-exchange"
#define NOT_OPEN "not open to everyone yet"

static void
sandbox_is_on(void)
{
	static const char *const settings[] = {
	    "AUTHZ_APPS_SANDBOX=true", "AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL};
	process_start(server, settings);
}

/* Changes what people see of it by the portal. */
static void
rename_app(struct browser *dev, struct app app)
{
	const char *page = text_format("/developer/apps/%s/settings", app.id);
	visit(dev, page);
	submit(dev, page, FORM("client_name", "Another name"));
	ck_status(&dev->page, 303);
}

static bool
is_reviewed(struct app app)
{
	json_t *shown = CLI("client", "show", app.id);
	return json_is_integer(json_object_get(shown, "reviewed_at")) ||
	       json_is_string(json_object_get(shown, "reviewed_at"));
}

START_TEST(an_app_is_open_to_its_team_until_it_is_reviewed)
{
	sandbox_is_on();
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker), *other = signed_in(person());
	struct answer t = tokens_for(dev, app, "openid");
	ck_assert_str_ne(member(t.json, "access_token"), "");
	visit(other, authorize_path(app, "openid", ""));
	ck_status(&other->page, 403);
	ck_contains(other->page.body, NOT_OPEN);
	ck_lacks(other->page.body, CALLBACK);
	visit(other, authorize_path(app, "openid", "&prompt=none"));
	ck_status(&other->page, 303);
	ck_contains(header_of(&other->page, "Location"), "error=access_denied");
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, "Open to your team only");
	CLI("client", "set", app.id, "--reviewed");
	t = tokens_for(other, app, "openid");
	ck_assert_str_ne(member(t.json, "access_token"), "");
	/* Another name is another app to people: closed again, at the consent page too.
	 */
	struct browser *late = signed_in(person());
	visit(late, authorize_path(app, "openid payments:read", ""));
	ck_status(&late->page, 200);
	const char *ticket = input_of(&late->page, "ticket");
	rename_app(dev, app);
	submit(late, "/consent",
	    FORM("ticket", ticket, "decision", "allow", "scope", "openid"));
	ck_status(&late->page, 403);
	/* Even to who allowed it before. */
	visit(other, authorize_path(app, "openid", ""));
	ck_status(&other->page, 403);
	process_drop(server);
}
END_TEST

START_TEST(devices_are_no_way_around_it)
{
	sandbox_is_on();
	const char *maker = person();
	struct app app = APP("--kind", "device", "--owner", maker, "--scope", "openid");
	struct browser *dev = signed_in(maker), *other = signed_in(person());
	struct answer codes = ASK(.path = "/oauth2/device_authorization",
	    .form = FORM("client_id", app.id, "scope", "openid"));
	ck_status(&codes, 200);
	const char *code = member(codes.json, "user_code");
	visit(other, "/device");
	submit(other, "/device", FORM("user_code", code));
	follow(other);
	ck_status(&other->page, 403);
	ck_contains(other->page.body, NOT_OPEN);
	visit(dev, "/device");
	submit(dev, "/device", FORM("user_code", code));
	follow(dev);
	ck_status(&dev->page, 200);
	ck_contains(dev->page.body, "decision");
	process_drop(server);
}
END_TEST

START_TEST(the_back_channel_is_no_way_around_it)
{
	sandbox_is_on();
	const char *maker = person();
	struct app app = APP(
	    "--kind", "service", "--owner", maker, "--grant", CIBA, "--scope", "openid");
	struct answer a = ASK(.path = "/oauth2/bc-authorize",
	    .form = FORM("scope", "openid", "login_hint", person()), .user = app.id,
	    .password = app.secret);
	ck_error(&a, 400, "access_denied");
	a = ASK(.path = "/oauth2/bc-authorize",
	    .form = FORM("scope", "openid", "login_hint", maker), .user = app.id,
	    .password = app.secret);
	ck_status(&a, 200);
	process_drop(server);
}
END_TEST

START_TEST(a_token_from_before_is_not_exchanged_in_the_sandbox)
{
	sandbox_is_on();
	const char *maker = person();
	apis_exist();
	struct app app = APP("--owner", maker, "--grant", "authorization_code", "--grant",
	    EXCHANGE, "--redirect-uri", CALLBACK, "--scope", "payments:read",
	    "--metadata", "{\"token_exchange_resources\":[\"" PAYMENTS "\"]}");
	CLI("client", "set", app.id, "--reviewed");
	struct browser *dev = signed_in(maker), *other = signed_in(person());
	struct answer t = tokens_for(other, app, "payments:read");
	struct ask exchange = {.path = "/oauth2/token",
	    .form = FORM("grant_type", EXCHANGE, "subject_token",
		member(t.json, "access_token"), "subject_token_type",
		"urn:ietf:params:oauth:token-type:access_token"),
	    .user = app.id,
	    .password = app.secret};
	struct answer a = ask(exchange);
	ck_status(&a, 200);
	rename_app(dev, app);
	a = ask(exchange);
	ck_assert_int_ge(a.status, 400);
	ck_assert_str_eq(member(a.json, "error"), "access_denied");
	process_drop(server);
}
END_TEST

START_TEST(what_was_reviewed_and_changes_is_looked_at_again)
{
	const char *maker = person();
	struct app app = app_owned_by(maker);
	struct browser *dev = signed_in(maker);
	static const char *const changes[][2] = {{"--name", "Other"},
	    {"--description", "Other words"}, {"--homepage", "https://other.example/"},
	    {"--policy-uri", "https://other.example/p"},
	    {"--tos-uri", "https://other.example/t"},
	    {"--redirect-uri", "https://other.example/cb"},
	    {"--metadata", "{\"logo_uri\":\"https://other.example/logo.png\"}"}};
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		CLI("client", "set", app.id, "--reviewed");
		ck_assert(is_reviewed(app));
		CLI("client", "set", app.id, changes[i][0], changes[i][1]);
		ck_assert_msg(!is_reviewed(app), "%s changed unseen", changes[i][0]);
	}
	/* What nobody sees is no new app; without the setting it stays open meanwhile. */
	CLI("client", "set", app.id, "--reviewed", "--redirect-uri", CALLBACK);
	CLI("client", "set", app.id, "--metadata", "{\"default_max_age\":60}");
	ck_assert(is_reviewed(app));
	rename_app(dev, app);
	ck_assert(!is_reviewed(app));
	const char *events = json_line(CLI("audit", "list", "--client", app.id));
	ck_contains(events, "\"reviewed\":false");
	struct answer t = tokens_for(signed_in(person()), app, "openid");
	ck_assert_str_ne(member(t.json, "access_token"), "");
}
END_TEST

static Suite *
sandbox(void)
{
	return SUITE_OF("sandbox", 60, an_app_is_open_to_its_team_until_it_is_reviewed,
	    devices_are_no_way_around_it, the_back_channel_is_no_way_around_it,
	    a_token_from_before_is_not_exchanged_in_the_sandbox,
	    what_was_reviewed_and_changes_is_looked_at_again);
}
SUITE(sandbox);
