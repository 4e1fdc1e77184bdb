/*
 * Nothing reads through a table that grows. PostgreSQL itself tells the plan of every
 * statement, and how many rows it read, while all pages and lists are asked for and all
 * forms are sent, so that a new one can't be forgotten. The tables are filled.
 */
#include "api_calls.h"
#include "developer_routes.h"
#include "flow.h"
#include "forms.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const growing[] = {"apps", "users", "consents", "token_families",
    "audit_events", "sessions", "app_scopes", "deliveries", "usage_counters",
    "usage_people", "app_errors", "client_secrets", "teams", "team_members",
    "team_invitations", "webhooks", "webhook_messages", "webhook_events", "reviews",
    "logout_notices", "revocation_marks", "login_failures", "initial_access_tokens",
    "app_logos"};

static bool
grows(const char *table)
{
	for (size_t i = 0; i < sizeof(growing) / sizeof(growing[0]); i++) {
		size_t n = strlen(growing[i]);
		/* A partition has the name of its table, and more. */
		if (strncmp(table, growing[i], n) == 0 &&
		    (table[n] == ' ' || table[n] == '\n' ||
			strcmp(growing[i], "audit_events") == 0))
			return true;
	}
	return false;
}

/* A page of a list is some fifty rows, a report a few hundred; the tables have more. */
enum { ROWS_MOST = 2000 };

/* One node of a plan: the growing table that it reads, and how many rows of it. */
struct scan {
	const char *line;
	bool grows, whole;
	double rows, loops;
};

static double
number_after(const char *line, const char *word)
{
	const char *at = strstr(line, word);
	return at ? strtod(at + strlen(word), NULL) : 0;
}

static struct scan
scan_of(const char *line)
{
	const char *scan = strstr(line, "Scan "), *on = scan ? strstr(scan, "on ") : NULL;
	struct scan s = {.line = line,
	    .rows = number_after(line, "(actual rows="),
	    .loops = number_after(line, " loops=")};
	s.grows = on && grows(on + 3);
	s.whole = s.grows && strstr(line, "Seq Scan on ");
	return s;
}

static bool
reads_much(struct scan s)
{
	return s.whole || (s.grows && s.rows * s.loops > ROWS_MOST);
}

/* What reads all of a table that grows, or more of it than a page needs, in the plan of
 * one statement with what it did; or NULL. */
static const char *
whole_reading(const char *plan)
{
	struct text rest = text_of(plan), line;
	struct scan s = {0};
	while (text_next(&rest, '\n', &line)) {
		const char *at = arena_cstr(arena, line);
		if (strstr(at, "(cost=")) {
			if (reads_much(s))
				return s.line;
			s = scan_of(at);
		} else {
			s.rows += number_after(at, "Rows Removed by Filter: ") +
				  number_after(at, "Rows Removed by Index Recheck: ");
		}
	}
	return reads_much(s) ? s.line : NULL;
}

static const char *
database_log(const struct process *p)
{
	FILE *f = fopen(text_format("%s/data/postgres.log", p->folder), "re");
	ck_assert_ptr_nonnull(f);
	struct builder b = builder_new(arena, 1 << 20);
	char piece[4096];
	size_t n;
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		build_bytes(&b, piece, n);
	build_char(&b, '\0');
	fclose(f);
	return b.at;
}

/* How many plans are in it; the test fails when one reads much of a table. */
static size_t
judge(const char *log)
{
	static const char mark[] = "Query Text: ";
	size_t plans = 0, faults = 0;
	for (const char *at = strstr(log, mark); at;) {
		const char *next = strstr(at + 1, mark);
		size_t size = next ? (size_t)(next - at) : strlen(at);
		const char *plan = arena_cstr(arena, (struct text){at, size});
		const char *fault = whole_reading(plan);
		if (fault)
			fprintf(stderr, "%.120s in %.3000s\n", fault, plan);
		faults += fault != NULL;
		plans++;
		at = next;
	}
	ck_assert_uint_eq(faults, 0);
	return plans;
}

/* One worker, and plans that hold for all parameters, as they are after a while. Seqscans
 * are what is left when there is no index. */
static void
log_plans(struct process *p)
{
	FILE *f = fopen(text_format("%s/data/postgres/postgresql.conf", p->folder), "ae");
	ck_assert_ptr_nonnull(f);
	fputs("session_preload_libraries = 'auto_explain'\n"
	      "auto_explain.log_min_duration = 0\n"
	      "auto_explain.log_nested_statements = on\n"
	      "auto_explain.log_analyze = on\nauto_explain.log_timing = off\n"
	      "auto_explain.log_level = 'log'\n"
	      "plan_cache_mode = force_generic_plan\n"
	      "enable_seqscan = off\n"
	      "enable_hashjoin = off\nenable_mergejoin = off\n",
	    f);
	fclose(f);
	process_stop(p);
	process_restart(p);
}

