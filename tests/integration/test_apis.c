/* Teams publish APIs: registered, approved, described, used, and ended. */
#include "api_calls.h"
#include "teamwork.h"

#include "base/uuid.h"

#include <string.h>

struct made_api {
	const char *id, *uri, *prefix, *read, *write; /* an open scope, one with review */
};

/* A prefix that no other test has. */
static const char *
fresh(void)
{
	const char *id = arena_cstr(arena, uuid_text(arena, uuid_new()));
	return text_format("w%.12s", id + 24);
}

static struct made_api
api_of(struct browser *b, const char *team)
{
	struct made_api a = {.prefix = fresh()};
	a.uri = text_format("https://api.example.com/%s", a.prefix);
	a.read = text_format("%s:read", a.prefix);
	a.write = text_format("%s:write", a.prefix);
	a.id = new_api(b, team, a.uri, a.prefix);
	new_scope(b, a.id, a.read, "open");
	new_scope(b, a.id, a.write, "review");
	return a;
}

static struct browser *
with_role(const char *role)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", role);
	return signed_in(email);
}

static void
review(struct browser *reviewer, const char *api, const char *decision, const char *words)
{
	visit(reviewer, "/admin/reviews");
	submit(reviewer, text_format("/admin/apis/%s/review", api),
	    FORM("decision", decision, "message", words));
}

static struct app
service(const char *scope)
{
	return APP("--kind", "service", "--scope", scope);
}

static const char *
secret_on(const struct answer *page)
{
	const char *at = strstr(page->body, "id=\"client_secret\">");
	ck_assert_ptr_nonnull(at);
	at += strlen("id=\"client_secret\">");
	return arena_cstr(arena, (struct text){at, strcspn(at, "<")});
}

/* What the page of the API made to authenticate with. */
static struct app
credentials_of(struct browser *b, const char *api)
{
	post(b, api_path(api, "/secrets"), "");
	ck_status(&b->page, 201);
	const char *id = strstr(b->page.body, "\"server-id\">") + 12;
	return (struct app){text_format("%.36s", id), secret_on(&b->page)};
}

START_TEST(an_api_waits_for_an_operator_and_is_used_then)
{
	struct someone ada = somebody();
	struct browser *reviewer = with_role("reviewer");
	const char *team = new_team(ada.b, "Weather");
	struct made_api api = api_of(ada.b, team);
	visit(ada.b, api_path(api.id, ""));
	ck_contains(ada.b->page.body, "waiting for approval");
	ck_contains(ada.b->page.body, "See &lt;forecasts&gt;");
	/* Nobody is offered it, and who was given it all the same gets no token. */
	struct app app = service(api.read);
	struct answer a = client_credentials(app, api.read);
	ck_error(&a, 400, "invalid_scope");
	a = ASK(.path = "/.well-known/openid-configuration");
	ck_lacks(a.body, api.read);
	a = ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = FORM("grant_type", "client_credentials", "resource", api.uri));
	ck_error(&a, 400, "invalid_target");
	a = ASK(.path = text_format(
		    "/.well-known/oauth-protected-resource?resource=%s", api.uri));
	ck_status(&a, 404);
	const char *token = token_of(ada.email, "apps");
	a = CALL(token, "GET", "/api/v1/catalogue", NULL);
	ck_status(&a, 200);
	ck_lacks(a.body, api.uri);
	visit(reviewer, "/admin/reviews");
	ck_contains(reviewer->page.body, api.uri);
	ck_contains(reviewer->page.body, "Weather &lt;API&gt;");
	review(reviewer, api.id, "approve", "Welcome");
	ck_status(&reviewer->page, 303);
	a = client_credentials(app, api.read);
	ck_status(&a, 200);
	const char *access = member(a.json, "access_token");
	ck_assert_str_eq(member(jwt_part(access, 1), "aud"), api.uri);
	a = CALL(token, "GET", "/api/v1/catalogue", NULL);
	ck_contains(a.body, api.uri);
	struct app server_of = credentials_of(ada.b, api.id);
	ck_assert(is_active(server_of, access));
	ck_assert(!is_active(resource_server(PAYMENTS), access));
	/* Decided is decided. */
	review(reviewer, api.id, "refuse", "");
	ck_assert_str_eq(member(CLI("resource", "show", api.uri), "state"), "approved");
	json_t *made = newest_event(ada, "api_registered");
	ck_assert_str_eq(member(json_object_get(made, "after"), "uri"), api.uri);
}
END_TEST

