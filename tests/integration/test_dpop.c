/* Tokens that are bound to a key of the app (RFC 9449). */
#include "signer.h"

#include <string.h>

#define HERE(key, ...)                                                                   \
	text_format("DPoP: %s", dpop_proof((key), (struct proof){__VA_ARGS__}))

static struct app
browser_app(void)
{
	return APP("--public", "--redirect-uri", CALLBACK, "--grant",
	    "authorization_code", "--grant", "refresh_token", "--scope", "openid",
	    "--scope", "payments:read");
}

/* At the token endpoint, with one more header or two. */
static struct answer
token_request(struct app app, const char *form, const char *one, const char *two)
{
	if (!app.secret)
		return ASK(.path = "/oauth2/token",
		    .form = text_format("%s&%s", form, FORM("client_id", app.id)),
		    .header = {one, two});
	return ASK(.path = "/oauth2/token", .form = form, .user = app.id,
	    .password = app.secret, .header = {one, two});
}

static struct answer
for_itself(struct app app, const char *header)
{
	return token_request(app,
	    FORM("grant_type", "client_credentials", "scope", "payments:read"), header,
	    NULL);
}

static struct answer
redeem_bound(struct app app, const char *code, const char *header)
{
	return token_request(app,
	    FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", VERIFIER),
	    header, NULL);
}

static struct answer
refresh_bound(struct app app, const char *token, const char *header)
{
	return token_request(app,
	    FORM("grant_type", "refresh_token", "refresh_token", token), header, NULL);
}

static const char *
jkt_of(const json_t *holder)
{
	return member(json_object_get(holder, "cnf"), "jkt");
}

static const char *
thumbprint(const struct jws_key *key)
{
	return arena_cstr(arena, jws_key_id(key));
}

START_TEST(a_token_is_bound_to_the_key_of_the_proof)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	for (int alg = ALG_ES256; alg <= ALG_EDDSA; alg++) {
		struct jws_key *key = signer((enum jws_alg)alg);
		struct answer a = for_itself(app, dpop_header(key));
		ck_status(&a, 200);
		ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
		const char *token = member(a.json, "access_token");
		ck_assert_str_eq(jkt_of(jwt_part(token, 1)), thumbprint(key));
		a = introspect(api, token);
		ck_assert_str_eq(jkt_of(a.json), thumbprint(key));
		ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	}
	/* Without a proof nothing changes. */
	struct answer a = for_itself(app, NULL);
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
	ck_assert_ptr_null(
	    json_object_get(jwt_part(member(a.json, "access_token"), 1), "cnf"));
}
END_TEST

START_TEST(a_sealed_token_is_bound_as_well)
{
	struct app app = web_app(), api = resource_server(LEDGER);
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = token_request(app,
	    FORM("grant_type", "client_credentials", "scope", "ledger:read"),
	    dpop_header(key), NULL);
	ck_status(&a, 200);
	a = introspect(api, member(a.json, "access_token"));
	ck_assert_str_eq(jkt_of(a.json), thumbprint(key));
}
END_TEST

