/* Operators, reviewers and auditors at /admin; and everybody else, for whom it is not. */
#include "flow.h"

#include <string.h>

#define HOSTILE "\"><script>alert(1)</script>{{csrf}}"

static struct browser *
with_role(const char *role)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", role);
	return signed_in(email);
}

/* A service of a developer, whose page the browser is on. */
static struct app
register_app(struct browser *dev, const char *name)
{
	apis_exist();
	visit(dev, "/developer/apps/new");
	submit(dev, "/developer/apps/new",
	    FORM("name", name, "kind", "service", "redirect_uri", "", "homepage", "",
		"description", HOSTILE));
	ck_status(&dev->page, 201);
	const char *id = strstr(dev->page.body, "id=\"client_id\">") + 15;
	const char *secret = strstr(dev->page.body, "id=\"client_secret\">") + 19;
	return (struct app){text_format("%.36s", id),
	    arena_cstr(arena, (struct text){secret, strcspn(secret, "<")})};
}

static void
ask_for(struct browser *dev, struct app app, const char *scope, const char *reason)
{
	const char *page = text_format("/developer/apps/%s", app.id);
	visit(dev, page);
	submit(
	    dev, text_format("%s/scopes", page), FORM("scope", scope, "reason", reason));
	ck_status(&dev->page, 303);
}

static struct answer *
post(struct browser *b, struct app app, const char *what, const char *form)
{
	const char *page = text_format("/admin/apps/%s", app.id);
	visit(b, page);
	ck_status(&b->page, 200);
	return submit(b, text_format("%s%s", page, what), form);
}

static const char *
decision(const char *scope, const char *was, const char *what, const char *message)
{
	return FORM("scope", scope, "was", was, "decision", what, "message", message);
}

/* The newest event of that name of the app, or NULL. */
static json_t *
event_of(struct app app, const char *name)
{
	json_t *list = CLI("audit", "list", "--client", app.id), *e;
	size_t i;
	json_array_foreach(list, i, e)
	{
		if (strcmp(member(e, "event"), name) == 0)
			return e;
	}
	return NULL;
}

START_TEST(a_scope_is_asked_for_approved_and_the_developer_is_told)
{
	struct browser *dev = signed_in(person()), *reviewer = with_role("reviewer");
	struct app app = register_app(dev, "Asks " HOSTILE);
	ask_for(dev, app, "payments:write", "We pay " HOSTILE);
	struct answer a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
	visit(reviewer, text_format("/admin/apps/%s", app.id));
	ck_status(&reviewer->page, 200);
	ck_contains(reviewer->page.body, "We pay &quot;&gt;&lt;script&gt;");
	ck_lacks(reviewer->page.body, "<script>alert");
	ck_lacks(reviewer->page.body, app.secret);
	post(reviewer, app, "/scopes",
	    decision("payments:write", "asked", "approve", "Welcome " HOSTILE));
	ck_status(&reviewer->page, 303);
	a = client_credentials(app, "payments:write");
	ck_status(&a, 200);
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, "Welcome &quot;&gt;&lt;script&gt;");
	ck_lacks(dev->page.body, "<script>alert");
	json_t *e = event_of(app, "app_scope_decided");
	ck_assert_ptr_nonnull(e);
	json_t *details = json_object_get(e, "details");
	ck_assert_str_eq(member(details, "before"), "asked");
	ck_assert_str_eq(member(details, "after"), "approved");
	ck_assert_str_eq(member(details, "role"), "reviewer");
	ck_assert_str_eq(member(details, "by"), member(e, "user_id"));
	ck_assert_str_ne(member(e, "address"), "");
}
END_TEST

