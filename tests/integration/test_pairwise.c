/* Pairwise subjects (OpenID Connect Core 8): apps of different sectors can't tell that
 * they know the same person, and authz still can. */
#include "flow.h"

#include "base/cleanup.h"
#include "peer.h"

#include <string.h>

static struct peer *
sectors(void)
{
	struct peer *p = peer_start();
	keep((void (*)(void *))peer_stop, p);
	peer_answer(p, "/sector", 200, "application/json",
	    "[\"https://other.example/cb\",\"" CALLBACK "\"]");
	return p;
}

/* "localhost" and 127.0.0.1 are two hosts, of which each is a sector. */
static const char *
by_address(struct peer *p, const char *path)
{
	return text_format("http://127.0.0.1%s%s", strrchr(peer_url(p), ':'), path);
}

static struct app
pairwise_of(const char *sector_identifier_uri)
{
	return app_saying(text_format(
	    "{\"subject_type\":\"pairwise\",\"sector_identifier_uri\":\"%s\"}",
	    sector_identifier_uri));
}

static struct app
pairwise(void)
{
	return app_saying("{\"subject_type\":\"pairwise\"}");
}

static const char *
sub_of(struct answer t)
{
	return member(jwt_part(member(t.json, "id_token"), 1), "sub");
}

START_TEST(apps_of_one_sector_know_a_person_by_one_name)
{
	struct peer *p = sectors();
	const char *email = person(), *id = member(CLI("user", "show", email), "id");
	struct browser *b = signed_in(email);
	struct app one = pairwise(), two = pairwise(),
		   far = pairwise_of(by_address(p, "/sector"));
	const char *sub = sub_of(tokens_for(b, one, "openid"));
	ck_assert_str_ne(sub, id);
	ck_assert_uint_ge(strlen(sub), 40);
	ck_assert_str_eq(sub_of(tokens_for(b, one, "openid")), sub);
	ck_assert_str_eq(sub_of(tokens_for(signed_in(email), two, "openid")), sub);
	ck_assert_str_ne(sub_of(tokens_for(b, far, "openid")), sub);
	ck_assert_str_ne(sub_of(tokens_for(signed_in(person()), one, "openid")), sub);
	ck_assert_str_eq(sub_of(tokens_for(b, web_app(), "openid")), id);
	struct answer a = ASK(.path = "/.well-known/openid-configuration");
	ck_contains(
	    json_line(json_object_get(a.json, "subject_types_supported")), "pairwise");
}
END_TEST

START_TEST(nothing_that_the_app_gets_says_who_it_is)
{
	const char *email = person(), *id = member(CLI("user", "show", email), "id");
	struct app app = pairwise(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(email), app, "openid payments:read");
	const char *sub = sub_of(t), *token = member(t.json, "access_token");
	json_t *claims = jwt_part(token, 1);
	ck_assert_str_eq(member(claims, "sub"), sub);
	ck_lacks(json_line(claims), id);
	struct answer a = introspect(api, token);
	ck_assert_str_eq(member(a.json, "sub"), sub);
	ck_lacks(a.body, id);
	a = introspect(api, member(t.json, "refresh_token"));
	ck_assert_str_eq(member(a.json, "sub"), sub);
	ck_lacks(a.body, id);
	a = ASK(.path = "/oauth2/check", .bearer = token);
	ck_assert_str_eq(header_of(&a, "X-Auth-Subject"), sub);
	/* Userinfo needs to know, and does. */
	t = tokens_for(signed_in(email), app, "openid email");
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "sub"), sub);
	ck_assert_str_eq(member(a.json, "email"), email);
	t = refresh(app, member(t.json, "refresh_token"));
	ck_assert_str_eq(sub_of(t), sub);
	ck_assert_str_eq(member(jwt_part(member(t.json, "access_token"), 1), "sub"), sub);
}
END_TEST

START_TEST(a_sealed_token_is_no_different)
{
	const char *email = person(), *id = member(CLI("user", "show", email), "id");
	struct app app = pairwise(), api = resource_server(LEDGER);
	struct answer t = tokens_for(signed_in(email), app, "openid ledger:read");
	struct answer a = introspect(api, member(t.json, "access_token"));
	ck_assert_str_eq(member(a.json, "sub"), sub_of(t));
	ck_lacks(a.body, id);
}
END_TEST