START_TEST(a_refusal_says_why_and_can_be_answered)
{
	struct someone ada = somebody();
	struct browser *reviewer = with_role("reviewer");
	struct made_api api = api_of(ada.b, new_team(ada.b, "Weather"));
	review(reviewer, api.id, "refuse", "Whose data is <it>?");
	visit(ada.b, api_path(api.id, ""));
	ck_contains(ada.b->page.body, "Whose data is &lt;it&gt;?");
	post(ada.b, api_path(api.id, "/ask"), FORM("purpose", ""));
	ck_status(&ada.b->page, 422);
	post(ada.b, api_path(api.id, "/ask"), FORM("purpose", "Only ours."));
	ck_status(&ada.b->page, 303);
	visit(reviewer, "/admin/reviews");
	ck_contains(reviewer->page.body, "Only ours.");
	review(reviewer, api.id, "approve", "");
	struct answer a = client_credentials(service(api.read), api.read);
	ck_status(&a, 200);
}
END_TEST

START_TEST(only_reviewers_of_other_teams_approve)
{
	struct someone ada = somebody();
	struct made_api api = api_of(ada.b, new_team(ada.b, "Weather"));
	const char *path = text_format("/admin/apis/%s/review", api.id);
	const char *form = FORM("decision", "approve", "message", "");
	post(ada.b, path, form);
	ck_status(&ada.b->page, 404);
	struct browser *auditor = with_role("auditor");
	post(auditor, path, form);
	ck_status(&auditor->page, 404);
	CLI("operator", "add", ada.email, "--role", "reviewer");
	post(ada.b, path, form);
	ck_status(&ada.b->page, 403);
	ck_assert_str_eq(member(CLI("resource", "show", api.uri), "state"), "asked");
}
END_TEST

START_TEST(no_team_takes_what_is_anothers)
{
	struct someone ada = somebody();
	const char *team = new_team(ada.b, "Greedy");
	struct made_api api = api_of(ada.b, team);
	apis_exist();
	const char *uri = text_format("https://api.example.com/%s", fresh());
	const struct {
		const char *uri, *prefix, *at;
	} bad[] = {{"http://api.example.com/w", fresh(), "uri-error"},
	    {"https://api.example.com/w#x", fresh(), "uri-error"},
	    {"https://u@api.example.com/w", fresh(), "uri-error"},
	    {"https://API.example.com/w", fresh(), "uri-error"},
	    {"https://api.example.com/w?x=1", fresh(), "uri-error"},
	    {"urn:example:w", fresh(), "uri-error"}, {"", fresh(), "uri-error"},
	    {server->url, fresh(), "uri-error"}, {PAYMENTS, fresh(), "uri-error"},
	    {api.uri, fresh(), "uri-error"}, {uri, "payments", "prefix-error"},
	    {uri, api.prefix, "prefix-error"}, {uri, "openid", "prefix-error"},
	    {uri, "authz", "prefix-error"}, {uri, "Weather", "prefix-error"},
	    {uri, "we:ather", "prefix-error"}, {uri, "w", "prefix-error"},
	    {uri, "", "prefix-error"}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		post(ada.b, "/developer/apis/new",
		    FORM("team", team, "uri", bad[i].uri, "scope_prefix", bad[i].prefix,
			"name", "Mine", "token_format", "jwt", "purpose", "Keep me"));
		ck_assert_msg(ada.b->page.status == 422, "%ld for %s %s",
		    ada.b->page.status, bad[i].uri, bad[i].prefix);
		ck_contains(ada.b->page.body, text_format("id=\"%s\"", bad[i].at));
		ck_contains(ada.b->page.body, "Keep me");
	}
}
END_TEST

