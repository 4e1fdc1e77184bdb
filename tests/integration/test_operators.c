/* What operators see and do of the server itself, at /admin. */
#include "developer_routes.h"
#include "flow.h"
#include "sql.h"

#include <string.h>
#include <unistd.h>

#define HOSTILE "\"><script>alert(1)</script>{{csrf}}"
#define NOBODY "00000000-0000-0000-0000-000000000001"

struct staff {
	const char *id, *email;
	struct browser *b;
};

static struct staff
staff(const char *role)
{
	const char *email = person();
	const char *id = member(CLI("operator", "add", email, "--role", role), "user_id");
	return (struct staff){id, email, signed_in(email)};
}

static struct answer *
look(struct browser *b, const char *path)
{
	visit(b, path);
	ck_status(&b->page, 200);
	return &b->page;
}

/* With the token of a page that everybody has. */
static struct answer *
post(struct browser *b, const char *path, const char *form)
{
	look(b, "/account");
	return submit(b, path, form);
}

static const char *
events(const char *user_id)
{
	return json_line(CLI("audit", "list", "--user", user_id));
}

START_TEST(the_way_to_the_operators_pages_is_shown_to_who_has_a_role)
{
	struct browser *b = signed_in(person());
	ck_lacks(look(b, "/account")->body, "href=\"/admin\"");
	struct staff auditor = staff("auditor");
	ck_contains(look(auditor.b, "/account")->body, "href=\"/admin\"");
	CLI("operator", "remove", auditor.email);
	ck_lacks(look(auditor.b, "/account")->body, "href=\"/admin\"");
}
END_TEST

START_TEST(nodes_tell_of_themselves_and_are_missed_when_they_vanish)
{
	struct staff auditor = staff("auditor");
	char host[256] = "";
	gethostname(host, sizeof(host) - 1);
	sql(server,
	    "INSERT INTO nodes (id, host, address, version, beat_at, coherent, "
	    "marks, token_bytes, token_room) VALUES ('" NOBODY
	    "', 'lost <b>node</b>', 'x:1', '0', now() - interval '1 minute', true, "
	    "0, 0, 0), (gen_random_uuid(), 'forgotten-node', 'x:2', '0', now() - "
	    "interval '2 days', true, 0, 0, 0)");
	const char *body = look(auditor.b, "/admin/nodes")->body;
	/* The server may have started just now. */
	for (int i = 0; i < 20 && !strstr(body, host); i++) {
		sleep(1);
		body = look(auditor.b, "/admin/nodes")->body;
	}
	ck_contains(body, host);
	ck_contains(body, ">coherent<");
	ck_contains(body, "lost &lt;b&gt;node");
	ck_contains(body, ">gone<");
	for (int i = 0; i < 60 && strstr(body, "forgotten-node"); i++) {
		sleep(1);
		body = look(auditor.b, "/admin/nodes")->body;
	}
	ck_lacks(body, "forgotten-node");
	ck_contains(body, "lost &lt;b&gt;node");
	sql(server, "DELETE FROM nodes WHERE id = '" NOBODY "'");
}
END_TEST

START_TEST(a_node_that_stops_in_good_order_is_not_missed)
{
	struct process other;
	static const char *const settings[] = {NULL};
	process_start(&other, settings);
	const char *rows = sql(&other, "SELECT count(*) FROM nodes");
	for (int i = 0; i < 50 && strncmp(rows, "1", 1) != 0; i++) {
		usleep(100000);
		rows = sql(&other, "SELECT count(*) FROM nodes");
	}
	ck_assert_str_eq(rows, "1\n");
	process_stop(&other);
	process_restart(&other);
	for (int i = 0; i < 30; i++) {
		rows = sql(&other, "SELECT count(*) FROM nodes");
		ck_assert_int_le(rows[0], '1');
		usleep(100000);
	}
	process_drop(&other);
}
END_TEST