START_TEST(disabling_the_person_ends_pairwise_tokens_too)
{
	const char *email = person();
	struct app app = pairwise(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(email), app, "openid payments:read");
	ck_assert(is_active(api, member(t.json, "access_token")));
	CLI("user", "set", email, "--disable");
	for (int i = 0; i < 50 && is_active(api, member(t.json, "access_token")); i++)
		;
	ck_assert(!is_active(api, member(t.json, "access_token")));
}
END_TEST

START_TEST(an_app_means_a_person_by_the_name_that_it_knows)
{
	const char *ada = person(), *bob = person();
	const char *id = member(CLI("user", "show", ada), "id");
	struct app app = pairwise();
	struct browser *b = signed_in(ada), *his = signed_in(bob);
	struct answer t = tokens_for(b, app, "openid");
	tokens_for(his, app, "openid");
	const char *hint = text_format(
	    "&prompt=none&%s", FORM("id_token_hint", member(t.json, "id_token")));
	visit(b, authorize_path(app, "openid", hint));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(his, authorize_path(app, "openid", hint));
	ck_assert_str_eq(query_of(follow(his), "error"), "login_required");
	static const char form[] = "{\"id_token\":{\"sub\":{\"value\":\"%s\"}}}";
	const char *named =
	    text_format("&prompt=none&%s", FORM("claims", text_format(form, sub_of(t))));
	visit(b, authorize_path(app, "openid", named));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(his, authorize_path(app, "openid", named));
	ck_assert_str_eq(query_of(follow(his), "error"), "login_required");
	/* By her own id it could find out who she is. */
	named = text_format("&prompt=none&%s", FORM("claims", text_format(form, id)));
	visit(b, authorize_path(app, "openid", named));
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
}
END_TEST

static int
added(const char *metadata, const char *other_uri)
{
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"client", "add", "--name", "x", "--redirect-uri",
		CALLBACK, "--redirect-uri", other_uri, "--metadata", metadata, NULL});
	return status;
}

START_TEST(a_sector_lists_the_redirect_uris_of_its_apps)
{
	static const char form[] =
	    "{\"subject_type\":\"pairwise\",\"sector_identifier_uri\":\"%s%s\"}";
	static const char other[] = "https://other.example/cb";
	struct peer *p = sectors();
	const char *url = peer_url(p);
	peer_answer(p, "/text", 200, "text/plain", "hello");
	peer_answer(p, "/object", 200, "application/json", "{\"" CALLBACK "\":1}");
	peer_answer(p, "/moved", 302, "text/plain", "");
	peer_header(p, "/moved", "Location", text_format("%s/sector", url));
	ck_assert_int_ne(added("{\"subject_type\":\"pairwise\"}", other), 0);
	ck_assert_int_eq(
	    added("{\"subject_type\":\"pairwise\"}", "https://app.example:8443/x"), 0);
	ck_assert_int_eq(added(text_format(form, url, "/sector"), other), 0);
	ck_assert_int_ne(
	    added(text_format(form, url, "/sector"), "https://evil.example/cb"), 0);
	static const char *const unfit[] = {"/text", "/object", "/moved", "/nowhere"};
	for (size_t i = 0; i < COUNT_OF(unfit); i++)
		ck_assert_int_ne(added(text_format(form, url, unfit[i]), other), 0);
	ck_assert_int_ne(added("{\"subject_type\":\"secret\"}", CALLBACK), 0);
	/* Also where it would say nothing of subjects: it is a promise all the same. */
	ck_assert_int_ne(
	    added(text_format("{\"sector_identifier_uri\":\"%s/text\"}", url), other), 0);
}
END_TEST

static Suite *
pairwise_subjects(void)
{
	return SUITE_OF("pairwise subjects", 60,
	    apps_of_one_sector_know_a_person_by_one_name,
	    nothing_that_the_app_gets_says_who_it_is, a_sealed_token_is_no_different,
	    disabling_the_person_ends_pairwise_tokens_too,
	    an_app_means_a_person_by_the_name_that_it_knows,
	    a_sector_lists_the_redirect_uris_of_its_apps);
}
SUITE(pairwise_subjects);
