/* Apps that are held to the FAPI 2.0 Security Profile, along its list (5.3). */
#include "signer.h"

#include "base/clock.h"
#include "base/uuid.h"

#include <string.h>

static struct app
fapi_app_with(const char *jwks)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--grant", "refresh_token", "--grant", "client_credentials", "--auth-method",
	    "private_key_jwt", "--scope", "openid", "--scope", "payments:read",
	    "--metadata", text_format("{\"fapi2\":true,\"jwks\":%s}", jwks));
	ck_assert_ptr_null(app.secret);
	return app;
}

static struct app
fapi_app(const struct jws_key *key)
{
	return fapi_app_with(jwks_of(key));
}

static const char *
assertion_for(const struct jws_key *key, struct app app, json_t *aud)
{
	json_int_t now = (json_int_t)clock_now();
	return signed_jwt(key, json_pack("{ss}", "typ", "JWT"),
	    json_pack("{ss ss so sI sI ss}", "iss", app.id, "sub", app.id, "aud", aud,
		"iat", now, "exp", now + 60, "jti",
		arena_cstr(arena, uuid_text(arena, uuid_new()))));
}

static struct answer
ask_with(const char *path, const char *form, const char *assertion, const char *header)
{
	return ASK(.path = path,
	    .form = text_format("%s&%s", form,
		FORM("client_assertion_type",
		    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		    "client_assertion", assertion)),
	    .header = {header});
}

/* Authenticated as the profile has it. */
static struct answer
ask_proven(const struct jws_key *key, struct app app, const char *path, const char *form,
    const char *header)
{
	return ask_with(
	    path, form, assertion_for(key, app, json_string(server->url)), header);
}

static const char *
fapi_code(const struct jws_key *key, struct app app, const char *scope)
{
	struct browser *b = signed_in(person());
	struct answer a =
	    ask_proven(key, app, "/oauth2/par", authorize_form(app, scope, ""), NULL);
	visit(b, pushed_path(app, &a));
	/* 5.3.2.2: by 303, or 302. */
	ck_status(&b->page, 303);
	ck_assert_ptr_null(follow(b));
	const char *url = decide(b, "allow", scope);
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	return query_of(url, "code");
}

#define TOKEN_FORM(code)                                                                 \
	FORM("grant_type", "authorization_code", "code", (code), "redirect_uri",         \
	    CALLBACK, "code_verifier", VERIFIER)

START_TEST(a_whole_flow_keeps_the_profile)
{
	struct jws_key *key = signer(ALG_PS256), *bound = signer(ALG_ES256);
	struct app app = fapi_app(key);
	struct answer a = ask_proven(key, app, "/oauth2/token",
	    TOKEN_FORM(fapi_code(key, app, "openid payments:read")), dpop_header(bound));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	ck_assert_str_eq(member(jwt_part(member(a.json, "id_token"), 0), "alg"), "PS256");
	/* 5.3.2.1: refresh tokens are not rotated. */
	const char *token = member(a.json, "refresh_token");
	for (int i = 0; i < 3; i++) {
		a = ask_proven(key, app, "/oauth2/token",
		    FORM("grant_type", "refresh_token", "refresh_token", token),
		    dpop_header(bound));
		ck_status(&a, 200);
		ck_assert_str_eq(member(a.json, "refresh_token"), token);
		ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	}
	a = ask_proven(key, app, "/oauth2/revoke", FORM("token", token), NULL);
	ck_status(&a, 200);
	a = ask_proven(key, app, "/oauth2/token",
	    FORM("grant_type", "refresh_token", "refresh_token", token),
	    dpop_header(bound));
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(requests_must_be_pushed)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = fapi_app(key);
	struct browser *b = signed_in(person());
	visit(b, authorize_path(app, "payments:read", ""));
	const char *url = follow(b);
	ck_assert_str_eq(query_of(url, "error"), "invalid_request");
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	/* 5.3.2.2: with a redirect_uri. */
	struct answer a = ask_proven(key, app, "/oauth2/par",
	    FORM("response_type", "code", "client_id", app.id, "scope", "payments:read",
		"code_challenge", CHALLENGE, "code_challenge_method", "S256"),
	    NULL);
	ck_error(&a, 400, "invalid_request");
	/* And PKCE. */
	a = ask_proven(key, app, "/oauth2/par",
	    FORM("response_type", "code", "client_id", app.id, "scope", "payments:read",
		"redirect_uri", CALLBACK),
	    NULL);
	ck_error(&a, 400, "invalid_request");
	ck_assert_int_lt(json_integer_value(json_object_get(
			     ask_proven(key, app, "/oauth2/par",
				 authorize_form(app, "payments:read", ""), NULL)
				 .json,
			     "expires_in")),
	    600);
}
END_TEST