START_TEST(scopes_stay_below_the_prefix_of_their_api)
{
	struct someone ada = somebody();
	const char *team = new_team(ada.b, "Scopes");
	struct made_api api = api_of(ada.b, team), other = api_of(ada.b, team);
	const char *const bad[] = {"openid", "payments:read", other.read, api.prefix,
	    text_format("%s:", api.prefix), text_format("%s:Read", api.prefix),
	    text_format("%s:a b", api.prefix), text_format("%sx:read", api.prefix),
	    text_format("%s:a\"b", api.prefix), api.read, ""};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		post(ada.b, api_path(api.id, "/scopes/new"),
		    FORM("scope", bad[i], "title_en", "Take", "sensitivity", "open"));
		ck_assert_msg(
		    ada.b->page.status == 422, "%ld for %s", ada.b->page.status, bad[i]);
	}
	/* Nor is another API's scope changed by way of one's own. */
	post(ada.b, api_path(api.id, text_format("/scopes/%s", other.read)),
	    FORM("title_en", "", "sensitivity", "open"));
	ck_status(&ada.b->page, 404);
	const char *own = text_format("%s:more", api.prefix);
	post(ada.b, api_path(api.id, "/scopes/new"),
	    FORM("scope", own, "title_en", "", "title_zh", "看", "sensitivity", "open"));
	ck_status(&ada.b->page, 422);
	post(ada.b, api_path(api.id, "/scopes/new"),
	    FORM("scope", own, "title_en", "More", "sensitivity", "internal"));
	ck_status(&ada.b->page, 422);
	/* What operators keep to themselves stays theirs. */
	CLI("scope", "set", api.write, "--sensitivity", "internal");
	const char *path = api_path(api.id, text_format("/scopes/%s", api.write));
	post(ada.b, path, FORM("title_en", "Mine", "sensitivity", "open"));
	ck_status(&ada.b->page, 422);
	post(ada.b, text_format("%s/remove", path), "");
	ck_status(&ada.b->page, 403);
	ck_assert_str_eq(
	    member(CLI("scope", "show", api.write), "sensitivity"), "internal");
}
END_TEST

START_TEST(scopes_are_changed_and_removed_with_what_was_before)
{
	struct someone ada = somebody();
	struct made_api api = api_of(ada.b, new_team(ada.b, "Words"));
	const char *path = api_path(api.id, text_format("/scopes/%s", api.read));
	post(ada.b, path,
	    FORM("title_en", "Read it", "title_zh", "读取", "description_en", "All.",
		"sensitivity", "review"));
	ck_status(&ada.b->page, 303);
	json_t *change = newest_event(ada, "api_scope_changed");
	ck_assert_str_eq(
	    member(json_object_get(change, "before"), "sensitivity"), "open");
	ck_assert_str_eq(
	    member(json_object_get(change, "after"), "sensitivity"), "review");
	ck_assert_str_eq(member(change, "resource"), api.uri);
	visit(ada.b, path);
	ck_contains(ada.b->page.body, "读取");
	post(ada.b, text_format("%s/remove", path), "");
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(ada.b, path), 404);
}
END_TEST

START_TEST(a_lifetime_is_within_the_operators_bounds)
{
	struct someone ada = somebody();
	struct made_api api = api_of(ada.b, new_team(ada.b, "Lasting"));
	static const char *const bad[] = {
	    "9", "3601", "86400", "-1", "1h", "99999999999"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		post(ada.b, api_path(api.id, ""),
		    FORM("name", "Lasting", "token_format", "jwt", "token_lifetime",
			bad[i]));
		ck_status(&ada.b->page, 422);
		ck_contains(ada.b->page.body, "id=\"lifetime-error\"");
	}
	post(ada.b, api_path(api.id, ""),
	    FORM("name", "Lasting", "token_format", "sealed", "token_lifetime", "3600"));
	ck_status(&ada.b->page, 303);
	json_t *now = CLI("resource", "show", api.uri);
	ck_assert_int_eq(
	    json_integer_value(json_object_get(now, "token_lifetime")), 3600);
	ck_assert_str_eq(member(now, "token_format"), "sealed");
}
END_TEST

