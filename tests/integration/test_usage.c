/* What a developer sees of what an app does. */
#include "flow.h"
#include "sql.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *
usage_path(struct app app, const char *what)
{
	return text_format("/developer/apps/%s/usage%s", app.id, what);
}

/* Today in UTC, by the clock that the server reads. */
static const char *
today(void)
{
	time_t now = time(NULL);
	struct tm utc;
	gmtime_r(&now, &utc);
	return text_format(
	    "%04d-%02d-%02d", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday);
}

/* The cells of a day in the CSV file by the names in its head; NULL when there is none.
 */
static const char *
cell(const char *csv, const char *day, const char *column)
{
	const char *row = strstr(csv, text_format("\n\"%s\",", day));
	if (!row)
		return NULL;
	const char *name = strstr(csv, column), *at = csv;
	ck_assert_msg(
	    name && name < strchr(csv, '\n'), "no column %s in %s", column, csv);
	row++;
	for (; at < name; at++)
		if (*at == ',')
			row = strchr(row, ',') + 1;
	return text_format("%.*s", (int)strcspn(row, ",\r"), row);
}

/* The file, once the cell is that. */
static const char *
file_when(struct browser *dev, struct app app, const char *column, const char *value)
{
	for (int i = 0; i < 60; i++) {
		visit(dev, usage_path(app, ".csv"));
		ck_status(&dev->page, 200);
		if (strstr(dev->page.body, column) &&
		    strcmp(cell(dev->page.body, today(), column), value) == 0)
			break;
		usleep(100000);
	}
	return dev->page.body;
}

START_TEST(tokens_people_and_errors_are_counted_by_day)
{
	const char *email = person();
	struct browser *dev = signed_in(email), *one = signed_in(person()),
		       *other = signed_in(person());
	struct app app = app_owned_by(email);
	struct answer t = tokens_for(one, app, "payments:read");
	t = refresh(app, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	tokens_for(one, app, "payments:read");
	tokens_for(other, app, "payments:read");
	client_credentials(app, "payments:read");
	client_credentials(app, "no:such");
	client_credentials(app, "no:such");
	refresh(app, "nonsense");
	allow(one, app, "payments:read", "&prompt=none&max_age=0");
	const char *csv = file_when(dev, app, "errors", "4");
	ck_assert_str_eq(cell(csv, today(), "logins"), "3");
	ck_assert_str_eq(cell(csv, today(), "refreshes"), "1");
	ck_assert_str_eq(cell(csv, today(), "access_tokens"), "1");
	csv = file_when(dev, app, "people", "2");
	ck_assert_str_eq(cell(csv, today(), "people"), "2");
	ck_assert_str_eq(cell(csv, today(), "\"invalid_scope\""), "2");
	ck_assert_str_eq(cell(csv, today(), "\"invalid_grant\""), "1");
	ck_assert_str_eq(cell(csv, today(), "\"login_required\""), "1");
	ck_assert_str_eq(cell(csv, today(), "errors"), "4");
	ck_assert_str_eq(
	    header_of(&dev->page, "Content-Type"), "text/csv; charset=utf-8");
	ck_contains(header_of(&dev->page, "Content-Disposition"), "attachment");
}
END_TEST

static void
count_on(struct app app, int days_ago, const char *what, int n)
{
	sql(server, text_format("INSERT INTO usage_counters VALUES ('%s', "
				"(now() AT TIME ZONE 'UTC')::date - %d, '%s', %d)",
			app.id, days_ago, what, n));
}

static size_t
count_of(const char *haystack, const char *needle)
{
	size_t n = 0;
	for (; (haystack = strstr(haystack, needle)); haystack++)
		n++;
	return n;
}

START_TEST(days_without_anything_are_drawn_too)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	count_on(app, 0, "refreshes", 1200);
	count_on(app, 3, "refreshes", 30);
	count_on(app, 6, "logins", 5);
	count_on(app, 7, "logins", 70000);
	count_on(app, 89, "logins", 600000);
	count_on(app, 90, "logins", 8000000);
	static const struct {
		const char *query;
		size_t days;
		const char *sum;
	} ranges[] = {{"?days=7", 7, "1,235 in all"}, {"", 30, "71,235 in all"},
	    {"?days=90", 90, "671,235 in all"}, {"?days=400", 30, "71,235 in all"},
	    {"?days=-1", 30, "71,235 in all"}};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		visit(dev, usage_path(app, ranges[i].query));
		ck_status(&dev->page, 200);
		const char *at = strstr(dev->page.body, "data-plot=\"tokens\"");
		const char *svg =
		    text_format("%.*s", (int)(strstr(at, "</svg>") - at), at);
		ck_assert_uint_eq(count_of(svg, "<g class"), ranges[i].days);
		ck_contains(svg, ranges[i].sum);
		visit(dev, usage_path(app, text_format(".csv%s", ranges[i].query)));
		ck_assert_uint_eq(count_of(dev->page.body, "\r\n"), ranges[i].days + 1);
	}
}
END_TEST

