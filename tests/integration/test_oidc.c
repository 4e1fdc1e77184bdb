/* OpenID Connect Core and Discovery, RFC 8414, RFC 7517: what app libraries expect. */
#include "flow.h"

#include <string.h>

static bool
lists(const json_t *metadata, const char *name, const char *value)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(metadata, name), i,
	    one) if (strcmp(json_string_value(one), value) == 0) return true;
	return false;
}

START_TEST(the_metadata_is_whole_and_the_same_at_both_places)
{
	struct answer a = ASK(.path = "/.well-known/oauth-authorization-server");
	struct answer o = ASK(.path = "/.well-known/openid-configuration");
	ck_status(&a, 200);
	ck_assert_str_eq(a.body, o.body);
	ck_contains(header_of(&a, "Content-Type"), "application/json");
	ck_contains(header_of(&a, "Cache-Control"), "max-age");
	ck_assert_str_eq(member(a.json, "issuer"), server->url);
	static const char *const urls[][2] = {
	    {"authorization_endpoint", "/oauth2/authorize"},
	    {"token_endpoint", "/oauth2/token"}, {"jwks_uri", "/oauth2/jwks"},
	    {"introspection_endpoint", "/oauth2/introspect"},
	    {"revocation_endpoint", "/oauth2/revoke"},
	    {"userinfo_endpoint", "/oauth2/userinfo"}};
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		ck_assert_str_eq(member(a.json, urls[i][0]),
		    text_format("%s%s", server->url, urls[i][1]));
	ck_assert(lists(a.json, "response_types_supported", "code"));
	ck_assert(!lists(a.json, "response_types_supported", "token"));
	ck_assert(lists(a.json, "grant_types_supported", "authorization_code"));
	ck_assert(lists(a.json, "grant_types_supported", "refresh_token"));
	ck_assert(lists(a.json, "grant_types_supported", "client_credentials"));
	ck_assert(!lists(a.json, "grant_types_supported", "password"));
	ck_assert(lists(a.json, "code_challenge_methods_supported", "S256"));
	ck_assert(!lists(a.json, "code_challenge_methods_supported", "plain"));
	ck_assert(lists(a.json, "subject_types_supported", "public"));
	ck_assert(lists(a.json, "id_token_signing_alg_values_supported", "RS256"));
	ck_assert(lists(a.json, "scopes_supported", "openid"));
	ck_assert(lists(a.json, "token_endpoint_auth_methods_supported", "none"));
	ck_assert(
	    !lists(a.json, "introspection_endpoint_auth_methods_supported", "none"));
	ck_assert(json_is_true(
	    json_object_get(a.json, "authorization_response_iss_parameter_supported")));
}
END_TEST

START_TEST(what_was_seen_need_not_be_sent_again)
{
	struct answer a = ASK(.path = "/oauth2/jwks");
	const char *tag = header_of(&a, "ETag");
	ck_assert_ptr_nonnull(tag);
	struct answer b = ASK(.path = "/oauth2/jwks",
	    .header = {text_format("If-None-Match: %s", tag)});
	ck_status(&b, 304);
	ck_assert_uint_eq(b.size, 0);
}
END_TEST

START_TEST(the_jwks_has_public_halves_only)
{
	static const char *const private_parts[] = {
	    "d", "p", "q", "dp", "dq", "qi", "oth", "k"};
	struct answer a = ASK(.path = "/oauth2/jwks");
	size_t i;
	json_t *key;
	bool rsa = false, ec = false;
	ck_status(&a, 200);
	json_array_foreach(json_object_get(a.json, "keys"), i, key)
	{
		for (size_t k = 0; k < sizeof(private_parts) / sizeof(private_parts[0]);
		     k++)
			ck_assert_ptr_null(json_object_get(key, private_parts[k]));
		ck_assert_str_eq(member(key, "use"), "sig");
		ck_assert_str_ne(member(key, "kid"), "");
		ck_assert_str_ne(member(key, "alg"), "");
		rsa |= strcmp(member(key, "kty"), "RSA") == 0;
		ec |= strcmp(member(key, "kty"), "EC") == 0;
	}
	ck_assert(rsa && ec);
}
END_TEST

START_TEST(userinfo_tells_what_was_allowed)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer t = tokens_for(b, app, "openid payments:read");
	struct answer a =
	    ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	ck_assert_str_eq(member(a.json, "sub"),
	    member(jwt_part(member(t.json, "id_token"), 1), "sub"));
	ck_assert_ptr_null(json_object_get(a.json, "email"));
	ck_assert_ptr_null(json_object_get(a.json, "name"));
	t = tokens_for(b, app, "openid profile email");
	const char *token = member(t.json, "access_token");
	a = ASK(.path = "/oauth2/userinfo", .bearer = token);
	ck_assert_str_eq(member(a.json, "email"), email);
	ck_assert_str_eq(member(a.json, "name"), "Ada <Lovelace>");
	/* By POST: with the header, or with the token in the form; not with both. */
	struct answer p = ASK(.path = "/oauth2/userinfo", .method = "POST", .body = "",
	    .bearer = token);
	ck_assert_str_eq(p.body, a.body);
	p = ASK(.path = "/oauth2/userinfo", .form = FORM("access_token", token));
	ck_assert_str_eq(p.body, a.body);
	p = ASK(.path = "/oauth2/userinfo", .form = FORM("access_token", token),
	    .bearer = token);
	ck_error(&p, 400, "invalid_request");
}
END_TEST

START_TEST(userinfo_takes_no_other_token)
{
	struct app app = web_app();
	struct answer t = tokens_for(signed_in(person()), app, "openid");
	struct answer a =
	    ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "id_token"));
	ck_error(&a, 401, "invalid_token");
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "refresh_token"));
	ck_error(&a, 401, "invalid_token");
	a = client_credentials(app, "payments:read");
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(a.json, "access_token"));
	ck_error(&a, 403, "insufficient_scope");
	a = ASK(.path = "/oauth2/userinfo");
	ck_status(&a, 401);
	a = ASK(.path = "/oauth2/userinfo?access_token=x");
	ck_status(&a, 401);
	revoke_token(app, member(t.json, "access_token"));
	a = ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_error(&a, 401, "invalid_token");
}
END_TEST

static Suite *
oidc(void)
{
	return SUITE_OF("OpenID Connect", 60,
	    the_metadata_is_whole_and_the_same_at_both_places,
	    what_was_seen_need_not_be_sent_again, the_jwks_has_public_halves_only,
	    userinfo_tells_what_was_allowed, userinfo_takes_no_other_token);
}
SUITE(oidc);
