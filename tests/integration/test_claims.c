/* What an app is told of a person: by scope (OpenID Connect Core 5.4), and by the claims
 * parameter (5.5). */
#include "flow.h"

#include "base/cleanup.h"
#include "base/clock.h"

#include <string.h>

#define CLAIMS                                                                           \
	"{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"middle_name\":\"King\"," \
	"\"nickname\":\"Countess\",\"preferred_username\":\"ada\","                      \
	"\"profile\":\"https://ada.example/\","                                          \
	"\"picture\":\"https://ada.example/p.png\","                                     \
	"\"website\":\"https://ada.example/w\",\"gender\":\"female\","                   \
	"\"birthdate\":\"1815-12-10\",\"zoneinfo\":\"Europe/London\","                   \
	"\"phone_number\":\"+44 20 7946 0000\","                                         \
	"\"address\":{\"formatted\":\"12 St James\\nLondon\",\"country\":\"GB\"}}"

static const char *
told_person(void)
{
	const char *email = person();
	CLI("user", "set", email, "--claims", CLAIMS);
	return email;
}

static json_t *
userinfo(const char *token)
{
	struct answer a = ASK(.path = "/oauth2/userinfo", .bearer = token);
	ck_status(&a, 200);
	return a.json;
}

/* Exactly these, separated by spaces, and sub. */
static void
ck_told(const json_t *claims, const char *names)
{
	struct text rest = text_of(names), name;
	size_t n = 1;
	ck_assert_str_ne(member(claims, "sub"), "");
	while (text_next(&rest, ' ', &name) && name.n) {
		ck_assert_msg(json_object_get(claims, arena_cstr(arena, name)) != NULL,
		    "no %.*s in %s", TEXT_ARG(name), json_line(claims));
		n++;
	}
	ck_assert_msg(json_object_size(claims) == n, "%s", json_line(claims));
}

START_TEST(each_scope_tells_its_own_claims)
{
	static const char *const by_scope[][2] = {
	    {"profile", "name given_name family_name middle_name nickname "
			"preferred_username profile picture website gender birthdate "
			"zoneinfo updated_at"},
	    {"email", "email email_verified"},
	    {"phone", "phone_number phone_number_verified"}, {"address", "address"}};
	struct app app = app_saying("{}");
	struct browser *b = signed_in(told_person());
	for (size_t i = 0; i < COUNT_OF(by_scope); i++) {
		struct answer t =
		    tokens_for(b, app, text_format("openid %s", by_scope[i][0]));
		ck_told(userinfo(member(t.json, "access_token")), by_scope[i][1]);
	}
	struct answer t = tokens_for(b, app, "openid profile phone address");
	json_t *all = userinfo(member(t.json, "access_token"));
	ck_assert_str_eq(member(all, "birthdate"), "1815-12-10");
	ck_assert(json_is_false(json_object_get(all, "phone_number_verified")));
	ck_assert_str_eq(member(json_object_get(all, "address"), "country"), "GB");
	json_int_t at = json_integer_value(json_object_get(all, "updated_at"));
	ck_assert_int_ge(at, clock_now() - 60);
	ck_assert_int_le(at, clock_now() + 5);
}
END_TEST

#define ASKING(json) text_format("&%s", FORM("claims", json))

START_TEST(named_claims_are_told_where_they_were_asked_for)
{
	struct app app = app_saying("{}");
	struct browser *b = signed_in(told_person());
	const char *asked =
	    ASKING("{\"userinfo\":{\"given_name\":{\"essential\":true},\"email\":null,"
		   "\"unheard_of\":null,\"name#de\":null},"
		   "\"id_token\":{\"nickname\":null,\"auth_time\":{\"essential\":true}},"
		   "\"other\":1}");
	visit(b, authorize_path(app, "openid", asked));
	follow(b);
	/* The person sees what it comes to, and allows it by scope. */
	ck_contains(b->page.body, "See your profile");
	ck_contains(b->page.body, "See your e-mail address");
	ck_lacks(b->page.body, "See your postal address");
	const char *url = decide(b, "allow", "openid profile email");
	struct answer t = redeem(app, query_of(url, "code"));
	ck_status(&t, 200);
	ck_assert_str_eq(member(t.json, "scope"), "openid");
	ck_told(userinfo(member(t.json, "access_token")), "given_name email");
	json_t *id = verified_jwt(member(t.json, "id_token"), "RS256");
	ck_assert_str_eq(member(id, "nickname"), "Countess");
	ck_assert_ptr_null(json_object_get(id, "given_name"));
	/* A refresh changes nothing of that. */
	t = refresh(app, member(t.json, "refresh_token"));
	ck_told(userinfo(member(t.json, "access_token")), "given_name email");
	id = verified_jwt(member(t.json, "id_token"), "RS256");
	ck_assert_str_eq(member(id, "nickname"), "Countess");
}
END_TEST

