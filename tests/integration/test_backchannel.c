/* OpenID Connect Back-Channel Logout 1.0: who is told that a session has ended, and what.
 */
#include "flow.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "peer.h"

#include <string.h>
#include <unistd.h>

static struct peer *
listener(void)
{
	struct peer *p = peer_start();
	keep((void (*)(void *))peer_stop, p);
	return p;
}

/* An app that listens at this path of the peer; `more` is more metadata. */
static struct app
listening(struct peer *p, const char *path, const char *more)
{
	peer_answer(p, path, 200, "text/plain", "");
	return app_saying(text_format(
	    "{\"backchannel_logout_uri\":\"%s%s\"%s}", peer_url(p), path, more));
}

static const struct peer_request *
told(struct peer *p, const char *path, size_t count)
{
	const struct peer_request *requests;
	ck_assert_uint_eq(peer_wait(p, path, count), count);
	peer_requests(p, path, &requests);
	return requests;
}

/* The logout token that came, judged as an app judges it (2.6). */
static json_t *
logout_token(const struct peer_request *r, struct app app, const char *alg)
{
	static const char event[] = "http://schemas.openid.net/event/backchannel-logout";
	static const char field[] = "logout_token=";
	ck_assert_str_eq(r->method, "POST");
	ck_assert_str_eq(r->content_type, "application/x-www-form-urlencoded");
	ck_assert_int_eq(strncmp(r->body, field, strlen(field)), 0);
	const char *token = r->body + strlen(field);
	ck_assert_str_eq(member(jwt_part(token, 0), "typ"), "logout+jwt");
	json_t *claims = verified_jwt(token, alg);
	ck_assert_str_eq(member(claims, "iss"), server->url);
	ck_assert_str_eq(member(claims, "aud"), app.id);
	ck_assert_str_ne(member(claims, "jti"), "");
	ck_assert_ptr_null(json_object_get(claims, "nonce"));
	const json_t *events = json_object_get(claims, "events");
	ck_assert_uint_eq(json_object_size(events), 1);
	ck_assert(json_is_object(json_object_get(events, event)));
	json_int_t iat = json_integer_value(json_object_get(claims, "iat"));
	json_int_t exp = json_integer_value(json_object_get(claims, "exp"));
	ck_assert_int_le(iat, clock_now());
	ck_assert_int_ge(iat, clock_now() - 30);
	ck_assert(exp > iat && exp <= iat + 120);
	return claims;
}

static void
sign_out(struct browser *b)
{
	visit(b, "/account");
	submit(b, "/logout", "");
	ck_status(&b->page, 303);
}

static json_t *
id_claims(struct answer t)
{
	return jwt_part(member(t.json, "id_token"), 1);
}

START_TEST(every_app_of_the_session_is_told_once)
{
	struct peer *p = listener();
	struct app one = listening(p, "/one", ""),
		   two = listening(
		       p, "/two", ",\"id_token_signed_response_alg\":\"ES256\""),
		   away = listening(p, "/away", ""), api = listening(p, "/api", "");
	const char *email = person();
	struct browser *b = signed_in(email);
	json_t *first = id_claims(tokens_for(b, one, "openid"));
	tokens_for(b, one, "openid payments:read");
	json_t *second = id_claims(tokens_for(b, two, "openid offline_access"));
	/* Another session of theirs, and an app that signed nobody in. */
	tokens_for(signed_in(email), away, "openid");
	tokens_for(b, api, "payments:read");
	sign_out(b);
	json_t *claims = logout_token(told(p, "/one", 1), one, "RS256");
	ck_assert_str_eq(member(claims, "sub"), member(first, "sub"));
	ck_assert_str_eq(member(claims, "sid"), member(first, "sid"));
	claims = logout_token(told(p, "/two", 1), two, "ES256");
	ck_assert_str_eq(member(claims, "sub"), member(second, "sub"));
	ck_assert_str_eq(member(claims, "sid"), member(second, "sid"));
	sleep(2);
	ck_assert_uint_eq(peer_requests(p, "/one", NULL), 1);
	ck_assert_uint_eq(peer_requests(p, "/away", NULL), 0);
	ck_assert_uint_eq(peer_requests(p, "/api", NULL), 0);
	struct answer a = ASK(.path = "/.well-known/openid-configuration");
	ck_assert(json_is_true(json_object_get(a.json, "backchannel_logout_supported")));
	ck_assert(json_is_true(
	    json_object_get(a.json, "backchannel_logout_session_supported")));
}
END_TEST