START_TEST(people_of_several_days_are_told_apart)
{
	const char *email = person();
	struct browser *dev = signed_in(email), *one = signed_in(person());
	struct app app = app_owned_by(email);
	tokens_for(one, app, "payments:read");
	file_when(dev, app, "people", "1");
	/* They were there yesterday and 29 days ago too, and another one 30 days ago. */
	sql(server,
	    text_format("INSERT INTO usage_people SELECT client_id, day - i, sketch "
			"FROM usage_people, unnest(ARRAY[1, 29]) i "
			"WHERE client_id = '%s'",
		app.id));
	sql(server,
	    text_format("INSERT INTO usage_people SELECT client_id, day - 30, "
			"set_byte(sketch, 0, 9) FROM usage_people WHERE client_id = '%s' "
			"AND day = (now() AT TIME ZONE 'UTC')::date",
		app.id));
	visit(dev, usage_path(app, ""));
	ck_contains(dev->page.body, "1 active in the last 30 days");
	tokens_for(signed_in(person()), app, "payments:read");
	ck_assert_str_eq(
	    cell(file_when(dev, app, "people", "2"), today(), "people"), "2");
	visit(dev, usage_path(app, ""));
	ck_contains(dev->page.body, "2 active in the last 30 days");
}
END_TEST

START_TEST(nodes_merge_what_they_saw)
{
	const char *rows = sql(server,
	    "SELECT merge_sketches(decode('0003', 'hex'), decode('0201', 'hex'))");
	ck_assert_str_eq(rows, "\\x0203\n");
}
END_TEST

START_TEST(a_resource_server_sees_its_introspections)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	apis_exist();
	struct app api = APP("--resource-server", PAYMENTS, "--owner", email);
	for (int i = 0; i < 3; i++)
		is_active(api, "nonsense");
	file_when(dev, api, "introspections", "3");
	visit(dev, usage_path(api, ""));
	ck_contains(dev->page.body, "data-plot=\"introspections\"");
	ck_lacks(dev->page.body, "data-plot=\"tokens\"");
}
END_TEST

START_TEST(usage_is_for_those_whose_app_it_is)
{
	const char *email = person();
	struct browser *dev = signed_in(person()), *nobody = browser_new(NULL),
		       *operator= signed_in(email);
	struct app app = app_owned_by(email);
	static const char *const paths[] = {"", ".csv"};
	for (size_t i = 0; i < 2; i++) {
		visit(dev, usage_path(app, paths[i]));
		ck_status(&dev->page, 404);
		visit(nobody, usage_path(app, paths[i]));
		ck_status(&nobody->page, 303);
		ck_contains(header_of(&nobody->page, "Location"), "/login");
	}
	CLI("operator", "add", email, "--role", "auditor");
	visit(operator, text_format("/admin/apps/%s?days=7", app.id));
	ck_status(&operator->page, 200);
	ck_contains(operator->page.body, "data-plot=\"tokens\"");
}
END_TEST

START_TEST(a_hostile_code_stays_text)
{
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = app_owned_by(email);
	count_on(app, 0, "error.<script>,=1", 1);
	visit(dev, usage_path(app, ""));
	ck_contains(dev->page.body, "&lt;script&gt;,=1");
	ck_lacks(dev->page.body, "<script>");
	visit(dev, usage_path(app, ".csv"));
	ck_contains(dev->page.body, ",\"<script>,=1\",errors\r\n");
}
END_TEST

static Suite *
usage(void)
{
	return SUITE_OF("usage", 60, tokens_people_and_errors_are_counted_by_day,
	    days_without_anything_are_drawn_too, people_of_several_days_are_told_apart,
	    nodes_merge_what_they_saw, a_resource_server_sees_its_introspections,
	    usage_is_for_those_whose_app_it_is, a_hostile_code_stays_text);
}
SUITE(usage);
