/*
 * No page reads through a table that grows. PostgreSQL itself tells the plan of every
 * statement that the server runs while all pages are asked for, so that a new query can't
 * be forgotten; where it may not read a table from end to end, only what has no index
 * still does.
 */
#include "developer_routes.h"
#include "flow.h"
#include "sql.h"

#include <stdio.h>
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

/* What reads all of a table, in the plan of one statement; or NULL. */
static const char *
whole_reading(const char *plan)
{
	static const char scan[] = "Seq Scan on ";
	for (const char *at = plan; (at = strstr(at, scan)); at++)
		if (grows(at + strlen(scan)))
			return at;
	/* An index read from end to end is no better, unless it stops early. Of empty
	 * tables the planner does not know which side of a join is the small one. */
	if (strstr(plan, "Limit  (") || strstr(plan, "Nested Loop"))
		return NULL;
	for (const char *at = plan; (at = strstr(at, "Scan using ")); at++) {
		const char *table = strstr(at, " on ");
		const char *line = strchr(at, '\n');
		if (table && line && table < line && grows(table + 4) &&
		    !strstr(arena_cstr(
				arena, (struct text){line + 1, strcspn(line + 1, "\n")}),
			"Index Cond"))
			return at;
	}
	return NULL;
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

/* How many plans are in it; the test fails at the first that reads a whole table. */
static size_t
judge(const char *log)
{
	static const char mark[] = "Query Text: ";
	size_t plans = 0;
	for (const char *at = strstr(log, mark); at;) {
		const char *next = strstr(at + 1, mark);
		size_t size = next ? (size_t)(next - at) : strlen(at);
		const char *plan = arena_cstr(arena, (struct text){at, size});
		const char *fault = whole_reading(plan);
		ck_assert_msg(!fault, "%.60s in %s", fault ? fault : "", plan);
		plans++;
		at = next;
	}
	return plans;
}

static json_t *
run(const struct process *p, const char *input, const char *const *arguments)
{
	int status;
	json_t *answer = cli_run(p, input, &status, arguments);
	ck_assert_int_eq(status, 0);
	return answer;
}
#define RUN(p, input, ...) run((p), (input), (const char *const[]){__VA_ARGS__, NULL})

static void
log_plans(struct process *p)
{
	FILE *f = fopen(text_format("%s/data/postgres/postgresql.conf", p->folder), "ae");
	ck_assert_ptr_nonnull(f);
	fputs("session_preload_libraries = 'auto_explain'\n"
	      "auto_explain.log_min_duration = 0\n"
	      "auto_explain.log_nested_statements = on\n"
	      "enable_seqscan = off\nenable_bitmapscan = off\n"
	      "enable_hashjoin = off\nenable_mergejoin = off\n",
	    f);
	fclose(f);
	process_stop(p);
	process_restart(p);
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

/* All pages below the prefix; how many were there. */
static size_t
walk(struct browser *b, const char *prefix, const char *const things[][2])
{
	const char *paths[200];
	size_t there = 0, n = routes_below("GET", prefix, paths, 200);
	for (size_t i = 0; i < n; i++) {
		visit(b, filled(paths[i], things));
		ck_assert_msg(b->page.status < 500, "%s", paths[i]);
		there += b->page.status == 200;
	}
	return there;
}

START_TEST(no_page_reads_through_a_table_that_grows)
{
	static const char *const none[] = {NULL};
	static const char email[] = "op@example.com", uri[] = "https://api.example.com/p";
	struct process other;
	process_start(&other, none);
	log_plans(&other);
	const char *user = member(
	    RUN(&other, PASSWORD, "user", "add", "--email", email, "--password-stdin"),
	    "id");
	RUN(&other, "", "operator", "add", email, "--role", "operator");
	const char *api =
	    member(RUN(&other, "", "resource", "add", uri, "--owner", email), "id");
	RUN(&other, "", "scope", "add", uri, "p:read");
	const char *app =
	    member(RUN(&other, "", "client", "add", "--name", "App", "--owner", email,
		       "--redirect-uri", CALLBACK, "--scope", "p:read"),
		"client_id");
	const char *team = sql(&other, "SELECT id FROM teams LIMIT 1");
	const char *const things[][2] = {{"/apps/", app}, {"/users/", user},
	    {"/apis/", api}, {"/scopes/", "p:read"},
	    {"/teams/", text_format("%.36s", team)}, {NULL, NULL}};
	struct browser *b = browser_new(&other);
	visit(b, "/login");
	sign_in(b, email);
	ck_assert_uint_ge(walk(b, "/admin", things), 16);
	ck_assert_uint_ge(walk(b, "/developer", things), 10);
	ck_assert_uint_ge(walk(b, "/account", things), 5);
	static const char *const more[] = {"/admin/apps?q=a", "/admin/apps?q=op@",
	    "/admin/users?q=op", "/admin/apis?q=p", "/admin/audit?event=user_disabled",
	    "/admin/audit?from=2026-01-01&until=2026-02-01"};
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		visit(b, more[i]);
		ck_status(&b->page, 200);
	}
	visit(b, "/logos/none");
	visit(b, text_format("/admin/audit?user=%s", user));
	visit(b, text_format("/admin/audit?client=%s", app));
	const char *log = database_log(&other);
	ck_contains(log, "Query Text: ");
	ck_assert_uint_ge(judge(log), 100);
	process_drop(&other);
}
END_TEST

START_TEST(a_plan_that_reads_a_whole_table_is_found)
{
	ck_assert_ptr_nonnull(
	    whole_reading("Query Text: x\n\tSeq Scan on apps a  (cost"));
	ck_assert_ptr_nonnull(
	    whole_reading("Seq Scan on audit_events_202611 e  (cost=1)\n"));
	ck_assert_ptr_nonnull(whole_reading(
	    "Index Only Scan using apps_pkey on apps  (cost=1)\n\t  Filter: x\n"));
	ck_assert_ptr_null(whole_reading(
	    "Index Scan using apps_pkey on apps  (cost=1)\n\t  Index Cond: (id = 1)\n"));
	ck_assert_ptr_null(whole_reading("Seq Scan on operators o  (cost=1)\n"));
	ck_assert_ptr_null(whole_reading(
	    "Limit  (cost=1)\n -> Index Scan using apps_pkey on apps  (cost=1)\n"));
}
END_TEST

static Suite *
plans(void)
{
	return SUITE_OF("plans", 120, a_plan_that_reads_a_whole_table_is_found,
	    no_page_reads_through_a_table_that_grows);
}
SUITE(plans);