START_TEST(a_proof_is_for_this_request_alone)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256);
	const char *const bad[] = {"DPoP: x", "DPoP: a.b.c", HERE(key, .htm = "GET"),
	    HERE(key, .htu = "/oauth2/revoke"),
	    HERE(key, .htu = "https://id.example/oauth2/token"), HERE(key, .typ = "JWT"),
	    HERE(key, .age = 301), HERE(key, .age = -40),
	    HERE(key, .jti = text_format("%0257d", 0))};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = for_itself(app, bad[i]);
		ck_error(&a, 400, "invalid_dpop_proof");
	}
	struct answer a = for_itself(app, HERE(key, .age = 290));
	ck_status(&a, 200);
	a = for_itself(app, HERE(key, .htu = "/oauth2/token?not=compared"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_proof_is_good_once)
{
	struct app app = web_app(), other = web_app();
	struct jws_key *key = signer(ALG_ES256), *another = signer(ALG_ES256);
	const char *header = dpop_header(key);
	struct answer a = for_itself(app, header);
	ck_status(&a, 200);
	a = for_itself(app, header);
	ck_error(&a, 400, "invalid_dpop_proof");
	a = for_itself(other, header);
	ck_error(&a, 400, "invalid_dpop_proof");
	/* A jti is the key's own: another key's may be the same. */
	a = for_itself(app, HERE(key, .jti = "same"));
	ck_status(&a, 200);
	a = for_itself(app, HERE(key, .jti = "same", .age = 1));
	ck_error(&a, 400, "invalid_dpop_proof");
	a = for_itself(app, HERE(another, .jti = "same"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(one_header_has_one_proof)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = token_request(app,
	    FORM("grant_type", "client_credentials", "scope", "payments:read"),
	    dpop_header(key), dpop_header(key));
	ck_error(&a, 400, "invalid_dpop_proof");
	a = for_itself(app, "DPoP;");
	ck_error(&a, 400, "invalid_dpop_proof");
}
END_TEST

START_TEST(a_private_key_or_another_one_in_the_proof_is_refused)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256), *other = signer(ALG_ES256);
	json_t *claims = jwt_part(dpop_proof(key, (struct proof){0}), 1);
	json_t *leaked = jws_key_jwk(key);
	json_object_set_new(leaked, "d", json_string("c2VjcmV0"));
	json_t *const jwks[] = {leaked, jws_key_jwk(other), json_null(),
	    json_pack("{ss ss}", "kty", "oct", "k", "AAAA")};
	for (size_t i = 0; i < 4; i++) {
		const char *jwt = signed_jwt(key,
		    json_pack("{ss so}", "typ", "dpop+jwt", "jwk", jwks[i]),
		    json_deep_copy(claims));
		struct answer a = for_itself(app, text_format("DPoP: %s", jwt));
		ck_error(&a, 400, "invalid_dpop_proof");
	}
	static const char *const algs[] = {"none", "HS256", "ES384", "RS256"};
	for (size_t i = 0; i < 4; i++) {
		const char *jwt = signed_jwt(key,
		    json_pack("{ss ss so}", "typ", "dpop+jwt", "alg", algs[i], "jwk",
			jws_key_jwk(key)),
		    json_deep_copy(claims));
		struct answer a = for_itself(app, text_format("DPoP: %s", jwt));
		ck_error(&a, 400, "invalid_dpop_proof");
	}
}
END_TEST

START_TEST(an_app_may_be_held_to_proofs)
{
	struct app app =
	    APP("--redirect-uri", CALLBACK, "--grant", "client_credentials", "--scope",
		"payments:read", "--metadata", "{\"dpop_bound_access_tokens\":true}");
	struct answer a = for_itself(app, NULL);
	ck_error(&a, 400, "invalid_dpop_proof");
	a = for_itself(app, dpop_header(signer(ALG_ES256)));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
}
END_TEST

START_TEST(dpop_jkt_binds_the_code)
{
	struct app app = browser_app();
	struct browser *b = signed_in(person());
	struct jws_key *key = signer(ALG_ES256), *thief = signer(ALG_ES256);
	const char *more = text_format("&dpop_jkt=%s", thumbprint(key));
	const char *code = query_of(allow(b, app, "payments:read", more), "code");
	struct answer a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	a = redeem_bound(app, code, dpop_header(thief));
	ck_error(&a, 400, "invalid_grant");
	/* Neither burnt it. */
	a = redeem_bound(app, code, dpop_header(key));
	ck_status(&a, 200);
	ck_assert_str_eq(
	    jkt_of(jwt_part(member(a.json, "access_token"), 1)), thumbprint(key));
	visit(b, authorize_path(app, "payments:read", "&dpop_jkt=short"));
	ck_assert_str_eq(query_of(follow(b), "error"), "invalid_request");
}
END_TEST

START_TEST(a_public_apps_refresh_token_is_bound_to_the_key)
{
	struct app app = browser_app();
	struct jws_key *key = signer(ALG_ES256), *thief = signer(ALG_ES256);
	const char *code = code_of(signed_in(person()), app, "payments:read");
	struct answer a = redeem_bound(app, code, dpop_header(key));
	ck_status(&a, 200);
	const char *token = member(a.json, "refresh_token");
	for (int i = 0; i < 2; i++) {
		a = refresh(app, token);
		ck_error(&a, 400, "invalid_grant");
		a = refresh_bound(app, token, dpop_header(thief));
		ck_error(&a, 400, "invalid_grant");
	}
	/* The thief has cost it nothing. */
	a = refresh_bound(app, token, dpop_header(key));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	token = member(a.json, "refresh_token");
	a = refresh_bound(app, token, dpop_header(key));
	ck_status(&a, 200);
	ck_assert_str_eq(
	    jkt_of(jwt_part(member(a.json, "access_token"), 1)), thumbprint(key));
}
END_TEST

START_TEST(a_public_app_that_begins_with_proofs_is_bound_from_then_on)
{
	struct app app = browser_app();
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = tokens_for(signed_in(person()), app, "payments:read");
	a = refresh(app, member(a.json, "refresh_token"));
	ck_status(&a, 200);
	a = refresh_bound(app, member(a.json, "refresh_token"), dpop_header(key));
	ck_status(&a, 200);
	const char *token = member(a.json, "refresh_token");
	a = refresh(app, token);
	ck_error(&a, 400, "invalid_grant");
	a = refresh_bound(app, token, dpop_header(signer(ALG_ES256)));
	ck_error(&a, 400, "invalid_grant");
	a = refresh_bound(app, token, dpop_header(key));
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_confidential_app_may_change_its_key)
{
	struct app app = web_app();
	struct jws_key *one = signer(ALG_ES256), *two = signer(ALG_EDDSA);
	const char *code = code_of(signed_in(person()), app, "payments:read");
	struct answer a = redeem_bound(app, code, dpop_header(one));
	ck_status(&a, 200);
	a = refresh_bound(app, member(a.json, "refresh_token"), dpop_header(two));
	ck_status(&a, 200);
	ck_assert_str_eq(
	    jkt_of(jwt_part(member(a.json, "access_token"), 1)), thumbprint(two));
	a = refresh(app, member(a.json, "refresh_token"));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
}
END_TEST

/* At userinfo with the scheme and the headers. */
static struct answer
ask_userinfo(const char *scheme, const char *token, const char *one, const char *two)
{
	return ASK(.path = "/oauth2/userinfo",
	    .header = {text_format("Authorization: %s %s", scheme, token), one, two});
}

static void
ck_challenge(const struct answer *a, const char *error)
{
	ck_error(a, 401, error);
	const char *challenge = header_of(a, "WWW-Authenticate");
	ck_contains(challenge, text_format("error=\"%s\"", error));
	ck_assert_int_eq(strncmp(challenge, "DPoP ", 5), 0);
	ck_contains(challenge, "algs=\"ES256 ");
}

static const char *
bound_openid_token(const struct jws_key *key)
{
	struct app app = browser_app();
	const char *code = code_of(signed_in(person()), app, "openid");
	struct answer a = redeem_bound(app, code, dpop_header(key));
	ck_status(&a, 200);
	return member(a.json, "access_token");
}

#define USERINFO(key, ...) HERE(key, .htm = "GET", .htu = "/oauth2/userinfo", __VA_ARGS__)

START_TEST(a_bound_token_needs_its_keys_proof)
{
	struct jws_key *key = signer(ALG_ES256), *thief = signer(ALG_ES256);
	const char *token = bound_openid_token(key);
	struct answer a =
	    ask_userinfo("DPoP", token, USERINFO(key, .token = token), NULL);
	ck_status(&a, 200);
	a = ask_userinfo("Bearer", token, NULL, NULL);
	ck_challenge(&a, "invalid_token");
	a = ask_userinfo("Bearer", token, USERINFO(key, .token = token), NULL);
	ck_challenge(&a, "invalid_token");
	a = ASK(.path = "/oauth2/userinfo", .form = FORM("access_token", token),
	    .header = {HERE(key, .htu = "/oauth2/userinfo", .token = token)});
	ck_challenge(&a, "invalid_token");
	a = ask_userinfo("DPoP", token, NULL, NULL);
	ck_challenge(&a, "invalid_dpop_proof");
	a = ask_userinfo("DPoP", token, USERINFO(thief, .token = token), NULL);
	ck_challenge(&a, "invalid_token");
	const char *const bad[] = {USERINFO(key, .token = NULL),
	    USERINFO(key, .token = "another"),
	    HERE(key, .htu = "/oauth2/userinfo", .token = token),
	    HERE(key, .htm = "GET", .token = token)};
	for (size_t i = 0; i < 4; i++) {
		a = ask_userinfo("DPoP", token, bad[i], NULL);
		ck_challenge(&a, "invalid_dpop_proof");
	}
	const char *once = USERINFO(key, .token = token);
	a = ask_userinfo("dpop", token, once, NULL);
	ck_status(&a, 200);
	a = ask_userinfo("DPoP", token, once, NULL);
	ck_challenge(&a, "invalid_dpop_proof");
	a = ask_userinfo(
	    "DPoP", token, USERINFO(key, .token = token), USERINFO(key, .token = token));
	ck_challenge(&a, "invalid_dpop_proof");
}
END_TEST

START_TEST(an_unbound_token_is_no_dpop_token)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = tokens_for(signed_in(person()), app, "openid");
	const char *token = member(a.json, "access_token");
	a = ask_userinfo("DPoP", token, USERINFO(key, .token = token), NULL);
	ck_challenge(&a, "invalid_token");
	a = ask_userinfo("Bearer", token, NULL, NULL);
	ck_status(&a, 200);
	a = ask_userinfo("DPoP", "nonsense", USERINFO(key, .token = "nonsense"), NULL);
	ck_challenge(&a, "invalid_token");
	/* Who sends none learns of both schemes. */
	a = ASK(.path = "/oauth2/userinfo");
	ck_contains(a.head, "DPoP realm=\"authz\", algs=");
	ck_contains(a.head, "Bearer realm=\"authz\"");
}
END_TEST

