/* Apps whose client_id is the address of a document, and what APIs tell of themselves. */
#include "flow.h"
#include "peer.h"

#include <string.h>

static struct peer *
published(const char *path, const char *format)
{
	struct peer *p = peer_start();
	keep((void (*)(void *))peer_stop, p);
	const char *id = text_format("%s%s", peer_url(p), path);
	const char *at = strstr(format, "%s");
	const char *body =
	    at ? text_format("%.*s%s%s", (int)(at - format), format, id, at + 2) : format;
	peer_answer(p, path, 200, "application/json", body);
	return p;
}

#define DOCUMENT                                                                         \
	"{\"client_id\":\"%s\",\"client_name\":\"Budget\",\"redirect_uris\":"            \
	"[\"https://app.example/cb\"],\"grant_types\":[\"authorization_code\","          \
	"\"refresh_token\"],\"token_endpoint_auth_method\":\"none\"}"

static struct app
app_at(struct peer *p, const char *path)
{
	return (struct app){text_format("%s%s", peer_url(p), path), NULL};
}

START_TEST(a_document_describes_an_app)
{
	apis_exist();
	struct app app = app_at(published("/app.json", DOCUMENT), "/app.json");
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "openid payments:read", ""));
	follow(b);
	ck_contains(b->page.body, "Budget");
	ck_contains(b->page.body, "described by localhost:");
	const char *url = decide(b, "allow", "openid payments:read");
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "authorization_code", "client_id", app.id, "code",
		query_of(url, "code"), "redirect_uri", CALLBACK, "code_verifier",
		VERIFIER));
	ck_status(&a, 200);
	/* The tokens know it by the address, and so does who introspects them. */
	struct app api = resource_server(PAYMENTS);
	struct answer seen =
	    ASK(.path = "/oauth2/introspect", .user = api.id, .password = api.secret,
		.form = FORM("token", member(a.json, "access_token")));
	ck_assert_str_eq(member(seen.json, "client_id"), app.id);
	seen = ASK(.path = "/oauth2/introspect", .user = api.id, .password = api.secret,
	    .form = FORM("token", member(a.json, "refresh_token")));
	ck_assert_str_eq(member(seen.json, "client_id"), app.id);
	a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "refresh_token", "client_id", app.id,
		"refresh_token", member(a.json, "refresh_token")));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_document_is_fetched_once_while_it_is_good)
{
	struct peer *p = published("/kept.json", DOCUMENT);
	peer_header(p, "/kept.json", "Cache-Control", "max-age=3600");
	struct app app = app_at(p, "/kept.json");
	struct browser *b = browser_new(server);
	for (int i = 0; i < 3; i++)
		visit(b, authorize_path(app, "openid", ""));
	ck_assert_uint_eq(peer_requests(p, "/kept.json", NULL), 1);
}
END_TEST

START_TEST(a_document_that_does_not_fit_is_refused_on_a_page)
{
	static const char *const bad[] = {
	    "{\"client_id\":\"https://other.example/a\",\"redirect_uris\":"
	    "[\"https://app.example/cb\"]}",
	    "{\"client_id\":\"%s\"}",
	    "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://app.example/cb\"],"
	    "\"token_endpoint_auth_method\":\"client_secret_basic\"}",
	    "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://app.example/cb\"],"
	    "\"client_secret\":\"x\"}",
	    "{\"client_id\":\"%s\",\"redirect_uris\":[\"javascript:alert(1)\"]}",
	    "[]",
	    "not JSON",
	};
	struct browser *b = browser_new(server);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct app app = app_at(published("/bad.json", bad[i]), "/bad.json");
		visit(b, authorize_path(app, "openid", ""));
		ck_assert_msg(b->page.status == 400, "%s: %ld", bad[i], b->page.status);
	}
	struct peer *p = published("/gone.json", DOCUMENT);
	peer_answer(p, "/gone.json", 404, "application/json", "{}");
	visit(b, authorize_path(app_at(p, "/gone.json"), "openid", ""));
	ck_status(&b->page, 400);
	/* No path, a fragment, dot segments: not an address of a document. */
	peer_answer(p, "/", 200, "application/json", "{}");
	visit(b, authorize_path(app_at(p, "/"), "openid", ""));
	ck_status(&b->page, 400);
	visit(b, authorize_path(app_at(p, "/a/../b.json"), "openid", ""));
	ck_status(&b->page, 400);
	ck_assert_uint_eq(peer_requests(p, "/", NULL), 0);
}
END_TEST

START_TEST(an_operator_names_the_app_by_its_address)
{
	struct app app = app_at(published("/bad_app.json", DOCUMENT), "/bad_app.json");
	struct browser *b = browser_new(server);
	visit(b, authorize_path(app, "openid", ""));
	ck_status(&b->page, 303);
	CLI("client", "suspend", app.id);
	visit(b, authorize_path(app, "openid", ""));
	ck_status(&b->page, 400);
	ck_assert_str_eq(member(CLI("client", "show", app.id), "client_id"), app.id);
	CLI("client", "resume", app.id);
	visit(b, authorize_path(app, "openid", ""));
	ck_status(&b->page, 303);
}
END_TEST

START_TEST(an_address_that_only_we_can_reach_is_not_fetched)
{
	struct process p;
	process_start(
	    &p, (const char *const[]){"AUTHZ_OUTBOUND_ALLOW_PRIVATE=false", NULL});
	struct peer *inside = published("/app.json", DOCUMENT);
	struct browser *b = browser_new(&p);
	visit(b, authorize_path(app_at(inside, "/app.json"), "openid", ""));
	ck_status(&b->page, 400);
	visit(b,
	    authorize_path((struct app){"https://169.254.169.254/latest/meta-data", NULL},
		"openid", ""));
	ck_status(&b->page, 400);
	ck_assert_uint_eq(peer_requests(inside, "/app.json", NULL), 0);
	process_drop(&p);
}
END_TEST

START_TEST(an_api_is_described_for_apps_that_meet_it)
{
	apis_exist();
	struct answer a =
	    ASK(.path = text_format("/.well-known/oauth-protected-resource?%s",
		    FORM("resource", PAYMENTS)));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "resource"), PAYMENTS);
	ck_assert_str_eq(json_line(json_object_get(a.json, "authorization_servers")),
	    text_format("[\"%s\"]", server->url));
	ck_contains(
	    json_line(json_object_get(a.json, "scopes_supported")), "\"payments:read\"");
	ck_assert_str_eq(json_line(json_object_get(a.json, "bearer_methods_supported")),
	    "[\"header\"]");
	a = ASK(.path = "/.well-known/oauth-protected-resource?resource=x");
	ck_error(&a, 404, "invalid_target");
	/* One on the issuer's own host has the well-known part in its path. */
	const char *own = text_format("%s/apis/deep/one", server->url);
	CLI("resource", "add", own, "--name", "Deep");
	a = ASK(.path = "/.well-known/oauth-protected-resource/apis/deep/one");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "resource"), own);
}
END_TEST

static Suite *
client_documents(void)
{
	return SUITE_OF("client documents", 60, a_document_describes_an_app,
	    a_document_is_fetched_once_while_it_is_good,
	    a_document_that_does_not_fit_is_refused_on_a_page,
	    an_operator_names_the_app_by_its_address,
	    an_address_that_only_we_can_reach_is_not_fetched,
	    an_api_is_described_for_apps_that_meet_it);
}
SUITE(client_documents);