START_TEST(a_refusal_is_told_and_can_be_turned_round)
{
	struct browser *dev = signed_in(person()), *reviewer = with_role("reviewer");
	struct app app = register_app(dev, "Refused");
	ask_for(dev, app, "payments:write", "");
	post(reviewer, app, "/scopes",
	    decision("payments:write", "asked", "refuse", "Not without a policy."));
	ck_status(&reviewer->page, 303);
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, "Not without a policy.");
	post(reviewer, app, "/scopes",
	    decision("payments:write", "refused", "approve", ""));
	struct answer a = client_credentials(app, "payments:write");
	ck_status(&a, 200);
	post(reviewer, app, "/scopes",
	    decision("payments:write", "approved", "refuse", ""));
	a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(what_was_decided_meanwhile_is_not_decided_again)
{
	struct browser *dev = signed_in(person()), *reviewer = with_role("reviewer");
	struct app app = register_app(dev, "Twice");
	ask_for(dev, app, "payments:write", "");
	post(reviewer, app, "/scopes",
	    decision("payments:write", "asked", "refuse", "1st"));
	post(reviewer, app, "/scopes",
	    decision("payments:write", "asked", "approve", "2nd"));
	ck_contains(header_of(&reviewer->page, "Location"), "late=1");
	/* Nor can one be given that nobody asked for. */
	post(
	    reviewer, app, "/scopes", decision("ledger:read", "asked", "approve", "3rd"));
	ck_contains(header_of(&reviewer->page, "Location"), "late=1");
	struct answer a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
	visit(reviewer, text_format("/admin/apps/%s", app.id));
	ck_contains(reviewer->page.body, "1st");
	ck_lacks(reviewer->page.body, "2nd");
	ck_lacks(reviewer->page.body, "3rd");
}
END_TEST

START_TEST(an_app_is_suspended_at_once_and_resumed)
{
	struct browser *dev = signed_in(person()), *op = with_role("operator");
	struct app api = resource_server(PAYMENTS), app = register_app(dev, "Runs wild");
	ask_for(dev, app, "payments:read", "");
	struct answer t = client_credentials(app, "payments:read");
	ck_assert(is_active(api, member(t.json, "access_token")));
	post(op, app, "/suspend", FORM("message", "Too many requests."));
	ck_status(&op->page, 303);
	ck_assert(!is_active(api, member(t.json, "access_token")));
	struct answer a = client_credentials(app, "payments:read");
	ck_assert_int_ge(a.status, 400);
	visit(dev, text_format("/developer/apps/%s", app.id));
	ck_contains(dev->page.body, "Too many requests.");
	ck_assert_str_eq(
	    member(json_object_get(event_of(app, "app_suspended"), "details"), "before"),
	    "not reviewed");
	post(op, app, "/resume", "");
	a = client_credentials(app, "payments:read");
	ck_status(&a, 200);
	ck_assert_ptr_nonnull(event_of(app, "app_resumed"));
	ck_assert(!is_active(api, member(t.json, "access_token")));
}
END_TEST

/* Whether the reviewer finds the app in the queue, on whichever of its pages. */
static bool
is_in_queue(struct browser *b, struct app app)
{
	const char *path = "/admin/reviews";
	for (;;) {
		visit(b, path);
		ck_status(&b->page, 200);
		if (strstr(b->page.body, text_format("\"/admin/apps/%s\"", app.id)))
			return true;
		const char *next = strstr(b->page.body, "/admin/reviews?apps_after=");
		if (!next)
			return false;
		path = arena_cstr(arena, (struct text){next, strcspn(next, "\"")});
	}
}

START_TEST(an_app_waits_for_its_review_until_somebody_looked)
{
	struct browser *dev = signed_in(person()), *reviewer = with_role("reviewer");
	struct app app = register_app(dev, "Waits");
	ck_assert(is_in_queue(reviewer, app));
	post(reviewer, app, "/review", FORM("decision", "approve", "message", ""));
	ck_status(&reviewer->page, 303);
	ck_assert(!is_in_queue(reviewer, app));
	ck_assert_ptr_nonnull(event_of(app, "app_reviewed"));
	post(reviewer, app, "/review", FORM("decision", "refuse", "message", "Who?"));
	ck_assert(!is_in_queue(reviewer, app));
	/* It comes back when its developer asks, */
	const char *page = text_format("/developer/apps/%s", app.id),
		   *ask = text_format("%s/review", page);
	visit(dev, page);
	ck_contains(dev->page.body, ask);
	submit(dev, ask, "");
	ck_status(&dev->page, 303);
	ck_assert(is_in_queue(reviewer, app));
	ck_assert_ptr_nonnull(event_of(app, "app_review_asked"));
	visit(dev, page);
	ck_lacks(dev->page.body, ask);
	/* and when it is no longer what was looked at. */
	post(reviewer, app, "/review", FORM("decision", "refuse", "message", "Who?"));
	page = text_format("%s/settings", page);
	visit(dev, page);
	submit(dev, page, FORM("client_name", "Waits again", "description", ""));
	ck_status(&dev->page, 303);
	ck_assert(is_in_queue(reviewer, app));
}
END_TEST