#define API_URL "https://api.example.com/payments/7"

static struct answer
check(const char *scheme, const char *token, const char *proof, const char *one,
    const char *two)
{
	return ASK(.path = "/oauth2/check",
	    .header = {
		text_format("Authorization: %s %s", scheme, token), proof, one, two});
}

START_TEST(a_gateway_tells_which_request_the_proof_was_for)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = for_itself(app, dpop_header(key));
	const char *token = member(a.json, "access_token");
#define API(...) HERE(key, .htu = API_URL, .token = token, __VA_ARGS__)
	static const char method[] = "X-Original-Method: POST",
			  url[] = "X-Original-URL: " API_URL "?page=1";
	a = check("DPoP", token, API(.htm = "POST"), method, url);
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "X-Auth-Subject"), app.id);
	a = check("Bearer", token, NULL, method, url);
	ck_challenge(&a, "invalid_token");
	a = check("DPoP", token, API(.htm = "GET"), method, url);
	ck_challenge(&a, "invalid_dpop_proof");
	a = check("DPoP", token, API(.htm = "POST"), method,
	    "X-Original-URL: https://api.example.com/payments/8");
	ck_challenge(&a, "invalid_dpop_proof");
	/* A gateway that doesn't tell. */
	a = check("DPoP", token, API(.htm = "POST"), NULL, NULL);
	ck_challenge(&a, "invalid_dpop_proof");
	a = check("DPoP", token, API(.htm = "POST"), method, NULL);
	ck_challenge(&a, "invalid_dpop_proof");
	/* One whose caller told something too. */
	a = ASK(.path = "/oauth2/check",
	    .header = {text_format("Authorization: DPoP %s", token), API(.htm = "POST"),
		"X-Original-Method: POST\r\nX-Forwarded-Method: GET", url});
	ck_challenge(&a, "invalid_dpop_proof");
	a = ASK(.path = "/oauth2/check",
	    .header = {text_format("Authorization: DPoP %s", token), API(.htm = "POST"),
		"X-Original-URL: https://api.example.com/other\r\n"
		"X-Original-Method: POST",
		url});
	ck_challenge(&a, "invalid_dpop_proof");
	/* Traefik's way. */
	a = check("DPoP", token, API(.htm = "GET"),
	    "X-Forwarded-Method: GET\r\nX-Forwarded-Proto: https",
	    "X-Forwarded-Host: api.example.com\r\nX-Forwarded-Uri: /payments/7?page=1");
	ck_status(&a, 200);
}
END_TEST

