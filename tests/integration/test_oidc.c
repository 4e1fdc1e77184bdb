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

START_TEST(the_metadata_tells_of_each_extension)
{
	static const char *const lists_of[][2] = {
	    {"response_modes_supported", "form_post"},
	    {"response_modes_supported", "query.jwt"},
	    {"authorization_signing_alg_values_supported", "PS256"},
	    {"dpop_signing_alg_values_supported", "ES256"},
	    {"request_object_signing_alg_values_supported", "EdDSA"},
	    {"introspection_signing_alg_values_supported", "RS256"},
	    {"userinfo_signing_alg_values_supported", "RS256"},
	    {"token_endpoint_auth_signing_alg_values_supported", "HS256"},
	    {"subject_types_supported", "pairwise"},
	    {"backchannel_token_delivery_modes_supported", "poll"},
	    {"prompt_values_supported", "select_account"},
	    {"prompt_values_supported", "create"}, {"claim_types_supported", "normal"},
	    {"claims_supported", "sid"}, {"claims_supported", "phone_number_verified"},
	    {"acr_values_supported", "urn:authz:acr:password"},
	    {"ui_locales_supported", "zh"}};
	static const char *const flags[] = {"request_parameter_supported",
	    "claims_parameter_supported", "backchannel_logout_supported",
	    "backchannel_logout_session_supported",
	    "client_id_metadata_document_supported"};
	static const char *const denials[] = {"request_uri_parameter_supported",
	    "require_pushed_authorization_requests",
	    "backchannel_user_code_parameter_supported"};
	struct answer a = ASK(.path = "/.well-known/openid-configuration");
	for (size_t i = 0; i < sizeof(lists_of) / sizeof(lists_of[0]); i++)
		ck_assert_msg(lists(a.json, lists_of[i][0], lists_of[i][1]), "%s %s",
		    lists_of[i][0], lists_of[i][1]);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		ck_assert_msg(
		    json_is_true(json_object_get(a.json, flags[i])), "%s", flags[i]);
	for (size_t i = 0; i < sizeof(denials) / sizeof(denials[0]); i++)
		ck_assert_msg(
		    json_is_false(json_object_get(a.json, denials[i])), "%s", denials[i]);
	/* What there is not: nothing empty, and no certificates without [tls]. */
	const char *name;
	json_t *value;
	json_object_foreach(a.json, name, value)
	    ck_assert_msg(!json_is_array(value) || json_array_size(value), "%s", name);
	ck_assert(!json_object_get(a.json, "tls_client_certificate_bound_access_tokens"));
}
END_TEST

START_TEST(nobody_is_asked_to_make_an_account_where_that_is_off)
{
	struct process closed;
	process_start(&closed, (const char *const[]){"AUTHZ_LOGIN_SIGNUP=false", NULL});
	struct answer a = ASK(.to = &closed, .path = "/.well-known/openid-configuration");
	ck_assert(lists(a.json, "prompt_values_supported", "login"));
	ck_assert(!lists(a.json, "prompt_values_supported", "create"));
	a = ASK(.to = &closed, .path = "/oauth2/register", .type = "application/json",
	    .body = "{\"redirect_uris\":[\"" CALLBACK "\"]}");
	struct app app = {member(a.json, "client_id"), NULL};
	a = ASK(.to = &closed, .path = authorize_path(app, "openid",
				   text_format("&%s", FORM("prompt", "create"))));
	ck_status(&a, 303);
	ck_contains(header_of(&a, "Location"), "error=invalid_request");
	process_drop(&closed);
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
	    the_metadata_tells_of_each_extension,
	    nobody_is_asked_to_make_an_account_where_that_is_off,
	    what_was_seen_need_not_be_sent_again, the_jwks_has_public_halves_only,
	    userinfo_tells_what_was_allowed, userinfo_takes_no_other_token);
}
SUITE(oidc);