START_TEST(tokens_must_be_bound_to_a_key)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = fapi_app(key);
	const char *code = fapi_code(key, app, "payments:read");
	struct answer a = ask_proven(key, app, "/oauth2/token", TOKEN_FORM(code), NULL);
	ck_error(&a, 400, "invalid_dpop_proof");
	a = ask_proven(
	    key, app, "/oauth2/token", TOKEN_FORM(code), dpop_header(signer(ALG_RS256)));
	ck_error(&a, 400, "invalid_dpop_proof");
	a = ask_proven(
	    key, app, "/oauth2/token", TOKEN_FORM(code), dpop_header(signer(ALG_EDDSA)));
	ck_status(&a, 200);
	a = ask_proven(key, app, "/oauth2/token",
	    FORM("grant_type", "client_credentials", "scope", "payments:read"), NULL);
	ck_error(&a, 400, "invalid_dpop_proof");
}
END_TEST

/* The same proof passes until the app is held to the profile. */
START_TEST(a_weak_proof_does_not_pass_at_resources_either)
{
	struct jws_key *key = signer(ALG_ES256), *bound = signer(ALG_RS256);
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--auth-method", "private_key_jwt", "--scope", "openid", "--metadata",
	    text_format("{\"jwks\":%s}", jwks_of(key)));
	struct answer a = ask_proven(key, app, "/oauth2/token",
	    TOKEN_FORM(fapi_code(key, app, "openid")), dpop_header(bound));
	ck_status(&a, 200);
	const char *token = member(a.json, "access_token");
	for (int i = 0; i < 2; i++) {
		struct proof p = {
		    .htm = "GET", .htu = "/oauth2/userinfo", .token = token};
		a = ASK(.path = "/oauth2/userinfo",
		    .header = {text_format("Authorization: DPoP %s", token),
			text_format("DPoP: %s", dpop_proof(bound, p))});
		if (i)
			ck_error(&a, 401, "invalid_dpop_proof");
		else
			ck_status(&a, 200);
		CLI("client", "set", app.id, "--metadata", "{\"fapi2\":true}");
	}
}
END_TEST

START_TEST(an_assertion_is_for_the_issuer_alone)
{
	struct jws_key *key = signer(ALG_ES256);
	struct app app = fapi_app(key);
	const char *form = authorize_form(app, "payments:read", "");
	const char *endpoint = text_format("%s/oauth2/token", server->url);
	json_t *const bad[] = {json_string(endpoint), json_pack("[s]", server->url),
	    json_pack("[ss]", server->url, endpoint)};
	for (size_t i = 0; i < 3; i++) {
		struct answer a =
		    ask_with("/oauth2/par", form, assertion_for(key, app, bad[i]), NULL);
		ck_error(&a, 401, "invalid_client");
	}
	struct answer a = ask_with(
	    "/oauth2/par", form, assertion_for(key, app, json_string(server->url)), NULL);
	ck_status(&a, 201);
}
END_TEST