START_TEST(where_nonces_are_required_an_app_learns_them_and_goes_on)
{
	struct process p;
	process_start(&p, (const char *const[]){"AUTHZ_TOKENS_DPOP_NONCE=true", NULL});
	int status;
	json_t *made = cli_run(&p, "", &status,
	    (const char *const[]){
		"client", "add", "--name", "Service", "--kind", "service", NULL});
	struct app app = {member(made, "client_id"), member(made, "client_secret")};
	struct jws_key *key = signer(ALG_ES256);
#define AT_P(proof)                                                                      \
	ASK(.to = &p, .path = "/oauth2/token", .form = "grant_type=client_credentials",  \
	    .user = app.id, .password = app.secret,                                      \
	    .header = {text_format("DPoP: %s", proof)})
	struct answer a = AT_P(dpop_proof(key, (struct proof){.to = &p}));
	ck_error(&a, 400, "use_dpop_nonce");
	const char *nonce = header_of(&a, "DPoP-Nonce");
	ck_assert_ptr_nonnull(nonce);
	const char *proof = dpop_proof(key, (struct proof){.to = &p, .nonce = nonce});
	a = AT_P(proof);
	ck_status(&a, 200);
	ck_assert_ptr_nonnull(header_of(&a, "DPoP-Nonce"));
	const char *token = member(a.json, "access_token");
	a = AT_P(dpop_proof(key, (struct proof){.to = &p, .nonce = "made-up"}));
	ck_error(&a, 400, "use_dpop_nonce");
	a = AT_P(proof);
	ck_error(&a, 400, "invalid_dpop_proof");
	/* At a resource it is a challenge. */
	const char *auth = text_format("Authorization: DPoP %s", token);
	a = ASK(.to = &p, .path = "/oauth2/userinfo",
	    .header = {auth, USERINFO(key, .token = token, .to = &p)});
	ck_challenge(&a, "use_dpop_nonce");
	nonce = header_of(&a, "DPoP-Nonce");
	a = ASK(.to = &p, .path = "/oauth2/userinfo",
	    .header = {auth, USERINFO(key, .token = token, .to = &p, .nonce = nonce)});
	ck_error(&a, 403, "insufficient_scope");
	process_drop(&p);
}
END_TEST