START_TEST(a_claim_that_was_unticked_is_not_told)
{
	struct app app = app_saying("{}");
	struct browser *b = signed_in(told_person());
	const char *asked = ASKING("{\"userinfo\":{\"given_name\":null,\"email\":null},"
				   "\"id_token\":{\"birthdate\":null}}");
	/* Allowing openid before says nothing of the claims. */
	allow(b, app, "openid", "");
	visit(b, authorize_path(app, "openid", asked));
	ck_assert_ptr_null(follow(b));
	struct answer t =
	    redeem(app, query_of(decide(b, "allow", "openid email"), "code"));
	ck_told(userinfo(member(t.json, "access_token")), "email");
	ck_assert_ptr_null(
	    json_object_get(jwt_part(member(t.json, "id_token"), 1), "birthdate"));
}
END_TEST

START_TEST(an_app_names_no_claim_beyond_its_scopes)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--scope", "openid");
	struct browser *b = signed_in(told_person());
	const char *url = allow(b, app, "openid",
	    ASKING("{\"userinfo\":{\"email\":{\"essential\":true}},"
		   "\"id_token\":{\"email\":null}}"));
	struct answer t = redeem(app, query_of(url, "code"));
	ck_told(userinfo(member(t.json, "access_token")), "");
	ck_assert_ptr_null(
	    json_object_get(jwt_part(member(t.json, "id_token"), 1), "email"));
}
END_TEST

START_TEST(malformed_claims_are_refused)
{
	static const char *const malformed[] = {"{", "[]", "\"x\"", "null",
	    "{\"userinfo\":1}", "{\"id_token\":[]}", "{\"userinfo\":{\"email\":true}}",
	    "{\"userinfo\":{\"email\":{\"essential\":1}}}",
	    "{\"userinfo\":{\"email\":{\"values\":\"x\"}}}",
	    "{\"id_token\":{},\"id_token\":{}}", "{\"id_token\":{\"sub\":{\"value\":1}}}",
	    "{\"id_token\":{\"sub\":{\"value\":\"a\"}},"
	    "\"userinfo\":{\"sub\":{\"value\":\"b\"}}}"};
	struct app app = app_saying("{}");
	struct browser *b = signed_in(person());
	for (size_t i = 0; i < COUNT_OF(malformed); i++) {
		visit(b, authorize_path(app, "openid", ASKING(malformed[i])));
		const char *url = follow(b);
		ck_assert_msg(url != NULL, "accepted: %s", malformed[i]);
		ck_assert_str_eq(query_of(url, "error"), "invalid_request");
	}
	/* Nobody's business where it isn't about OpenID. */
	allow(b, app, "payments:read", ASKING("{"));
}
END_TEST

START_TEST(userinfo_is_signed_for_apps_that_want_it)
{
	static const char *const algs[] = {"RS256", "ES256", "PS256", "EdDSA"};
	struct browser *b = signed_in(told_person());
	for (size_t i = 0; i < COUNT_OF(algs); i++) {
		struct app app = app_saying(
		    text_format("{\"userinfo_signed_response_alg\":\"%s\"}", algs[i]));
		struct answer t = tokens_for(b, app, "openid email");
		struct answer a = ASK(.path = "/oauth2/userinfo",
		    .bearer = member(t.json, "access_token"));
		ck_status(&a, 200);
		ck_assert_str_eq(header_of(&a, "Content-Type"), "application/jwt");
		json_t *claims = verified_jwt(a.body, algs[i]);
		ck_told(claims, "iss aud email email_verified");
		ck_assert_str_eq(member(claims, "iss"), server->url);
		ck_assert_str_eq(member(claims, "aud"), app.id);
		/* It is no access token, whoever shows it. */
		a = ASK(.path = "/oauth2/userinfo", .bearer = a.body);
		ck_error(&a, 401, "invalid_token");
	}
}
END_TEST

START_TEST(an_operator_sets_only_claims_that_there_are)
{
	static const char *const refused[] = {"{\"sub\":\"x\"}", "{\"email\":\"x\"}",
	    "{\"birthdate\":\"12.10.1815\"}", "{\"picture\":\"javascript:alert(1)\"}",
	    "{\"address\":\"London\"}", "{\"address\":{\"country\":1}}",
	    "{\"given_name\":1}", "{\"nickname\":\"a\\u202eb\"}", "[]", "{"};
	const char *email = told_person();
	int status;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		cli_run(server, "", &status,
		    (const char *const[]){
			"user", "set", email, "--claims", refused[i], NULL});
		ck_assert_msg(status != 0, "accepted: %s", refused[i]);
	}
	json_t *shown = json_object_get(
	    CLI("user", "set", email, "--claims", "{\"nickname\":null,\"gender\":\"f\"}"),
	    "claims");
	ck_assert_str_eq(member(shown, "nickname"), "");
	ck_assert_str_eq(member(shown, "gender"), "f");
	ck_assert_str_eq(member(shown, "given_name"), "Ada");
}
END_TEST

static Suite *
claims(void)
{
	return SUITE_OF("claims", 60, each_scope_tells_its_own_claims,
	    named_claims_are_told_where_they_were_asked_for,
	    a_claim_that_was_unticked_is_not_told,
	    an_app_names_no_claim_beyond_its_scopes, malformed_claims_are_refused,
	    userinfo_is_signed_for_apps_that_want_it,
	    an_operator_sets_only_claims_that_there_are);
}
SUITE(claims);