START_TEST(keys_are_shown_and_rotated_by_operators_who_mean_it)
{
	struct staff op = staff("operator"), auditor = staff("auditor");
	const char *before = json_line(CLI("key", "list"));
	ck_contains(look(auditor.b, "/admin/keys")->body, ">signs now<");
	ck_lacks(auditor.b->page.body, "action=\"/admin/keys\"");
	ck_contains(look(op.b, "/admin/keys")->body, "action=\"/admin/keys\"");
	ck_lacks(op.b->page.body, "sealed");
	submit(op.b, "/admin/keys", FORM("alg", "EdDSA"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "confirm that you mean it");
	ck_contains(op.b->page.body, "value=\"EdDSA\" selected");
	post(op.b, "/admin/keys", FORM("alg", "none", "confirm", "yes"));
	ck_status(&op.b->page, 400);
	post(auditor.b, "/admin/keys", FORM("alg", "EdDSA", "confirm", "yes"));
	ck_status(&auditor.b->page, 404);
	ck_assert_str_eq(json_line(CLI("key", "list")), before);
	post(op.b, "/admin/keys", FORM("alg", "EdDSA", "confirm", "yes"));
	ck_contains(header_of(&op.b->page, "Location"), "/admin/keys?done=1");
	ck_contains(look(op.b, "/admin/keys")->body, ">next<");
	ck_contains(events(op.id), "key_rotated");
	ck_lacks(events(op.id), "sealed");
}
END_TEST

START_TEST(apis_and_their_scopes_are_added_changed_and_deleted)
{
	struct staff op = staff("operator"), auditor = staff("auditor");
	const char *uri = text_format("https://api.example.com/a%ld", random());
	post(op.b, "/admin/apis/new", FORM("uri", uri, "name", "Maps " HOSTILE));
	ck_status(&op.b->page, 303);
	const char *page =
	    text_format("/admin/apis/%s", member(CLI("resource", "show", uri), "id"));
	ck_contains(look(auditor.b, page)->body, "Maps &quot;&gt;&lt;script&gt;");
	ck_lacks(auditor.b->page.body, "<script>alert");
	ck_lacks(auditor.b->page.body, "name=\"token_lifetime\"");
	const char *email = person(), *scope = text_format("maps:%ld", random());
	post(op.b, page,
	    FORM("name", "Maps", "token_format", "sealed", "token_lifetime", "120",
		"status_list", "yes", "owner", email));
	ck_contains(header_of(&op.b->page, "Location"), "done=1");
	json_t *now = CLI("resource", "show", uri);
	ck_assert_str_eq(member(now, "token_format"), "sealed");
	ck_assert_int_eq(json_integer_value(json_object_get(now, "token_lifetime")), 120);
	ck_contains(json_line(now), "\"status_list\":true");
	ck_contains(
	    look(op.b, text_format("/admin/apis?%s", FORM("q", uri + 20)))->body, page);
	post(op.b, text_format("%s/scopes/new", page),
	    FORM("scope", scope, "title_en", "See maps", "title_zh", "查看地图",
		"sensitivity", "internal"));
	ck_status(&op.b->page, 303);
	ck_contains(look(auditor.b, page)->body, "查看地图");
	const char *scope_page = text_format("/admin/scopes/%s", scope);
	post(op.b, scope_page,
	    FORM("title_en", "See the maps", "description_en", HOSTILE, "sensitivity",
		"open"));
	ck_contains(json_line(CLI("scope", "show", scope)), "See the maps");
	ck_lacks(look(op.b, scope_page)->body, "<script>alert");
	/* Those that it hits are told of first. */
	CLI("client", "add", "--name", "Hit", "--grant", "client_credentials", "--scope",
	    scope);
	ck_contains(look(op.b, page)->body, "lose something: 1. ");
	post(op.b, text_format("%s/delete", scope_page), FORM("confirmation", "maps"));
	ck_status(&op.b->page, 422);
	post(op.b, text_format("%s/delete", scope_page), FORM("confirmation", scope));
	ck_status(&op.b->page, 303);
	post(op.b, text_format("%s/delete", page), FORM("confirmation", "maps"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "That is not the API");
	post(op.b, text_format("%s/delete", page), FORM("confirmation", "Maps"));
	ck_contains(header_of(&op.b->page, "Location"), "/admin/apis?done=1");
	visit(op.b, page);
	ck_status(&op.b->page, 404);
	const char *log = events(op.id);
	static const char *const told[] = {"resource_added", "resource_changed",
	    "scope_added", "scope_changed", "scope_deleted", "resource_deleted"};
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		ck_contains(log, told[i]);
	ck_contains(log, "\"token_format\":\"jwt\"");
}
END_TEST

START_TEST(an_api_that_can_not_be_is_refused_at_its_field)
{
	struct staff op = staff("operator");
	apis_exist();
	static const struct {
		const char *field, *value, *id;
	} bad[] = {{"uri", "", "uri-error"}, {"uri", "https://a/#b", "uri-error"},
	    {"uri", "https://a/\xe4\xb8\xad", "uri-error"},
	    {"uri", PAYMENTS, "uri-error"}, {"name", "", "name-error"},
	    {"token_lifetime", "9", "lifetime-error"},
	    {"token_lifetime", "86401", "lifetime-error"},
	    {"token_lifetime", "-1", "lifetime-error"},
	    {"owner", "nobody@example.com", "owner-error"},
	    {"owner", NOBODY, "owner-error"}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *form = "token_format=jwt";
		static const char *const good[][2] = {
		    {"uri", "https://api.example.com/new"}, {"name", "Typed before"}};
		for (size_t k = 0; k < 2; k++)
			if (strcmp(good[k][0], bad[i].field) != 0)
				form = text_format(
				    "%s&%s", form, FORM(good[k][0], good[k][1]));
		form = text_format("%s&%s", form, FORM(bad[i].field, bad[i].value));
		post(op.b, "/admin/apis/new", form);
		ck_assert_msg(op.b->page.status == 422, "%ld for %s %s",
		    op.b->page.status, bad[i].field, bad[i].value);
		ck_contains(op.b->page.body, text_format("id=\"%s\"", bad[i].id));
		if (strcmp(bad[i].field, "name") != 0)
			ck_contains(op.b->page.body, "value=\"Typed before\"");
	}
	const char *page = text_format(
	    "/admin/apis/%s/scopes/new", member(CLI("resource", "show", PAYMENTS), "id"));
	static const char *const names[] = {"", "a b", "a\"b", "a\\b", "payments:read"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		post(op.b, page, FORM("scope", names[i], "title_en", "T"));
		ck_status(&op.b->page, 422);
	}
	post(op.b, page, FORM("scope", "payments:new", "title_zh", "T"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "title_en-error");
}
END_TEST

START_TEST(scopes_of_the_server_itself_get_other_words_and_stay)
{
	struct staff op = staff("operator");
	ck_contains(look(op.b, "/admin/apis")->body, "/admin/scopes/offline_access");
	post(op.b, "/admin/scopes/offline_access",
	    FORM("title_en", "Keep access while you are away", "title_zh",
		"在你离开时保持访问", "description_en",
		"The app can go on after you sign out here, until you end it.",
		"description_zh", "你退出登录后，应用仍可继续访问，直到你终止它。",
		"sensitivity", "open"));
	ck_contains(header_of(&op.b->page, "Location"), "done=1");
	post(op.b, "/admin/scopes/openid/delete", FORM("confirmation", "openid"));
	ck_status(&op.b->page, 422);
	CLI("scope", "show", "openid");
	visit(op.b, "/admin/scopes/none%20such");
	ck_status(&op.b->page, 404);
}
END_TEST

START_TEST(roles_are_given_and_taken_by_operators)
{
	struct staff op = staff("operator"), auditor = staff("auditor");
	const char *email = person();
	struct browser *b = signed_in(email);
	post(op.b, "/admin/operators", FORM("email", email, "role", "reviewer"));
	ck_contains(header_of(&op.b->page, "Location"), "done=1");
	look(b, "/admin");
	ck_contains(look(auditor.b, "/admin/operators")->body, email);
	ck_lacks(auditor.b->page.body, "name=\"role\"");
	post(op.b, "/admin/operators", FORM("email", email, "role", "none"));
	visit(b, "/admin");
	ck_status(&b->page, 404);
	post(op.b, "/admin/operators", FORM("email", email, "role", "none"));
	ck_contains(header_of(&op.b->page, "Location"), "late=1");
	post(op.b, "/admin/operators", FORM("email", email, "role", "king"));
	ck_status(&op.b->page, 400);
	post(op.b, "/admin/operators", FORM("email", "nobody@x", "role", "operator"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "value=\"nobody@x\"");
	const char *log = events(member(CLI("user", "show", email), "id"));
	ck_contains(log, "{\"role\":\"reviewer\"}");
	ck_contains(log, op.id);
	/* And people can read it. */
	ck_contains(look(op.b, text_format("/admin/audit?user=%s",
				   member(CLI("user", "show", email), "id")))
			->body,
	    "<del><code>reviewer</code></del>");
	ck_contains(op.b->page.body, "<ins><code>none</code></ins>");
}
END_TEST

START_TEST(who_gives_up_their_own_role_is_asked_and_the_last_operator_stays)
{
	struct staff op = staff("operator");
	post(op.b, "/admin/operators", FORM("email", op.email, "role", "auditor"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "give up your own role");
	look(op.b, "/admin/operators");
	/* Others who can't sign in don't count. */
	sql(server, text_format("UPDATE operators SET role = 'auditor' "
				"WHERE user_id <> '%s'",
			op.id));
	struct staff other = staff("operator");
	sql(server, text_format("UPDATE users SET disabled_at = now() WHERE id = '%s'",
			other.id));
	post(op.b, "/admin/operators",
	    FORM("email", op.email, "role", "none", "sure", "yes"));
	ck_status(&op.b->page, 422);
	ck_contains(op.b->page.body, "nobody could operate");
	sql(server,
	    text_format("UPDATE users SET disabled_at = NULL WHERE id = '%s'", other.id));
	post(op.b, "/admin/operators",
	    FORM("email", op.email, "role", "none", "sure", "yes"));
	ck_status(&op.b->page, 303);
	visit(op.b, "/admin");
	ck_status(&op.b->page, 404);
}
END_TEST

START_TEST(the_overview_counts_what_waits_and_what_failed)
{
	struct staff auditor = staff("auditor");
	/* Other tests may have left mails that nobody could send. */
	sql(server, "DELETE FROM deliveries WHERE kind = 'mail'");
	sql(server, "INSERT INTO deliveries (id, kind, target, body, attempts, next_at, "
		    "expires_at, last_error) VALUES ('" NOBODY
		    "', 'mail', 'x@example.com', NULL, 3, now() + interval '1 hour', "
		    "now() + interval '1 day', 'no <i>answer')");
	ck_contains(look(auditor.b, "/admin")->body, "deliveries that failed");
	ck_contains(auditor.b->page.body, "figure-bad\">1<");
	ck_contains(auditor.b->page.body, "data-plot=\"all-tokens\"");
	ck_contains(look(auditor.b, "/admin/deliveries")->body, "no &lt;i&gt;answer");
	ck_lacks(auditor.b->page.body, "x@example.com");
	sql(server, "DELETE FROM deliveries WHERE id = '" NOBODY "'");
	const char *sum = "SELECT coalesce(sum(n), 0) FROM usage_totals";
	struct app app = web_app();
	const char *before = sql(server, sum);
	client_credentials(app, "payments:read");
	const char *now = before;
	for (int i = 0; i < 50 && strcmp(now, before) == 0; i++) {
		usleep(100000);
		now = sql(server, sum);
	}
	ck_assert_str_ne(now, before);
	ck_assert_str_eq(
	    sql(server, "SELECT (SELECT sum(n) FROM usage_totals) = (SELECT sum(n) FROM "
			"usage_counters)"),
	    "t\n");
}
END_TEST

START_TEST(settings_say_where_they_come_from_and_no_secret)
{
	static const char *const settings[] = {"AUTHZ_MAIL_URL=smtp://127.0.0.1:9",
	    "AUTHZ_MAIL_USERNAME=postbox", "AUTHZ_MAIL_PASSWORD=hush-a-secret", NULL};
	struct process other;
	process_start(&other, settings);
	const char *email = "op@example.com";
	int status;
	cli_run(&other, PASSWORD, &status,
	    (const char *const[]){
		"user", "add", "--email", email, "--password-stdin", NULL});
	cli_run(&other, "", &status,
	    (const char *const[]){"operator", "add", email, "--role", "auditor", NULL});
	struct browser *b = browser_new(&other);
	visit(b, "/login");
	sign_in(b, email);
	const char *body = look(b, "/admin/settings")->body;
	ck_contains(body, "AUTHZ_MAIL_USERNAME");
	ck_contains(body, "postbox");
	ck_contains(body, ">environment<");
	ck_contains(body, ">default<");
	ck_lacks(body, "hush-a-secret");
	ck_contains(look(b, "/admin/settings?q=Mail%20password")->body, "set");
	ck_lacks(b->page.body, "postbox");
	ck_contains(look(b, "/admin/settings?q=%3Cscript%3E")->body, "Nothing was found");
	process_drop(&other);
}
END_TEST

/* What reviewers may do, and nobody below them. */
static bool
is_reviewers(const char *path)
{
	static const char *const all[] = {
	    "/admin/apps/{}/scopes", "/admin/apps/{}/review", "/admin/apis/{}/review"};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i], path) == 0)
			return true;
	return false;
}

/* The path with something real in it. */
static const char *
filled(const char *path, const char *const things[][2])
{
	const char *at;
	while ((at = strstr(path, "{}"))) {
		const char *id = NOBODY; /* "/sessions/" */
		for (size_t i = 0; things[i][0]; i++)
			if (strncmp(at - strlen(things[i][0]), things[i][0],
				strlen(things[i][0])) == 0)
				id = things[i][1];
		path = text_format("%.*s%s%s", (int)(at - path), path, id, at + 2);
	}
	return path;
}

START_TEST(each_role_does_what_is_its_own_and_nothing_else)
{
	struct staff auditor = staff("auditor"), reviewer = staff("reviewer"),
		     op = staff("operator"), other = staff("auditor");
	struct browser *dev = signed_in(person());
	struct app app = web_app();
	const char *victim = member(CLI("user", "show", person()), "id"), *paths[100];
	const char *uri = text_format("https://api.example.com/%ld", random());
	const char *api = member(CLI("resource", "add", uri, "--name", "Roles"), "id");
	const char *scope = text_format("roles:%ld", random());
	CLI("scope", "add", uri, scope);
	const char *const things[][2] = {{"/apps/", app.id}, {"/users/", victim},
	    {"/apis/", api}, {"/operators/", other.id}, {"/scopes/", scope},
	    {NULL, NULL}};
	size_t n = routes_below("POST", "/admin", paths, 100);
	ck_assert_uint_ge(n, 8);
	for (size_t i = 0; i < n; i++) {
		const char *path = filled(paths[i], things);
		const char *form = FORM("decision", "approve", "was", "asked", "scope",
		    "payments:write", "confirm", "yes", "role", "operator");
		post(dev, path, form);
		ck_assert_msg(dev->page.status == 404, "anybody at %s", path);
		post(auditor.b, path, form);
		ck_assert_msg(auditor.b->page.status == 404, "an auditor at %s", path);
		if (!is_reviewers(paths[i])) {
			post(reviewer.b, path, form);
			ck_assert_msg(
			    reviewer.b->page.status == 404, "a reviewer at %s", path);
		}
		struct answer a = ASK(.path = path, .form = form, .browser = op.b->curl);
		ck_assert_msg(a.status == 403, "without a token at %s", path);
		/* What they were refused was there. */
		post(op.b, path, "");
		ck_assert_msg(op.b->page.status != 404, "an operator at %s", path);
		ck_assert_msg(op.b->page.status < 500, "an operator at %s", path);
	}
	ck_assert_str_eq(
	    sql(server, text_format("SELECT count(*) FROM audit_events WHERE "
				    "details ->> 'by' IN ('%s', '%s')",
			    auditor.id, reviewer.id)),
	    "0\n");
}
END_TEST

static Suite *
operators(void)
{
	return SUITE_OF("operators", 120,
	    the_way_to_the_operators_pages_is_shown_to_who_has_a_role,
	    nodes_tell_of_themselves_and_are_missed_when_they_vanish,
	    a_node_that_stops_in_good_order_is_not_missed,
	    keys_are_shown_and_rotated_by_operators_who_mean_it,
	    apis_and_their_scopes_are_added_changed_and_deleted,
	    an_api_that_can_not_be_is_refused_at_its_field,
	    scopes_of_the_server_itself_get_other_words_and_stay,
	    roles_are_given_and_taken_by_operators,
	    the_overview_counts_what_waits_and_what_failed,
	    settings_say_where_they_come_from_and_no_secret,
	    each_role_does_what_is_its_own_and_nothing_else,
	    who_gives_up_their_own_role_is_asked_and_the_last_operator_stays);
}
SUITE(operators);