START_TEST(request_objects_are_fresh_and_strongly_signed)
{
	struct jws_key *key = signer(ALG_PS256), *weak = signer(ALG_RS256);
	struct app app = fapi_app_with(json_line(keep_json(
	    json_pack("{s[oo]}", "keys", jws_key_jwk(key), jws_key_jwk(weak)))));
	json_int_t now = (json_int_t)clock_now();
	const struct {
		const struct jws_key *key;
		json_int_t nbf, exp; /* 0: not there */
		bool good;
	} tries[] = {{key, now, now + 60, true}, {weak, now, now + 60, false},
	    {key, 0, now + 60, false}, {key, now, 0, false},
	    {key, now - 3700, now + 60, false}, {key, now, now + 4000, false}};
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		json_t *claims = json_pack("{ss ss ss ss ss ss ss ss}", "iss", app.id,
		    "aud", server->url, "client_id", app.id, "response_type", "code",
		    "redirect_uri", CALLBACK, "scope", "payments:read", "code_challenge",
		    CHALLENGE, "code_challenge_method", "S256");
		if (tries[i].nbf)
			json_object_set_new(claims, "nbf", json_integer(tries[i].nbf));
		if (tries[i].exp)
			json_object_set_new(claims, "exp", json_integer(tries[i].exp));
		const char *object = signed_jwt(tries[i].key, json_object(), claims);
		struct answer a = ask_proven(key, app, "/oauth2/par",
		    FORM("client_id", app.id, "request", object), NULL);
		if (tries[i].good)
			ck_status(&a, 201);
		else
			ck_error(&a, 400, "invalid_request_object");
	}
}
END_TEST

static bool
may_be_registered(const char *const *options, const char *metadata)
{
	const char *all[40] = {"client", "add", "--name", "FAPI", "--metadata", metadata};
	int status;
	size_t n = 6;
	for (; *options; options++)
		all[n++] = *options;
	cli_run(server, "", &status, all);
	return status == 0;
}
#define MAY(metadata, ...)                                                               \
	may_be_registered((const char *const[]){__VA_ARGS__, NULL}, (metadata))

START_TEST(an_app_that_does_not_fit_is_not_registered)
{
	const char *jwks = jwks_of(signer(ALG_ES256));
	const char *good = text_format("{\"fapi2\":true,\"jwks\":%s}", jwks);
	ck_assert(
	    MAY(good, "--redirect-uri", CALLBACK, "--auth-method", "private_key_jwt"));
	static const char *const methods[] = {
	    "client_secret_basic", "client_secret_post", "client_secret_jwt", "none"};
	for (size_t i = 0; i < 4; i++)
		ck_assert_msg(
		    !MAY(good, "--redirect-uri", CALLBACK, "--auth-method", methods[i]),
		    "%s", methods[i]);
	static const char *const members[] = {"token_endpoint_auth_signing_alg",
	    "request_object_signing_alg", "authorization_signed_response_alg",
	    "id_token_signed_response_alg", "userinfo_signed_response_alg"};
	for (size_t i = 0; i < 5; i++) {
		const char *metadata = text_format(
		    "{\"fapi2\":true,\"jwks\":%s,\"%s\":\"RS256\"}", jwks, members[i]);
		ck_assert_msg(!MAY(metadata, "--redirect-uri", CALLBACK, "--auth-method",
				  "private_key_jwt"),
		    "%s", members[i]);
	}
	ck_assert(!MAY(good, "--kind", "native", "--redirect-uri", "com.example.app:/cb",
	    "--auth-method", "private_key_jwt"));
}
END_TEST

static Suite *
fapi(void)
{
	return SUITE_OF("FAPI 2.0", 120, a_whole_flow_keeps_the_profile,
	    requests_must_be_pushed, tokens_must_be_bound_to_a_key,
	    a_weak_proof_does_not_pass_at_resources_either,
	    an_assertion_is_for_the_issuer_alone,
	    request_objects_are_fresh_and_strongly_signed,
	    an_app_that_does_not_fit_is_not_registered);
}
SUITE(fapi);