/* What benchmarks fill theirs with, in a hundredth of the size or more. */
static void
fill_tables(const char *who, const char *team, const char *app, const char *api)
{
	FILE *to = sql_open(server, "w");
	static const char *const files[] = {"bench_id.sql", "many.sql"};
	char piece[4096];
	size_t n;
	fprintf(to,
	    "SET client_min_messages = error;\n\\set ON_ERROR_STOP 1\n\\set dev "
	    "%s\n\\set person %s\n"
	    "\\set team %s\n\\set app %s\n\\set api %s\n"
	    "\\set users 8000\n\\set teams 2400\n\\set apis 200\n\\set apps 4000\n"
	    "\\set events 20000\n",
	    who, who, team, app, api);
	for (size_t i = 0; i < 2; i++) {
		FILE *from =
		    fopen(text_format("%s/tests/bench/%s", SOURCE_DIR, files[i]), "re");
		ck_assert_ptr_nonnull(from);
		while ((n = fread(piece, 1, sizeof(piece), from)) > 0)
			ck_assert_uint_eq(fwrite(piece, 1, n, to), n);
		fclose(from);
	}
	ck_assert_int_eq(pclose(to), 0);
}

/* The path with what there is in place of each {}. */
static const char *
filled(const char *path, const char *const things[][2])
{
	const char *at;
	while ((at = strstr(path, "{}"))) {
		const char *id = "00000000-0000-0000-0000-000000000001";
		for (size_t i = 0; things[i][0]; i++)
			if (strncmp(at - strlen(things[i][0]), things[i][0],
				strlen(things[i][0])) == 0)
				id = things[i][1];
		path = text_format("%.*s%s%s", (int)(at - path), path, id, at + 2);
	}
	return path;
}

enum { FORMS_MOST = 400, ALIKE_MOST = 2 };

/* What an empty field is filled with. */
static const char *
fill(const char *name)
{
	static const char *const values[][2] = {{"name", "Made"},
	    {"email", "new@example.com"}, {"reason", "To try."},
	    {"uri", "https://made.example/api"}, {"scope_prefix", "made"},
	    {"purpose", "To try."}, {"user_code", "BCDF-GHJK"},
	    {"redirect_uri", "https://made.example/back"}, {"password", PASSWORD},
	    {"url", "https://made.example/hook"}, {"title_en", "See it"},
	    {"scope", "made:read"}, {"message", "Because."}, {"current", PASSWORD},
	    {"new", PASSWORD}, {"new_again", PASSWORD}, {NULL, NULL}};
	size_t i = 0;
	while (values[i][0] && strcmp(values[i][0], name) != 0)
		i++;
	return values[i][1];
}

/* An action without its ids, and the button. */
static const char *
shape_of(struct page_form f)
{
	const char *button = strrchr(f.fields, '&');
	struct builder b = builder_new(arena, 200);
	for (const char *at = f.action; *at; at++)
		if (strcspn(at, "/?") == 36)
			at += 35;
		else
			build_char(&b, *at);
	build_text(&b, text_of(button && strlen(button) < 40 ? button : ""));
	build_char(&b, '\0');
	return b.at;
}

/* Those of a page that are not like others on pages before. */
static size_t
add_forms(const char *body, struct page_form *out, size_t most)
{
	static struct page_form found[FORMS_MOST];
	static json_t *seen;
	size_t n = page_forms(body, fill, found, FORMS_MOST), added = 0;
	if (!seen)
		seen = keep_json(json_object());
	for (size_t i = 0; i < n && added < most; i++) {
		const char *shape = shape_of(found[i]);
		json_int_t before = json_integer_value(json_object_get(seen, shape));
		json_object_set_new(seen, shape, json_integer(before + 1));
		if (before < ALIKE_MOST)
			out[added++] = found[i];
	}
	return added;
}

/* All pages below the prefix; how many were there, and the forms that are on them. */
static size_t
walk(struct browser *b, const char *prefix, const char *const things[][2],
    struct page_form *forms, size_t *form_count)
{
	const char *paths[200];
	size_t there = 0, n = routes_below("GET", prefix, paths, 200);
	for (size_t i = 0; i < n; i++) {
		/* This one has ten thousand rows. */
		if (strcmp(paths[i], "/admin/audit.csv") == 0)
			continue;
		visit(b, filled(paths[i], things));
		ck_assert_msg(b->page.status < 500, "%s", paths[i]);
		there += b->page.status == 200;
		if (b->page.status == 200 && b->page.body[0] == '<')
			*form_count += add_forms(
			    b->page.body, forms + *form_count, FORMS_MOST - *form_count);
	}
	return there;
}

