/* An issuer below a path, beside other things on its host. */
#include "flow.h"

#include <string.h>

static struct process p;

/* With its port known, the server starts again under a name with a path. */
static void
start_below(const char *path)
{
	process_start(&p, NULL);
	process_stop(&p);
	size_t n = 0;
	while (p.settings[n])
		n++;
	const char **all = arena_alloc(arena, (n + 2) * sizeof(*all));
	memcpy(all, p.settings, n * sizeof(*all));
	all[n] = text_format("AUTHZ_SERVER_ISSUER=http://localhost:%d%s", p.port, path);
	p.settings = all;
	process_restart(&p);
}

START_TEST(all_of_it_stands_below_the_issuers_path)
{
	int status;
	start_below("/id/authz");
	const char *issuer = text_format("%s/id/authz", p.url);
	static const char *const places[] = {
	    "/.well-known/oauth-authorization-server/id/authz",
	    "/.well-known/openid-configuration/id/authz",
	    "/id/authz/.well-known/openid-configuration",
	    "/id/authz/.well-known/oauth-authorization-server"};
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct answer m = ASK(.to = &p, .path = places[i]);
		ck_status(&m, 200);
		ck_assert_str_eq(member(m.json, "issuer"), issuer);
		struct answer keys =
		    ASK(.to = &p, .path = member(m.json, "jwks_uri") + strlen(p.url));
		ck_status(&keys, 200);
	}
	struct answer no =
	    ASK(.to = &p, .path = "/.well-known/oauth-authorization-server/other");
	ck_status(&no, 404);
	no = ASK(.to = &p, .path = "/id/authzx/login");
	ck_status(&no, 404);
	/* Pages lead on below it. */
	cli_run(&p, PASSWORD, &status,
	    (const char *const[]){
		"user", "add", "--email", "ada@example.com", "--password-stdin", NULL});
	struct browser *b = browser_new(&p);
	visit(b, "/id/authz/account");
	ck_assert_str_eq(
	    header_of(&b->page, "Location"), "/id/authz/login?return_to=%2Faccount");
	follow(b);
	ck_contains(b->page.body, "action=\"/id/authz/login\"");
	ck_contains(b->page.body, "href=\"/id/authz/static/authz.css");
	ck_lacks(b->page.body, "href=\"/static");
	submit(b, "/id/authz/login",
	    FORM("login", "ada@example.com", "password", PASSWORD, "return_to",
		"/account"));
	ck_assert_str_eq(header_of(&b->page, "Location"), "/id/authz/account");
	follow(b);
	ck_status(&b->page, 200);
	/* So do the answers of the JSON API. */
	json_t *robot = cli_run(&p, "", &status,
	    (const char *const[]){"client", "add", "--name", "Robot", "--grant",
		"client_credentials", "--scope", "admin", NULL});
	struct answer t = ASK(.to = &p, .path = "/id/authz/oauth2/token",
	    .user = member(robot, "client_id"),
	    .password = member(robot, "client_secret"),
	    .form = FORM("grant_type", "client_credentials", "scope", "admin"));
	struct answer made = ASK(.to = &p, .path = "/id/authz/api/v1/admin/resources",
	    .bearer = member(t.json, "access_token"), .type = "application/json",
	    .body = "{\"resource\":\"https://api.example.com/x\",\"name\":\"X\"}");
	ck_status(&made, 201);
	ck_contains(header_of(&made, "Location"), "/id/authz/api/v1/admin/resources/");
	made = ASK(.to = &p, .path = header_of(&made, "Location"),
	    .bearer = member(t.json, "access_token"));
	ck_status(&made, 200);
	process_drop(&p);
}
END_TEST

static Suite *
issuer_path(void)
{
	return SUITE_OF(
	    "an issuer with a path", 120, all_of_it_stands_below_the_issuers_path);
}
SUITE(issuer_path);