START_TEST(apps_are_found_by_name_by_client_id_and_by_owner)
{
	const char *email = person();
	struct browser *dev = signed_in(email), *auditor = with_role("auditor");
	const char *name = text_format("Zebra %ld", random());
	struct app app = register_app(dev, name);
	const char *link = text_format("/admin/apps/%s", app.id);
	const char *const words[] = {"zEBRA ", name, app.id, email,
	    text_format("%.*s", (int)strcspn(email, "@") + 1, email)};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		visit(auditor, text_format("/admin/apps?%s", FORM("q", words[i])));
		ck_status(&auditor->page, 200);
		ck_contains(auditor->page.body, link);
	}
	static const char *const others[] = {"ebra", "Zebra!", "%", "nobody-at@", HOSTILE,
	    "\xf4\x8f\xbf\xbf", "00000000-0000-0000-0000-000000000000"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		visit(auditor, text_format("/admin/apps?%s", FORM("q", others[i])));
		ck_status(&auditor->page, 200);
		ck_lacks(auditor->page.body, link);
		ck_lacks(auditor->page.body, "<script>alert");
	}
}
END_TEST

START_TEST(long_lists_go_on_and_miss_nothing)
{
	struct browser *dev = signed_in(person()), *auditor = with_role("auditor");
	const char *mark = text_format("Many %ld", random());
	for (int i = 0; i < 60; i++) {
		visit(dev, "/developer/apps/new");
		submit(dev, "/developer/apps/new",
		    FORM("kind", "service", "name",
			i % 3 ? mark : text_format("%s %d", mark, i)));
		ck_status(&dev->page, 201);
	}
	const char *path = text_format("/admin/apps?%s", FORM("q", mark));
	size_t found = 0, pages = 0;
	while (path) {
		visit(auditor, path);
		ck_status(&auditor->page, 200);
		pages++;
		for (const char *at = auditor->page.body;
		     (at = strstr(at, "href=\"/admin/apps/")) != NULL; at++)
			found++;
		const char *next =
		    strstr(auditor->page.body, "class=\"button\" href=\"/admin/apps?");
		next = next ? strstr(next, "&amp;after=") : NULL;
		path = next ? text_format("/admin/apps?%s&after=%.36s", FORM("q", mark),
				  next + strlen("&amp;after="))
			    : NULL;
	}
	ck_assert_int_eq(found, 60);
	ck_assert_int_eq(pages, 2);
}
END_TEST

static const char *
user_id(const char *email)
{
	return member(CLI("user", "show", email), "id");
}

static struct answer *
change_person(struct browser *b, const char *id, const char *what)
{
	const char *page = text_format("/admin/users/%s", id);
	visit(b, page);
	ck_status(&b->page, 200);
	return submit(b, text_format("%s%s", page, what), "");
}

START_TEST(people_are_found_their_sessions_ended_and_they_disabled)
{
	const char *email = person(), *id = user_id(email);
	struct browser *b = signed_in(email), *op = with_role("operator"),
		       *reviewer = with_role("reviewer");
	visit(reviewer, text_format("/admin/users?%s", FORM("q", email)));
	ck_contains(reviewer->page.body, text_format("\"/admin/users/%s\"", id));
	visit(reviewer, text_format("/admin/users?%s", FORM("q", email + 1)));
	ck_lacks(reviewer->page.body, text_format("\"/admin/users/%s\"", id));
	change_person(reviewer, id, "/disable");
	ck_status(&reviewer->page, 404);
	visit(op, text_format("/admin/users/%s", id));
	const char *at = strstr(op->page.body, "/sessions/");
	ck_assert_ptr_nonnull(at);
	change_person(op, id, text_format("/sessions/%.36s/end", at + 10));
	ck_contains(header_of(&op->page, "Location"), "done=1");
	visit(b, "/account");
	ck_status(&b->page, 303);
	visit(b, "/login");
	sign_in(b, email);
	change_person(op, id, "/disable");
	visit(b, "/account");
	ck_status(&b->page, 303);
	change_person(op, id, "/enable");
	visit(b, "/login");
	sign_in(b, email);
	visit(b, "/account");
	ck_status(&b->page, 200);
	/* What an operator did is no secret, where the operator sat is. */
	visit(b, "/account/history");
	const char *entry = strstr(b->page.body, "user_enabled");
	ck_assert_ptr_nonnull(entry);
	const char *ends = strstr(entry, "</tr>");
	ck_lacks(arena_cstr(arena, (struct text){entry, (size_t)(ends - entry)}), ">10.");
	const char *events = json_line(CLI("audit", "list", "--user", id));
	ck_contains(events, "user_disabled");
	ck_contains(events, "user_enabled");
	ck_contains(events, "session_ended");
}
END_TEST