START_TEST(credentials_are_rotated_two_at_a_time)
{
	struct someone ada = somebody();
	struct made_api api = api_of(ada.b, new_team(ada.b, "Keys"));
	review(with_role("reviewer"), api.id, "approve", "");
	struct answer t = client_credentials(service(api.read), api.read);
	const char *token = member(t.json, "access_token");
	struct app first = credentials_of(ada.b, api.id);
	post(ada.b, api_path(api.id, "/secrets"), FORM("server", first.id));
	ck_status(&ada.b->page, 201);
	struct app second = {first.id, secret_on(&ada.b->page)};
	ck_assert(is_active(first, token));
	ck_assert(is_active(second, token));
	post(ada.b, api_path(api.id, "/secrets"), FORM("server", first.id));
	ck_status(&ada.b->page, 422);
	visit(ada.b, api_path(api.id, ""));
	ck_lacks(ada.b->page.body, second.secret);
	const char *at = strstr(ada.b->page.body, "/secrets/") + 9;
	const char *gone = text_format("/secrets/%.36s/remove", at);
	const char *last =
	    text_format("/secrets/%.36s/remove", strstr(at, "/secrets/") + 9);
	post(ada.b, api_path(api.id, gone), FORM("server", first.id));
	ck_status(&ada.b->page, 303);
	struct answer a = introspect(first, token);
	ck_error(&a, 401, "invalid_client");
	post(ada.b, api_path(api.id, last), FORM("server", first.id));
	ck_status(&ada.b->page, 422);
	ck_assert(is_active(second, token));
	/* Another API's, of the same team, is not touched from here. */
	struct made_api other = api_of(ada.b, new_team(ada.b, "Others"));
	post(ada.b, api_path(other.id, "/secrets"), FORM("server", first.id));
	ck_status(&ada.b->page, 404);
}
END_TEST

START_TEST(members_run_an_api_and_owners_end_it)
{
	struct someone ada = somebody(), bob = somebody();
	const char *team = new_team(ada.b, "Ending");
	struct made_api api = api_of(ada.b, team);
	join(ada.b, team, bob, "member");
	review(with_role("reviewer"), api.id, "approve", "");
	struct app app = service(api.read), api_itself = credentials_of(bob.b, api.id);
	struct answer t = client_credentials(app, api.read);
	const char *delete = api_path(api.id, "/delete");
	post(bob.b, api_path(api.id, ""),
	    FORM("name", "By Bob", "token_format", "jwt", "token_lifetime", ""));
	ck_status(&bob.b->page, 303);
	post(bob.b, delete, FORM("confirmation", "By Bob"));
	ck_status(&bob.b->page, 403);
	visit(bob.b, api_path(api.id, ""));
	ck_lacks(bob.b->page.body, "/delete");
	post(ada.b, team_path(team, "/delete"), "");
	ck_status(&ada.b->page, 422);
	post(ada.b, delete, FORM("confirmation", "Weather"));
	ck_status(&ada.b->page, 422);
	ck_assert(is_active(api_itself, member(t.json, "access_token")));
	post(ada.b, delete, FORM("confirmation", "By Bob"));
	ck_status(&ada.b->page, 303);
	ck_assert_int_eq(status_of(ada.b, api_path(api.id, "")), 404);
	struct answer a = introspect(api_itself, member(t.json, "access_token"));
	ck_error(&a, 401, "invalid_client");
	a = client_credentials(app, api.read);
	ck_error(&a, 400, "invalid_scope");
	json_t *gone = newest_event(ada, "api_deleted");
	ck_assert_str_eq(member(json_object_get(gone, "before"), "uri"), api.uri);
}
END_TEST

/* An app of somebody else asks for the scope with review. */
static struct app
asking(struct made_api api, struct browser *dev)
{
	post(dev, "/developer/apps/new",
	    FORM("name", "Asker <app>", "kind", "service", "redirect_uri", ""));
	ck_status(&dev->page, 201);
	struct app app = {
	    text_format("%.36s", strstr(dev->page.body, "id=\"client_id\">") + 15),
	    secret_on(&dev->page)};
	post(dev, text_format("/developer/apps/%s/scopes", app.id),
	    FORM("scope", api.write, "reason", "We <need> it"));
	ck_status(&dev->page, 303);
	return app;
}

static const char *
request_of(struct app app, struct made_api api, const char *decision)
{
	return FORM("client_id", app.id, "scope", api.write, "decision", decision,
	    "message", "As you <wish>");
}

START_TEST(operators_decide_and_owners_see_who_asks)
{
	struct someone ada = somebody();
	struct made_api api = api_of(ada.b, new_team(ada.b, "Seeing"));
	review(with_role("reviewer"), api.id, "approve", "");
	struct app app = asking(api, somebody().b);
	visit(ada.b, api_path(api.id, ""));
	ck_contains(ada.b->page.body, "Asker &lt;app&gt;");
	ck_contains(ada.b->page.body, "We &lt;need&gt; it");
	ck_lacks(ada.b->page.body, "value=\"approve\"");
	post(ada.b, api_path(api.id, "/requests"), request_of(app, api, "approve"));
	ck_status(&ada.b->page, 422);
	struct answer a = client_credentials(app, api.write);
	ck_error(&a, 400, "invalid_scope");
	visit(ada.b, api_path(api.id, text_format("/scopes/%s", api.write)));
	ck_contains(ada.b->page.body, "Asker &lt;app&gt;");
}
END_TEST

