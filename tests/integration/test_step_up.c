/* How surely, and how long ago, a person signed in: acr, max_age (OpenID Connect Core
 * 3.1.2.1) and step-up for resource servers (RFC 9470). */
#include "flow.h"

#include "base/cleanup.h"

#include <string.h>
#include <unistd.h>

#define LEVEL "urn:authz:acr:password"

static const char *
asking_acr(const char *how)
{
	return text_format(
	    "&%s", FORM("claims", text_format("{\"id_token\":{\"acr\":%s}}", how)));
}

START_TEST(tokens_say_how_surely_the_person_signed_in)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct answer t = tokens_for(signed_in(person()), app, "openid payments:read");
	const char *token = member(t.json, "access_token");
	ck_assert_str_eq(member(jwt_part(member(t.json, "id_token"), 1), "acr"), LEVEL);
	ck_assert_str_eq(member(jwt_part(token, 1), "acr"), LEVEL);
	struct answer a = introspect(api, token);
	ck_assert_str_eq(member(a.json, "acr"), LEVEL);
	ck_assert(json_is_integer(json_object_get(a.json, "auth_time")));
	a = refresh(app, member(t.json, "refresh_token"));
	ck_assert_str_eq(
	    member(jwt_part(member(a.json, "access_token"), 1), "acr"), LEVEL);
	/* Nobody was there. */
	a = client_credentials(app, "payments:read");
	ck_assert_ptr_null(
	    json_object_get(jwt_part(member(a.json, "access_token"), 1), "acr"));
	a = ASK(.path = "/.well-known/openid-configuration");
	ck_contains(json_line(json_object_get(a.json, "acr_values_supported")), LEVEL);
}
END_TEST

START_TEST(an_essential_acr_out_of_reach_is_said_to_be)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "openid",
		     asking_acr("{\"essential\":true,\"value\":\"gold\"}")));
	ck_assert_str_eq(
	    query_of(follow(b), "error"), "unmet_authentication_requirements");
	visit(b, authorize_path(app, "openid",
		     text_format("&prompt=none%s",
			 asking_acr("{\"essential\":true,\"values\":[\"gold\"]}"))));
	ck_assert_str_eq(
	    query_of(follow(b), "error"), "unmet_authentication_requirements");
	/* In reach, or only liked, it is no hindrance. */
	const char *url = allow(b, app, "openid",
	    asking_acr("{\"essential\":true,\"values\":[\"gold\",\"" LEVEL "\"]}"));
	struct answer t = redeem(app, query_of(url, "code"));
	ck_assert_str_eq(member(jwt_part(member(t.json, "id_token"), 1), "acr"), LEVEL);
	url = allow(b, app, "openid", "&acr_values=gold+silver");
	ck_assert_ptr_nonnull(query_of(url, "code"));
	url = allow(b, app, "openid", asking_acr("{\"values\":[\"gold\"]}"));
	ck_assert_ptr_nonnull(query_of(url, "code"));
}
END_TEST

START_TEST(an_app_has_its_own_max_age)
{
	struct app app = app_saying("{\"default_max_age\":1}");
	const char *email = person();
	struct browser *b = signed_in(email);
	allow(b, app, "openid", "&max_age=3600");
	sleep(2);
	visit(b, authorize_path(app, "openid", ""));
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(input_of(&b->page, "return_to"));
	sign_in(b, email);
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	/* What the request says counts for more. */
	sleep(2);
	visit(b, authorize_path(app, "openid", "&max_age=3600"));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
}
END_TEST

static const char *
asking_sub(const char *sub)
{
	return text_format(
	    "&%s", FORM("claims",
		       text_format("{\"id_token\":{\"sub\":{\"value\":\"%s\"}}}", sub)));
}

START_TEST(nobody_else_than_the_sub_that_was_named_will_do)
{
	struct app app = web_app();
	const char *ada = person(), *bob = person();
	struct browser *b = signed_in(ada);
	allow(b, app, "openid", "");
	const char *her = asking_sub(member(CLI("user", "show", ada), "id"));
	const char *him = asking_sub(member(CLI("user", "show", bob), "id"));
	visit(b, authorize_path(app, "openid", text_format("&prompt=none%s", her)));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(b, authorize_path(app, "openid", text_format("&prompt=none%s", him)));
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
	visit(b, authorize_path(app, "openid", asking_sub("nobody")));
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
	/* Asked to sign in as him, she does so as herself. */
	visit(b, authorize_path(app, "openid", him));
	ck_assert_ptr_null(follow(b));
	sign_in(b, ada);
	ck_assert_str_eq(query_of(follow(b), "error"), "login_required");
}
END_TEST

static struct answer
check(const char *token, const char *query)
{
	return ASK(.path = text_format("/oauth2/check?%s", query), .bearer = token);
}

START_TEST(a_gateway_asks_for_a_fresh_sign_in)
{
	struct app app = web_app();
	struct answer t = tokens_for(signed_in(person()), app, "openid payments:read");
	const char *token = member(t.json, "access_token");
	struct answer a = check(token, "max_age=3600&acr=" LEVEL);
	ck_status(&a, 200);
	sleep(2);
	a = check(token, "max_age=1");
	ck_error(&a, 401, "insufficient_user_authentication");
	const char *challenge = header_of(&a, "WWW-Authenticate");
	ck_contains(challenge, "error=\"insufficient_user_authentication\"");
	ck_contains(challenge, "max_age=\"1\"");
	ck_lacks(challenge, "acr_values");
	a = check(token, "acr=gold+silver");
	ck_error(&a, 401, "insufficient_user_authentication");
	ck_contains(header_of(&a, "WWW-Authenticate"), "acr_values=\"gold silver\"");
	a = check(token, "acr=gold+" LEVEL);
	ck_status(&a, 200);
	/* Where nobody was there, nobody signed in. */
	a = client_credentials(app, "payments:read");
	token = member(a.json, "access_token");
	a = check(token, "max_age=3600");
	ck_error(&a, 401, "insufficient_user_authentication");
	a = check(token, "acr=" LEVEL);
	ck_error(&a, 401, "insufficient_user_authentication");
}
END_TEST

START_TEST(a_gateway_at_fault_is_told_so)
{
	static const char *const faults[] = {"max_age=-1", "max_age=x",
	    "max_age=1&max_age=2", "acr=a&acr=b", "acr=a%22b", "max_age=99999999999"};
	struct answer t = tokens_for(signed_in(person()), web_app(), "openid");
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct answer a = check(member(t.json, "access_token"), faults[i]);
		ck_error(&a, 400, "invalid_request");
	}
}
END_TEST

static Suite *
step_up(void)
{
	return SUITE_OF("step up", 60, tokens_say_how_surely_the_person_signed_in,
	    an_essential_acr_out_of_reach_is_said_to_be, an_app_has_its_own_max_age,
	    nobody_else_than_the_sub_that_was_named_will_do,
	    a_gateway_asks_for_a_fresh_sign_in, a_gateway_at_fault_is_told_so);
}
SUITE(step_up);