START_TEST(an_app_that_does_not_answer_is_told_again)
{
	struct peer *p = listener();
	struct app app = listening(p, "/late", "");
	peer_answer(p, "/late", 500, "text/plain", "");
	struct browser *b = signed_in(person());
	tokens_for(b, app, "openid");
	sign_out(b);
	json_t *before = logout_token(told(p, "/late", 1), app, "RS256");
	peer_answer(p, "/late", 204, "text/plain", "");
	const struct peer_request *again = told(p, "/late", 2);
	json_t *after = logout_token(&again[1], app, "RS256");
	ck_assert_str_eq(member(after, "sid"), member(before, "sid"));
	/* A token of its own each time, not the one that has got old. */
	ck_assert_str_ne(member(after, "jti"), member(before, "jti"));
	ck_assert_int_gt(json_integer_value(json_object_get(after, "iat")),
	    json_integer_value(json_object_get(before, "iat")));
}
END_TEST

START_TEST(apps_are_told_whoever_ends_the_session)
{
	static const char *const ends[] = {"password", "disable", "remove"};
	struct peer *p = listener();
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const char *email = person(), *path = text_format("/%s", ends[i]);
		struct app app = listening(p, path, "");
		struct browser *b = signed_in(email);
		json_t *id = id_claims(tokens_for(b, app, "openid"));
		if (i == 0)
			cli("another horse battery",
			    (const char *const[]){
				"user", "set", email, "--password-stdin", NULL});
		else if (i == 1)
			CLI("user", "set", email, "--disable");
		else
			CLI("user", "remove", email);
		json_t *claims = logout_token(told(p, path, 1), app, "RS256");
		ck_assert_str_eq(member(claims, "sub"), member(id, "sub"));
		ck_assert_str_eq(member(claims, "sid"), member(id, "sid"));
	}
}
END_TEST

START_TEST(signing_in_again_is_no_logout)
{
	struct peer *p = listener();
	struct app before = listening(p, "/before", ""),
		   after = listening(p, "/after", "");
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer t = tokens_for(b, before, "openid");
	const char *sid = member(id_claims(t), "sid");
	for (int i = 0; i < 2; i++) {
		visit(b, "/login");
		sign_in(b, email);
	}
	tokens_for(b, after, "openid");
	sleep(2);
	ck_assert_uint_eq(peer_requests(p, "/before", NULL), 0);
	/* What the app got goes on, under the name that it knows the session by. */
	t = refresh(before, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	ck_assert_str_eq(member(id_claims(t), "sid"), sid);
	sign_out(b);
	json_t *claims = logout_token(told(p, "/before", 1), before, "RS256");
	ck_assert_str_eq(member(claims, "sid"), sid);
	told(p, "/after", 1);
	t = refresh(before, member(t.json, "refresh_token"));
	ck_error(&t, 400, "invalid_grant");
	/* Somebody else in the same browser is one. */
	b = signed_in(email);
	tokens_for(b, before, "openid");
	visit(b, "/login");
	sign_in(b, person());
	told(p, "/before", 2);
}
END_TEST

START_TEST(a_pairwise_app_is_told_of_the_person_it_knows)
{
	struct peer *p = listener();
	struct app app = listening(p, "/pairwise", ",\"subject_type\":\"pairwise\"");
	const char *email = person();
	struct browser *b = signed_in(email);
	json_t *id = id_claims(tokens_for(b, app, "openid"));
	sign_out(b);
	json_t *claims = logout_token(told(p, "/pairwise", 1), app, "RS256");
	ck_assert_str_eq(member(claims, "sub"), member(id, "sub"));
	ck_assert_str_ne(member(claims, "sub"), member(CLI("user", "show", email), "id"));
}
END_TEST

START_TEST(a_logout_token_is_nothing_else)
{
	struct peer *p = listener();
	struct app app = listening(p, "/token", "");
	struct browser *b = signed_in(person());
	tokens_for(b, app, "openid");
	sign_out(b);
	const char *token = told(p, "/token", 1)->body + strlen("logout_token=");
	struct answer a = ASK(.path = "/oauth2/userinfo", .bearer = token);
	ck_error(&a, 401, "invalid_token");
	visit(b, text_format("/oauth2/logout?%s", FORM("id_token_hint", token)));
	ck_status(&b->page, 400);
}
END_TEST

static Suite *
backchannel(void)
{
	return SUITE_OF("back-channel logout", 90, every_app_of_the_session_is_told_once,
	    an_app_that_does_not_answer_is_told_again,
	    apps_are_told_whoever_ends_the_session, signing_in_again_is_no_logout,
	    a_pairwise_app_is_told_of_the_person_it_knows,
	    a_logout_token_is_nothing_else);
}
SUITE(backchannel);