START_TEST(owners_decide_where_the_operator_lets_them)
{
	static const char *const settings[] = {"AUTHZ_APIS_OWNERS_DECIDE=true",
	    "AUTHZ_SERVER_TRUSTED_PROXIES=127.0.0.1", NULL};
	process_start(server, settings);
	struct someone ada = somebody(), bob = somebody(), dev = somebody();
	const char *team = new_team(ada.b, "Deciding");
	struct made_api api = api_of(ada.b, team), other = api_of(ada.b, team);
	join(ada.b, team, bob, "member");
	CLI("resource", "set", api.uri, "--state", "approved");
	struct app app = asking(api, dev.b), no = asking(api, dev.b);
	const char *path = api_path(api.id, "/requests");
	post(bob.b, path, request_of(app, api, "approve"));
	ck_status(&bob.b->page, 403);
	/* Its own scopes only, and only its own. */
	post(ada.b, api_path(other.id, "/requests"), request_of(app, api, "approve"));
	ck_status(&ada.b->page, 404);
	post(ada.b, path,
	    FORM("client_id", app.id, "scope", "openid", "decision", "approve"));
	ck_status(&ada.b->page, 404);
	post(ada.b, path, request_of(app, api, "approve"));
	ck_status(&ada.b->page, 303);
	struct answer a = client_credentials(app, api.write);
	ck_status(&a, 200);
	post(ada.b, path, request_of(app, api, "refuse"));
	ck_status(&ada.b->page, 422);
	post(ada.b, path, request_of(no, api, "refuse"));
	ck_status(&ada.b->page, 303);
	a = client_credentials(no, api.write);
	ck_error(&a, 400, "invalid_scope");
	visit(dev.b, text_format("/developer/apps/%s", no.id));
	json_t *event = newest_event(ada, "app_scope_decided");
	ck_assert_str_eq(member(json_object_get(event, "before"), "state"), "asked");
	ck_assert_str_eq(member(json_object_get(event, "after"), "state"), "refused");
	process_drop(server);
}
END_TEST

START_TEST(teams_register_apis_only_where_they_may)
{
	static const char *const settings[] = {"AUTHZ_APIS_TEAMS=false", NULL};
	process_start(server, settings);
	struct someone ada = somebody();
	const char *team = new_team(ada.b, "Not here");
	visit(ada.b, "/developer/apis");
	ck_lacks(ada.b->page.body, "/developer/apis/new");
	ck_assert_int_eq(status_of(ada.b, "/developer/apis/new"), 404);
	post(ada.b, "/developer/apis/new",
	    FORM("team", team, "uri", "https://api.example.com/w", "scope_prefix",
		"weather", "name", "W", "token_format", "jwt", "purpose", "P"));
	ck_status(&ada.b->page, 404);
	/* One that an operator hands over is the team's to run. */
	CLI("resource", "add", "https://api.example.com/w", "--team", team,
	    "--scope-prefix", "weather");
	visit(ada.b, text_format("/developer/apis?team=%s", team));
	ck_contains(ada.b->page.body, "https://api.example.com/w");
	process_drop(server);
}
END_TEST

static Suite *
apis(void)
{
	return SUITE_OF("apis", 120, an_api_waits_for_an_operator_and_is_used_then,
	    a_refusal_says_why_and_can_be_answered, only_reviewers_of_other_teams_approve,
	    no_team_takes_what_is_anothers, scopes_stay_below_the_prefix_of_their_api,
	    scopes_are_changed_and_removed_with_what_was_before,
	    a_lifetime_is_within_the_operators_bounds,
	    credentials_are_rotated_two_at_a_time, members_run_an_api_and_owners_end_it,
	    operators_decide_and_owners_see_who_asks,
	    owners_decide_where_the_operator_lets_them,
	    teams_register_apis_only_where_they_may);
}
SUITE(apis);