START_TEST(a_session_is_ended_only_as_that_persons)
{
	const char *email = person(), *other = user_id(person());
	struct browser *b = signed_in(email), *op = with_role("operator");
	visit(op, text_format("/admin/users/%s", user_id(email)));
	const char *session =
	    text_format("%.36s", strstr(op->page.body, "/sessions/") + 10);
	change_person(op, other, text_format("/sessions/%s/end", session));
	visit(b, "/account");
	ck_status(&b->page, 200);
}
END_TEST

START_TEST(operators_do_not_disable_themselves)
{
	const char *email = person();
	CLI("operator", "add", email, "--role", "operator");
	struct browser *op = signed_in(email);
	change_person(op, user_id(email), "/disable");
	ck_status(&op->page, 422);
	visit(op, "/admin");
	ck_status(&op->page, 200);
}
END_TEST

START_TEST(the_audit_log_is_filtered_paged_and_taken_away)
{
	const char *email = person(), *id = user_id(email);
	struct browser *op = with_role("operator"), *auditor = with_role("auditor");
	for (int i = 0; i < 30; i++) {
		change_person(op, id, "/disable");
		change_person(op, id, "/enable");
	}
	const char *filter = FORM("user", id, "event", "user_disabled");
	visit(auditor, text_format("/admin/audit?%s", filter));
	ck_status(&auditor->page, 200);
	ck_contains(auditor->page.body, "<code>user_disabled</code>");
	ck_lacks(auditor->page.body, "<code>user_enabled</code>");
	visit(auditor, text_format("/admin/audit?user=%s", id));
	const char *next = strstr(auditor->page.body, "&amp;at=");
	ck_assert_ptr_nonnull(next);
	next = arena_cstr(arena, (struct text){next + 8, strspn(next + 8, "0123456789")});
	const char *row = strstr(auditor->page.body, "&amp;id=") + 8;
	visit(auditor, text_format("/admin/audit?user=%s&at=%s&id=%.36s", id, next, row));
	size_t n = 0;
	for (const char *at = auditor->page.body; (at = strstr(at, "<code>user_")); at++)
		n++;
	/* Of them, and the account's beginning. */
	ck_assert_int_eq(n, 11);
	visit(auditor, text_format("/admin/audit.csv?%s", filter));
	ck_status(&auditor->page, 200);
	ck_contains(header_of(&auditor->page, "Content-Disposition"), "attachment");
	ck_contains(auditor->page.body, "\"user_disabled\",\"operator\"");
	ck_contains(auditor->page.body, "{\"\"");
	visit(auditor, "/admin/audit?from=2999-01-01");
	ck_lacks(auditor->page.body, "<code>user_");
	visit(auditor, "/admin/audit?until=2001-02-28");
	ck_lacks(auditor->page.body, "<code>user_");
	static const char *const nonsense[] = {"from=2026-02-30", "from='", "at=9&id=x",
	    "user=x", "event=%F4%8F", "until=0000-00-00", "at=99999999999999999999",
	    "event=%22%3E%3Cscript%3Ealert(1)"};
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		visit(auditor, text_format("/admin/audit?%s", nonsense[i]));
		ck_assert_int_lt(auditor->page.status, 500);
		ck_lacks(auditor->page.body, "<script>alert");
	}
}
END_TEST

static const char *const pages[] = {"/admin", "/admin/reviews", "/admin/apps",
    "/admin/users", "/admin/audit", "/admin/audit.csv",
    "/admin/users/00000000-0000-0000-0000-000000000000"};
static const char *const posts[] = {"/scopes", "/review", "/suspend", "/resume"};