/* With its token families, which no index leads to: there are few APIs that go, and one
 * more index would be paid for by each login. */
static bool
ends_an_api(const char *path)
{
	const char *at = strstr(path, "/apis/");
	if (!at)
		at = strstr(path, "/resources/");
	size_t n = at ? strlen(strchr(at + 1, '/') + 1) : 0;
	return at && (n == 36 || strstr(at, "/delete"));
}

/* What goes by it is there for the others. */
static bool
takes_away(struct page_form f)
{
	static const char *const words[] = {"delete", "remove", "/end", "leave",
	    "disable", "suspend", "/gone", "end-others", "logout", "refuse", "deny"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(f.action, words[i]) || strstr(f.fields, words[i]))
			return true;
	return false;
}

/* Sends them; each path's best answer is in the result. */
static json_t *
send_all(struct browser *b, const struct page_form *forms, size_t n)
{
	json_t *answers = keep_json(json_object());
	for (int last = 0; last < 2; last++) {
		for (size_t i = 0; i < n; i++) {
			if (takes_away(forms[i]) != last ||
			    ends_an_api(forms[i].action) ||
			    strstr(forms[i].action, "/account/data/delete") ||
			    strcmp(forms[i].action, "/logout") == 0)
				continue;
			struct answer a = ASK(.browser = b->curl, .path = forms[i].action,
			    .form = forms[i].fields, .header = {b->from});
			ck_assert_msg(a.status && a.status < 500, "%s", forms[i].action);
			if (a.status < 400)
				json_object_set_new(
				    answers, forms[i].action, json_integer(a.status));
		}
	}
	return answers;
}

/* Each document of the JSON API replaced with itself, and what is made by a POST. */
static size_t
change_by_api(const char *token, const char *const things[][2])
{
	static const char *const made[][2] = {{"/api/v1/apps", NEW_APP},
	    {"/api/v1/apps/{}/secrets", ""}, {"/api/v1/teams", "{\"name\":\"Made\"}"},
	    {"/api/v1/apps/{}/webhooks/{}/test", ""},
	    {"/api/v1/apps/{}/webhooks/{}/secret", "{}"},
	    {"/api/v1/teams/{}/invitations",
		"{\"email\":\"other@example.com\",\"role\":\"member\"}"},
	    {"/api/v1/admin/apps/{}/decisions",
		"{\"decision\":\"approved\",\"message\":\"Well.\"}"},
	    {"/api/v1/admin/apps/{}/suspend", "{\"message\":\"Bad.\"}"},
	    {"/api/v1/admin/apps/{}/resume", "{\"message\":\"Good.\"}"},
	    {"/api/v1/admin/resources",
		"{\"resource\":\"https://made.example/x\",\"name\":\"Made\"}"}};
	const char *paths[60];
	size_t done = 0, n = routes_below("PUT", "/api/v1/", paths, 60);
	for (size_t i = 0; i < n; i++) {
		const char *path = filled(paths[i], things);
		struct answer a = CALL(token, "GET", path, NULL);
		if (a.status != 200)
			continue;
		a = api_call(token, "PUT", path, a.body, "If-Match: *");
		ck_assert_msg(a.status < 500, "%s: %ld %s", paths[i], a.status, a.body);
		done += a.status < 300;
	}
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		struct answer a = CALL(token, "POST", filled(made[i][0], things),
		    *made[i][1] ? made[i][1] : NULL);
		ck_assert_msg(a.status < 300, "%s: %ld %s", made[i][0], a.status, a.body);
		done++;
	}
	n = routes_below("DELETE", "/api/v1/", paths, 60);
	for (size_t i = 0; i < n; i++) {
		const char *path = filled(paths[i], things);
		if (ends_an_api(path))
			continue;
		struct answer a = api_call(token, "DELETE", path, NULL, "If-Match: *");
		ck_assert_msg(a.status < 500, "%s: %ld %s", paths[i], a.status, a.body);
		done += a.status < 300;
	}
	return done;
}

static size_t
read_api(const char *token, const char *const things[][2])
{
	const char *paths[100];
	size_t there = 0, n = routes_below("GET", "/api/v1/", paths, 100);
	for (size_t i = 0; i < n; i++) {
		struct answer a = CALL(token, "GET",
		    text_format("%s%s", filled(paths[i], things),
			strstr(paths[i], "/reviews") ? "?queue=apps" : ""),
		    NULL);
		ck_assert_msg(a.status < 500, "%s", paths[i]);
		there += a.status == 200;
	}
	return there;
}

