/* OpenID Connect RP-Initiated Logout 1.0. */
#include "flow.h"

#include "base/cleanup.h"

#include <string.h>

#define AFTER "https://app.example/bye?from=authz"

static struct app
leaving_app(void)
{
	return app_saying("{\"post_logout_redirect_uris\":[\"" AFTER "\"]}");
}

static bool
is_signed_in(struct browser *b)
{
	struct answer a = ASK(.browser = b->curl, .path = "/account");
	return a.status == 200;
}

static const char *
leave(struct browser *b, const char *form)
{
	visit(b, text_format("/oauth2/logout?%s", form));
	return follow(b);
}

START_TEST(an_app_that_shows_the_persons_id_token_signs_them_out)
{
	struct app app = leaving_app(), other = web_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid payments:read");
	struct answer away = tokens_for(b, other, "openid payments:read offline_access");
	const char *hint = member(t.json, "id_token");
	const char *url = leave(b, FORM("id_token_hint", hint, "post_logout_redirect_uri",
				       AFTER, "state", "s 2&"));
	ck_assert_ptr_nonnull(url);
	ck_assert_str_eq(url, AFTER "&state=s%202%26");
	ck_assert(!is_signed_in(b));
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
	/* What came of the session has ended with it, but for what was to go on. */
	struct answer a = refresh(app, member(t.json, "refresh_token"));
	ck_error(&a, 400, "invalid_grant");
	ck_assert(!is_active(resource_server(PAYMENTS), member(t.json, "access_token")));
	a = refresh(other, member(away.json, "refresh_token"));
	ck_status(&a, 200);
	/* Once more, it is done already. */
	url = leave(b, FORM("id_token_hint", hint, "post_logout_redirect_uri", AFTER));
	ck_assert_str_eq(url, AFTER);
	a = ASK(.path = "/.well-known/openid-configuration");
	ck_assert_str_eq(member(a.json, "end_session_endpoint"),
	    text_format("%s/oauth2/logout", server->url));
}
END_TEST

START_TEST(without_their_id_token_the_person_is_asked)
{
	struct app app = leaving_app();
	struct browser *b = signed_in(person()), *his = signed_in(person());
	struct answer t = tokens_for(b, app, "openid");
	const char *asked =
	    FORM("client_id", app.id, "post_logout_redirect_uri", AFTER, "state", "x");
	ck_assert_ptr_null(leave(b, asked));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "Test app");
	ck_assert(is_signed_in(b));
	const char *ticket = input_of(&b->page, "ticket");
	submit(b, "/logout", FORM("ticket", ticket, "decision", "stay"));
	ck_assert_ptr_null(follow(b));
	ck_assert(is_signed_in(b));
	ck_assert_ptr_null(leave(b, asked));
	submit(b, "/logout",
	    FORM("ticket", input_of(&b->page, "ticket"), "decision", "sign_out"));
	ck_assert_str_eq(follow(b), AFTER "&state=x");
	ck_assert(!is_signed_in(b));
	/* Somebody else's ID token is no reason to sign him out. */
	const char *hers = FORM("id_token_hint", member(t.json, "id_token"));
	ck_assert_ptr_null(leave(his, hers));
	ck_status(&his->page, 200);
	ck_assert(is_signed_in(his));
}
END_TEST

START_TEST(a_logout_without_a_way_back_ends_on_a_page)
{
	struct app app = leaving_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid");
	/* The state alone leads nowhere. */
	ck_assert_ptr_null(
	    leave(b, FORM("id_token_hint", member(t.json, "id_token"), "state", "x")));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "You are signed out");
	ck_assert(!is_signed_in(b));
	/* Nobody is there, and nobody says who asks. */
	b = signed_in(person());
	ck_assert_ptr_null(leave(b, "state=x&logout_hint=ada%40example.com"));
	ck_assert(is_signed_in(b));
	submit(b, "/logout",
	    FORM("ticket", input_of(&b->page, "ticket"), "decision", "sign_out"));
	ck_assert_ptr_null(follow(b));
	ck_contains(b->page.body, "You are signed out");
	ck_assert(!is_signed_in(b));
}
END_TEST