START_TEST(for_everybody_else_there_is_nothing)
{
	struct browser *dev = signed_in(person());
	struct app app = register_app(dev, "Mine");
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct answer a = ASK(.path = pages[i]);
		ck_status(&a, 404);
		visit(dev, pages[i]);
		ck_status(&dev->page, 404);
	}
	visit(dev, text_format("/admin/apps/%s", app.id));
	ck_status(&dev->page, 404);
	ask_for(dev, app, "payments:write", "");
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		visit(dev, "/developer/apps/new");
		submit(dev, text_format("/admin/apps/%s%s", app.id, posts[i]),
		    decision("payments:write", "asked", "approve", ""));
		ck_status(&dev->page, 404);
	}
	struct answer a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(auditors_read_and_reviewers_do_not_suspend)
{
	struct browser *dev = signed_in(person()), *auditor = with_role("auditor"),
		       *reviewer = with_role("reviewer");
	struct app app = register_app(dev, "Looked at");
	ask_for(dev, app, "payments:write", "");
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		post(auditor, app, posts[i],
		    decision("payments:write", "asked", "approve", ""));
		ck_status(&auditor->page, 404);
		visit(auditor, "/admin");
		ck_status(&auditor->page, 200);
	}
	ck_lacks(post(auditor, app, "/none", "")->body, "decision");
	post(reviewer, app, "/suspend", "");
	ck_status(&reviewer->page, 404);
	post(reviewer, app, "/resume", "");
	ck_status(&reviewer->page, 404);
	struct answer a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
	ck_assert_ptr_null(event_of(app, "app_scope_decided"));
}
END_TEST

START_TEST(nobody_reviews_their_own_app)
{
	struct browser *reviewer = with_role("reviewer");
	struct app app = register_app(reviewer, "My own");
	ask_for(reviewer, app, "payments:write", "");
	post(
	    reviewer, app, "/scopes", decision("payments:write", "asked", "approve", ""));
	ck_status(&reviewer->page, 403);
	post(reviewer, app, "/review", FORM("decision", "approve"));
	ck_status(&reviewer->page, 403);
	struct answer a = client_credentials(app, "payments:write");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(a_form_of_another_site_changes_nothing)
{
	struct browser *dev = signed_in(person()), *op = with_role("operator");
	struct app app = register_app(dev, "Attacked");
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		struct answer a =
		    ASK(.path = text_format("/admin/apps/%s%s", app.id, posts[i]),
			.form = "decision=approve&csrf=x", .browser = op->curl);
		ck_status(&a, 403);
	}
	ck_assert_ptr_null(event_of(app, "app_suspended"));
}
END_TEST

START_TEST(a_role_that_is_taken_away_is_gone_at_once)
{
	const char *email = person();
	json_t *added = CLI("operator", "add", email, "--role", "operator");
	struct browser *op = signed_in(email);
	visit(op, "/admin");
	ck_status(&op->page, 200);
	CLI("operator", "add", email, "--role", "auditor");
	ck_contains(json_line(CLI("operator", "list")), email);
	CLI("operator", "remove", email);
	ck_lacks(json_line(CLI("operator", "list")), email);
	visit(op, "/admin");
	ck_status(&op->page, 404);
	const char *events =
	    json_line(CLI("audit", "list", "--user", member(added, "user_id")));
	ck_contains(events, "operator_role_changed");
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"operator", "add", email, "--role", "king", NULL});
	ck_assert_int_eq(status, 2);
	cli_run(server, "", &status,
	    (const char *const[]){"operator", "remove", email, NULL});
	ck_assert_int_eq(status, 1);
}
END_TEST

static Suite *
admin(void)
{
	return SUITE_OF("admin", 60,
	    a_scope_is_asked_for_approved_and_the_developer_is_told,
	    a_refusal_is_told_and_can_be_turned_round,
	    what_was_decided_meanwhile_is_not_decided_again,
	    an_app_is_suspended_at_once_and_resumed,
	    an_app_waits_for_its_review_until_somebody_looked,
	    apps_are_found_by_name_by_client_id_and_by_owner,
	    long_lists_go_on_and_miss_nothing, for_everybody_else_there_is_nothing,
	    auditors_read_and_reviewers_do_not_suspend, nobody_reviews_their_own_app,
	    a_form_of_another_site_changes_nothing,
	    a_role_that_is_taken_away_is_gone_at_once,
	    people_are_found_their_sessions_ended_and_they_disabled,
	    a_session_is_ended_only_as_that_persons, operators_do_not_disable_themselves,
	    the_audit_log_is_filtered_paged_and_taken_away);
}
SUITE(admin);