/* Searches and filters, which walk() does not know of. */
static void
search(struct browser *b, const char *token, const char *user, const char *app)
{
	const char *paths[] = {"/admin/apps?q=a", "/admin/apps?q=op@",
	    "/admin/users?q=op", "/admin/apps?q=nothing", "/admin/apis?q=p",
	    "/developer/catalogue?q=nothing", "/admin/audit?event=key_rotated",
	    "/admin/audit?event=nothing", "/admin/audit?from=2026-01-01&until=2026-02-01",
	    text_format("/admin/audit?user=%s", user),
	    text_format("/admin/audit?client=%s", app)};
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		visit(b, paths[i]);
		ck_status(&b->page, 200);
	}
	visit(b, "/logos/none");
	static const char *const of_api[] = {"/api/v1/admin/audit-events?event=nothing",
	    "/api/v1/admin/apps?q=nothing", "/api/v1/admin/reviews?queue=scopes",
	    "/api/v1/apps?cursor=AAAAAAAAcACEAAAAAADDUA"};
	for (size_t i = 0; i < sizeof(of_api) / sizeof(of_api[0]); i++) {
		struct answer a = CALL(token, "GET", of_api[i], NULL);
		ck_status(&a, 200);
	}
}

START_TEST(nothing_reads_through_a_table_that_grows)
{
	static const char *const one_worker[] = {"AUTHZ_SERVER_WORKERS=1", NULL};
	static const char email[] = "op@example.com", uri[] = "https://api.example.com/p";
	struct process common = *server;
	process_start(server, one_worker);
	const char *user =
	    member(cli(PASSWORD, (const char *const[]){"user", "add", "--email", email,
				     "--password-stdin", NULL}),
		"id");
	CLI("operator", "add", email, "--role", "operator");
	const char *api = member(CLI("resource", "add", uri, "--owner", email), "id");
	apis_exist();
	CLI("scope", "add", uri, "p:read");
	const char *app = member(CLI("client", "add", "--name", "App", "--owner", email,
				     "--redirect-uri", CALLBACK, "--scope", "p:read"),
	    "client_id");
	const char *token = token_of(email, "apps admin");
	const char *team =
	    text_format("%.36s", sql(server, "SELECT team_id FROM team_members LIMIT 1"));
	fill_tables(user, team, app, api);
	log_plans(server);
	const char *const things[][2] = {{"/apps/", app}, {"/users/", user},
	    {"/apis/", api}, {"/scopes/", "p:read"}, {"/teams/", team},
	    {"/resources/", api}, {"/catalogue/", api},
	    {"/webhooks/", "00000000-0000-7000-8a00-000000004e21"}, {NULL, NULL}};
	struct browser *b = signed_in(email);
	static struct page_form forms[FORMS_MOST];
	size_t n = 0;
	ck_assert_uint_ge(walk(b, "/admin", things, forms, &n), 16);
	ck_assert_uint_ge(walk(b, "/developer", things, forms, &n), 10);
	ck_assert_uint_ge(walk(b, "/account", things, forms, &n), 5);
	search(b, token, user, app);
	ck_assert_uint_ge(read_api(token, things), 25);
	ck_assert_uint_ge(change_by_api(token, things), 15);
	ck_assert_uint_ge(json_object_size(send_all(b, forms, n)), 25);
	const char *log = database_log(server);
	ck_contains(log, "Query Text: ");
	ck_assert_uint_ge(judge(log), 1000);
	process_drop(server);
	*server = common;
}
END_TEST

START_TEST(a_plan_that_reads_a_whole_table_is_found)
{
	ck_assert_ptr_nonnull(
	    whole_reading("Query Text: x\n\tSeq Scan on apps a  (cost=1) (actual rows=0 "
			  "loops=1)"));
	ck_assert_ptr_nonnull(whole_reading(
	    "Seq Scan on audit_events_202611 e  (cost=1) (actual rows=0 loops=1)\n"));
	ck_assert_ptr_nonnull(whole_reading(
	    "Limit  (cost=1) (actual rows=1 loops=1)\n  ->  Index Only Scan using "
	    "apps_pkey on apps  (cost=1) (actual rows=1 loops=1)\n\t  Filter: x\n"
	    "\t  Rows Removed by Filter: 3999\n"));
	ck_assert_ptr_nonnull(whole_reading(
	    "Bitmap Heap Scan on teams t  (cost=1) (actual rows=50.00 loops=50)\n"));
	ck_assert_ptr_null(whole_reading(
	    "Index Scan using apps_pkey on apps  (cost=1) (actual rows=50 loops=1)\n"
	    "\t  Index Cond: (id = 1)\n"));
	ck_assert_ptr_null(whole_reading(
	    "Seq Scan on operators o  (cost=1) (actual rows=9000 loops=1)\n"));
}
END_TEST

static Suite *
plans(void)
{
	return SUITE_OF("plans", 240, a_plan_that_reads_a_whole_table_is_found,
	    nothing_reads_through_a_table_that_grows);
}
SUITE(plans);