static const char *
altered(const char *token)
{
	char *copy = (char *)arena_cstr(arena, text_of(token));
	char *at = strrchr(copy, '.') + 10;
	*at = *at == 'A' ? 'B' : 'A';
	return copy;
}

START_TEST(nothing_wrong_leads_anywhere)
{
	struct app app = leaving_app(), other = leaving_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid payments:read");
	const char *hint = member(t.json, "id_token");
	const char *const wrong[] = {
	    FORM("id_token_hint", hint, "post_logout_redirect_uri", AFTER "&x=1"),
	    FORM("id_token_hint", hint, "post_logout_redirect_uri",
		"https://app.example/bye"),
	    FORM("id_token_hint", hint, "post_logout_redirect_uri", CALLBACK),
	    FORM("post_logout_redirect_uri", AFTER),
	    FORM(
		"client_id", app.id, "post_logout_redirect_uri", "https://evil.example/"),
	    FORM("client_id", "nobody", "post_logout_redirect_uri", AFTER),
	    FORM("id_token_hint", altered(hint), "post_logout_redirect_uri", AFTER),
	    FORM("id_token_hint", altered(hint)),
	    FORM("id_token_hint", member(t.json, "access_token")),
	    FORM("id_token_hint", "x.y.z", "client_id", app.id),
	    FORM("id_token_hint", hint, "client_id", other.id, "post_logout_redirect_uri",
		AFTER),
	    FORM("client_id", app.id, "client_id", app.id),
	    FORM("state", "1", "state", "2"),
	};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ck_assert_ptr_null(leave(b, wrong[i]));
		ck_assert_msg(b->page.status == 400, "accepted: %s", wrong[i]);
		ck_contains(header_of(&b->page, "Content-Type"), "text/html");
		ck_assert_msg(is_signed_in(b), "signed out by %s", wrong[i]);
	}
	CLI("client", "suspend", app.id);
	ck_assert_ptr_null(
	    leave(b, FORM("client_id", app.id, "post_logout_redirect_uri", AFTER)));
	ck_status(&b->page, 400);
	/* Neither an authorization's ticket nor a made-up one is a logout's. */
	visit(b, authorize_path(web_app(), "openid", "&prompt=consent"));
	follow(b);
	const char *ticket = input_of(&b->page, "ticket");
	visit(b, text_format("/logout?%s", FORM("ticket", ticket)));
	ck_status(&b->page, 400);
	visit(b, "/logout?ticket=abc");
	ck_status(&b->page, 400);
	ck_assert(is_signed_in(b));
}
END_TEST

START_TEST(an_app_may_post_its_request)
{
	struct app app = leaving_app();
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid");
	/* As from another site: without the cookie. The browser follows with it. */
	struct answer a = ASK(.path = "/oauth2/logout",
	    .form = FORM("id_token_hint", member(t.json, "id_token"),
		"post_logout_redirect_uri", AFTER));
	ck_status(&a, 303);
	visit(b, header_of(&a, "Location"));
	ck_assert_str_eq(follow(b), AFTER);
	ck_assert(!is_signed_in(b));
	a = ASK(.path = "/oauth2/logout", .body = "{}", .type = "application/json");
	ck_status(&a, 400);
}
END_TEST

START_TEST(nobody_else_says_yes_for_the_person)
{
	struct app app = leaving_app();
	struct browser *b = signed_in(person());
	leave(b, FORM("client_id", app.id, "post_logout_redirect_uri", AFTER));
	const char *form =
	    FORM("ticket", input_of(&b->page, "ticket"), "decision", "sign_out");
	struct answer a = ASK(.browser = b->curl, .path = "/logout", .form = form);
	ck_status(&a, 403);
	ck_assert(is_signed_in(b));
}
END_TEST

static Suite *
logout(void)
{
	return SUITE_OF("logout", 60,
	    an_app_that_shows_the_persons_id_token_signs_them_out,
	    without_their_id_token_the_person_is_asked,
	    a_logout_without_a_way_back_ends_on_a_page, nothing_wrong_leads_anywhere,
	    an_app_may_post_its_request, nobody_else_says_yes_for_the_person);
}
SUITE(logout);
