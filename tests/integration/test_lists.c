/* Lists go on where a page ends, on a platform that has more than a page of each. */
#include "api_calls.h"
#include "sql.h"
#include "teamwork.h"

#include <string.h>

enum { APIS = 70 };

/* A server of its own, whose place the common one takes again; with more APIs than fit.
 */
static struct process common;

static void
many_apis(void)
{
	static const char *const none[] = {NULL};
	common = *server;
	process_start(server, none);
	sql(server,
	    text_format(
		"INSERT INTO resources (id, uri, name) SELECT "
		"('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, "
		"'https://api.example.com/' || n, 'Api ' || lpad(n::text, 3, '0') "
		"FROM generate_series(1, %d) n",
		APIS));
	sql(server,
	    "INSERT INTO scopes (name, resource_id, title) SELECT 's' || name, id, "
	    "'{\"en\": \"Read your WEATHER\"}' FROM (SELECT id, right(name, 3) "
	    "|| ':read' AS name FROM resources) r");
}

static void
end(void)
{
	process_drop(server);
	*server = common;
}

/* Each page of the list, in which there is nothing twice; how many items it has in all.
 */
static size_t
walk(const char *token, const char *path, const char *by)
{
	json_t *seen = keep_json(json_object());
	const char *cursor = "";
	for (int pages = 0; cursor; pages++) {
		struct answer a =
		    CALL(token, "GET", text_format("%slimit=20%s", path, cursor), NULL);
		json_t *item;
		size_t at;
		ck_assert_uint_le(items_of(&a), 21);
		json_array_foreach(json_object_get(a.json, "items"), at, item)
		{
			ck_assert_ptr_null(json_object_get(seen, member(item, by)));
			json_object_set_new(seen, member(item, by), json_true());
		}
		const char *next = member(a.json, "next_cursor");
		cursor = *next ? text_format("&cursor=%s", next) : NULL;
		ck_assert_int_lt(pages, 10);
	}
	return json_object_size(seen);
}

START_TEST(apis_are_listed_page_by_page)
{
	many_apis();
	const char *email = person();
	CLI("operator", "add", email, "--role", "operator");
	const char *token = token_of(email, "apps admin");
	/* authz's own scopes, two APIs that APP() makes, and those. */
	ck_assert_uint_eq(walk(token, "/api/v1/catalogue?", "resource"), 1 + 2 + APIS);
	ck_assert_uint_eq(walk(token, "/api/v1/catalogue?q=api+0&", "resource"), APIS);
	ck_assert_uint_eq(walk(token, "/api/v1/admin/resources?", "id"), 2 + APIS);
	ck_assert_uint_eq(walk(token, "/api/v1/admin/resources?q=API+00&", "id"), 9);
	end();
}
END_TEST

/* How many APIs have the words in the catalogue. */
static size_t
found(const char *token, const char *words)
{
	struct answer a =
	    CALL(token, "GET", text_format("/api/v1/catalogue?q=%s", words), NULL);
	return items_of(&a);
}

START_TEST(an_api_is_found_by_what_its_scopes_are_called_now)
{
	many_apis();
	const char *token = token_of(person(), "apps");
	ck_assert_uint_eq(found(token, "s042%3Aread"), 1);
	ck_assert_uint_eq(found(token, "your+weather&limit=100"), APIS);
	CLI("scope", "set", "s042:read", "--title", "Read the Sky");
	ck_assert_uint_eq(found(token, "your+weather&limit=100"), APIS - 1);
	ck_assert_uint_eq(found(token, "the+sky"), 1);
	CLI("resource", "set", "https://api.example.com/42", "--name", "Heaven");
	ck_assert_uint_eq(found(token, "heaven"), 1);
	ck_assert_uint_eq(found(token, "the+sky"), 1);
	ck_assert_uint_eq(found(token, "Api+042"), 0);
	CLI("scope", "remove", "s042:read");
	ck_assert_uint_eq(found(token, "the+sky"), 0);
	CLI("scope", "add", "https://api.example.com/42", "s042:cloud");
	ck_assert_uint_eq(found(token, "S042%3ACLOUD"), 1);
	end();
}
END_TEST

START_TEST(an_app_keeps_the_scopes_of_apis_that_are_not_offered)
{
	many_apis();
	const char *email = person();
	struct browser *dev = signed_in(email);
	struct app app = APP("--owner", email, "--grant", "client_credentials", "--scope",
	    "s070:read", "--scope", "s001:read");
	const char *path = text_format("/developer/apps/%s/scopes", app.id);
	visit(dev, path);
	ck_contains(dev->page.body, "value=\"s040:read\"");
	ck_contains(dev->page.body, "value=\"s070:read\"");
	ck_lacks(dev->page.body, "value=\"s060:read\"");
	ck_contains(dev->page.body, "href=\"/developer/catalogue\"");
	submit(dev, path, FORM("scope", "s070:read", "scope", "s002:read"));
	ck_status(&dev->page, 303);
	struct answer a = client_credentials(app, "s070:read");
	ck_status(&a, 200);
	a = client_credentials(app, "s002:read");
	ck_status(&a, 200);
	a = client_credentials(app, "s001:read");
	ck_error(&a, 400, "invalid_scope");
	end();
}
END_TEST

START_TEST(the_apps_of_several_teams_are_one_list)
{
	many_apis();
	struct someone dev = somebody();
	for (int i = 0; i < 2; i++) {
		const char *team = new_team(dev.b, text_format("Team %d", i));
		sql(server,
		    text_format("INSERT INTO apps (id, name, kind, auth_method, team_id) "
				"SELECT ('0000000' || n %% 10 || '-0000-7000-8000-' || "
				"lpad(n::text, 10, '0') || '%02d')::uuid, 'A' || n, "
				"'native', 'none', '%s' FROM generate_series(1, 30) n",
			i, team));
	}
	const char *token = token_of(dev.email, "apps");
	ck_assert_uint_eq(walk(token, "/api/v1/apps?", "client_id"), 60);
	end();
}
END_TEST

static Suite *
lists_suite(void)
{
	return SUITE_OF("lists", 120, apis_are_listed_page_by_page,
	    an_api_is_found_by_what_its_scopes_are_called_now,
	    an_app_keeps_the_scopes_of_apis_that_are_not_offered,
	    the_apps_of_several_teams_are_one_list);
}
SUITE(lists_suite);