START_TEST(a_proof_may_be_for_the_alias_that_the_metadata_names)
{
	struct process p;
	process_start(&p,
	    (const char *const[]){"AUTHZ_TLS_MTLS_ISSUER=https://mtls.example", NULL});
	int status;
	json_t *made = cli_run(&p, "", &status,
	    (const char *const[]){
		"client", "add", "--name", "Service", "--kind", "service", NULL});
	struct app app = {member(made, "client_id"), member(made, "client_secret")};
	struct jws_key *key = signer(ALG_ES256);
	static const char *const good[] = {"/oauth2/token",
	    "https://mtls.example/oauth2/token", "https://MTLS.example:443/oauth2/token"};
	for (size_t i = 0; i < 3; i++) {
		struct answer a =
		    AT_P(dpop_proof(key, (struct proof){.to = &p, .htu = good[i]}));
		ck_status(&a, 200);
	}
	static const char *const bad[] = {
	    "https://mtls.example/oauth2/revoke", "https://other.example/oauth2/token"};
	for (size_t i = 0; i < 2; i++) {
		struct answer a =
		    AT_P(dpop_proof(key, (struct proof){.to = &p, .htu = bad[i]}));
		ck_error(&a, 400, "invalid_dpop_proof");
	}
	struct answer a =
	    AT_P(dpop_proof(key, (struct proof){.to = &p, .htu = good[1], .age = 301}));
	ck_error(&a, 400, "invalid_dpop_proof");
	process_drop(&p);
}
END_TEST

START_TEST(a_nonce_that_nobody_asked_for_must_be_ours_all_the_same)
{
	struct app app = web_app();
	struct jws_key *key = signer(ALG_ES256);
	struct answer a = for_itself(app, HERE(key, .nonce = "of-another-server"));
	ck_error(&a, 400, "use_dpop_nonce");
	a = for_itself(app, HERE(key, .nonce = header_of(&a, "DPoP-Nonce")));
	ck_status(&a, 200);
}
END_TEST

START_TEST(the_metadata_and_cors_tell_of_it)
{
	struct answer a = ASK(.path = "/.well-known/oauth-authorization-server");
	ck_assert_uint_eq(
	    json_array_size(json_object_get(a.json, "dpop_signing_alg_values_supported")),
	    5);
	a = ASK(.method = "OPTIONS", .path = "/oauth2/token",
	    .header = {
		"Origin: https://app.example", "Access-Control-Request-Headers: dpop"});
	ck_contains(header_of(&a, "Access-Control-Allow-Headers"), "DPoP");
	a = for_itself(web_app(), "DPoP: x\r\nOrigin: https://app.example");
	ck_contains(header_of(&a, "Access-Control-Expose-Headers"), "DPoP-Nonce");
	ck_contains(header_of(&a, "Access-Control-Expose-Headers"), "WWW-Authenticate");
}
END_TEST

static Suite *
dpop(void)
{
	return SUITE_OF("DPoP", 120, a_token_is_bound_to_the_key_of_the_proof,
	    a_sealed_token_is_bound_as_well, a_proof_is_for_this_request_alone,
	    a_proof_is_good_once, one_header_has_one_proof,
	    a_private_key_or_another_one_in_the_proof_is_refused,
	    an_app_may_be_held_to_proofs, dpop_jkt_binds_the_code,
	    a_public_apps_refresh_token_is_bound_to_the_key,
	    a_public_app_that_begins_with_proofs_is_bound_from_then_on,
	    a_confidential_app_may_change_its_key, a_bound_token_needs_its_keys_proof,
	    an_unbound_token_is_no_dpop_token,
	    a_gateway_tells_which_request_the_proof_was_for,
	    where_nonces_are_required_an_app_learns_them_and_goes_on,
	    a_nonce_that_nobody_asked_for_must_be_ours_all_the_same,
	    a_proof_may_be_for_the_alias_that_the_metadata_names,
	    the_metadata_and_cors_tell_of_it);
}
SUITE(dpop);
