/* RFC 7523 2.1: another server says who the person is, or the app who it is itself. */
#include "peer.h"
#include "signer.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/uuid.h"

#include <string.h>

#define JWT_BEARER "urn:ietf:params:oauth:grant-type:jwt-bearer"

static struct app
partner_app(void)
{
	return APP("--redirect-uri", CALLBACK, "--grant", "authorization_code", "--grant",
	    "refresh_token", "--grant", JWT_BEARER, "--scope", "openid", "--scope",
	    "payments:read", "--scope", "payments:write", "--scope", "ledger:read");
}

/* An issuer of this test's own. */
static const char *
issuer_new(const struct jws_key *key, const char *subject, struct app app)
{
	const char *issuer = text_format(
	    "https://%s.example", arena_cstr(arena, uuid_text(arena, uuid_new())));
	CLI("issuer", "add", issuer, "--jwks", jwks_of(key), "--subject", subject,
	    "--client", app.id);
	return issuer;
}

/* Good claims; those of `more` take their place, null takes one away. Takes it over. */
static json_t *
claims_of(const char *issuer, const char *subject, json_t *more)
{
	json_int_t now = clock_now();
	json_t *claims = json_pack("{ss ss ss sI sI ss}", "iss", issuer, "sub", subject,
	    "aud", server->url, "iat", now, "exp", now + 60, "jti",
	    arena_cstr(arena, uuid_text(arena, uuid_new())));
	json_t *value;
	const char *name;
	json_object_foreach(more, name, value)
	{
		if (json_is_null(value))
			json_object_del(claims, name);
		else
			json_object_set(claims, name, value);
	}
	json_decref(more);
	return claims;
}

static const char *
assertion(const struct jws_key *key, json_t *claims)
{
	return signed_jwt(key, json_pack("{ss}", "typ", "JWT"), claims);
}

static struct answer
bring(struct app app, const char *jwt, const char *more)
{
	return ASK(.path = "/oauth2/token",
	    .form = text_format("%s%s%s",
		FORM("grant_type", JWT_BEARER, "assertion", jwt), *more ? "&" : "", more),
	    .user = app.id, .password = app.secret);
}

START_TEST(an_assertion_stands_for_a_person_who_has_allowed_the_app)
{
	struct app app = partner_app(), api = resource_server(PAYMENTS);
	struct jws_key *key = signer(ALG_ES256);
	const char *issuer = issuer_new(key, "sub", app), *email = person();
	struct browser *b = signed_in(email);
	CLI("issuer", "link", issuer, "u1", email);
	struct answer a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	tokens_for(b, app, "openid payments:read");
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	ck_assert_ptr_null(json_object_get(a.json, "refresh_token"));
	ck_assert_ptr_null(json_object_get(a.json, "id_token"));
	const char *token = member(a.json, "access_token");
	json_t *claims = jwt_part(token, 1);
	ck_assert_str_eq(member(claims, "sub"), member(CLI("user", "show", email), "id"));
	ck_assert_str_eq(member(claims, "client_id"), app.id);
	ck_assert_ptr_null(json_object_get(claims, "auth_time"));
	ck_assert(is_active(api, token));
	/* It ends with the consent, like all that came of it. */
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_assert(!is_active(api, token));
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(scopes_are_what_the_person_allowed)
{
	struct app app = partner_app();
	struct jws_key *key = signer(ALG_ES256);
	const char *issuer = issuer_new(key, "sub", app), *email = person();
	CLI("issuer", "link", issuer, "u1", email);
	tokens_for(signed_in(email), app, "openid payments:read");
	static const char *const bad[] = {
	    "payments:write", "payments:read payments:write", "ledger:read", "openid"};
	struct answer a;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)),
		    FORM("scope", bad[i]));
		ck_error(&a, 400, "invalid_scope");
	}
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)),
	    FORM("scope", "payments:read", "resource", PAYMENTS));
	ck_status(&a, 200);
}
END_TEST

START_TEST(an_assertion_must_fit_in_every_way)
{
	struct app app = partner_app(), other = partner_app();
	struct jws_key *key = signer(ALG_ES256), *wrong = signer(ALG_ES256);
	const char *issuer = issuer_new(key, "sub", app), *email = person();
	CLI("issuer", "link", issuer, "u1", email);
	tokens_for(signed_in(email), app, "payments:read");
	json_int_t now = clock_now();
	json_t *const bad[] = {claims_of("https://unknown.example", "u1", NULL),
	    claims_of(issuer, "u2", NULL),
	    claims_of(issuer, "u1", json_pack("{sn}", "sub")),
	    claims_of(issuer, "u1", json_pack("{sn}", "exp")),
	    claims_of(issuer, "u1", json_pack("{sn}", "jti")),
	    claims_of(issuer, "u1", json_pack("{sn}", "aud")),
	    claims_of(issuer, "u1", json_pack("{sn}", "iss")),
	    claims_of(issuer, "u1", json_pack("{sI}", "exp", now - 60)),
	    claims_of(issuer, "u1", json_pack("{sI}", "exp", now + 86400)),
	    claims_of(issuer, "u1", json_pack("{sI}", "nbf", now + 600)),
	    claims_of(issuer, "u1", json_pack("{sI}", "iat", now + 600)),
	    claims_of(issuer, "u1", json_pack("{ss}", "aud", "https://other.example"))};
	struct answer a;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a = bring(app, assertion(key, bad[i]), "");
		ck_error(&a, 400, "invalid_grant");
	}
	a = bring(app, assertion(wrong, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	a = bring(app, "a.b.c", "");
	ck_error(&a, 400, "invalid_grant");
	/* No access token of ours is an assertion, nor what says it is something else. */
	a = bring(app,
	    signed_jwt(
		key, json_pack("{ss}", "typ", "at+jwt"), claims_of(issuer, "u1", NULL)),
	    "");
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token", .form = FORM("grant_type", JWT_BEARER),
	    .user = app.id, .password = app.secret);
	ck_error(&a, 400, "invalid_request");
	/* Another app may not bring what this one may, or without the grant. */
	a = bring(other, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	a = bring(web_app(), assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "unauthorized_client");
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_status(&a, 200);
}
END_TEST

START_TEST(an_assertion_is_good_once)
{
	struct app app = partner_app(), api = resource_server(PAYMENTS);
	struct jws_key *key = signer(ALG_ES256);
	const char *issuer = issuer_new(key, "sub", app), *email = person();
	CLI("issuer", "link", issuer, "u1", email);
	tokens_for(signed_in(email), app, "payments:read");
	const char *jwt = assertion(key, claims_of(issuer, "u1", NULL));
	struct answer a = bring(app, jwt, FORM("scope", "ledger:read")), again;
	/* A mistake of the request does not use it up. */
	ck_error(&a, 400, "invalid_scope");
	a = bring(app, jwt, "");
	ck_status(&a, 200);
	again = bring(app, jwt, "");
	ck_error(&again, 400, "invalid_grant");
	ck_assert(is_active(api, member(a.json, "access_token")));
}
END_TEST

START_TEST(an_address_counts_when_both_sides_have_proven_it)
{
	struct app app = partner_app();
	struct jws_key *key = signer(ALG_ES256);
	const char *issuer = issuer_new(key, "email", app), *email = person();
	tokens_for(signed_in(email), app, "payments:read");
	struct answer a = bring(app,
	    assertion(key, claims_of(issuer, "x", json_pack("{ss}", "email", email))),
	    "");
	ck_error(&a, 400, "invalid_grant");
	a = bring(app,
	    assertion(
		key, claims_of(issuer, "x",
			 json_pack("{ss ss}", "email", email, "email_verified", "true"))),
	    "");
	ck_error(&a, 400, "invalid_grant");
	a = bring(app,
	    assertion(
		key, claims_of(issuer, "x",
			 json_pack("{ss sb}", "email", email, "email_verified", true))),
	    "");
	ck_status(&a, 200);
	/* Whose account has the address, but has not proven it, is not meant. */
	const char *unproven = text_format("un%s", email);
	cli(PASSWORD, (const char *const[]){"user", "add", "--email", unproven,
			  "--unverified", "--password-stdin", NULL});
	a = bring(app,
	    assertion(key,
		claims_of(issuer, "x",
		    json_pack("{ss sb}", "email", unproven, "email_verified", true))),
	    "");
	ck_error(&a, 400, "invalid_grant");
	ck_contains(a.body, "nobody who has an account");
	CLI("user", "set", email, "--disable");
	a = bring(app,
	    assertion(
		key, claims_of(issuer, "x",
			 json_pack("{ss sb}", "email", email, "email_verified", true))),
	    "");
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(an_app_asserts_itself)
{
	struct jws_key *key = signer(ALG_ES256), *wrong = signer(ALG_ES256);
	struct app app = APP("--kind", "service", "--grant", JWT_BEARER, "--scope",
	    "payments:read", "--metadata", text_format("{\"jwks\":%s}", jwks_of(key)));
	struct answer a = bring(app, assertion(key, claims_of(app.id, app.id, NULL)), "");
	ck_status(&a, 200);
	json_t *claims = jwt_part(member(a.json, "access_token"), 1);
	ck_assert_str_eq(member(claims, "sub"), app.id);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	ck_assert_ptr_null(json_object_get(a.json, "refresh_token"));
	a = bring(app, assertion(wrong, claims_of(app.id, app.id, NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	/* Not anybody else. */
	json_t *user = CLI("user", "show", person());
	a = bring(app, assertion(key, claims_of(app.id, member(user, "id"), NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	a = bring(app, assertion(key, claims_of(app.id, app.id, NULL)),
	    FORM("scope", "openid"));
	ck_error(&a, 400, "invalid_scope");
	const char *jwt = assertion(key, claims_of(app.id, app.id, NULL));
	a = bring(app, jwt, "");
	ck_status(&a, 200);
	a = bring(app, jwt, "");
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(an_issuers_keys_are_fetched)
{
	struct app app = partner_app();
	struct jws_key *key = signer(ALG_ES256);
	struct peer *peer = peer_start();
	keep((void (*)(void *))peer_stop, peer);
	peer_answer(peer, "/jwks", 200, "application/json", jwks_of(key));
	const char *issuer = text_format("%s/issuer", peer_url(peer)), *email = person();
	CLI("issuer", "add", issuer, "--jwks-uri", text_format("%s/jwks", peer_url(peer)),
	    "--client", app.id);
	CLI("issuer", "link", issuer, "u1", email);
	tokens_for(signed_in(email), app, "payments:read");
	struct answer a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_status(&a, 200);
	/* Trust ends with the operator's word, a person's link likewise. */
	CLI("issuer", "unlink", issuer, "u1");
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
	CLI("issuer", "link", issuer, "u1", email);
	ck_assert_str_eq(member(CLI("issuer", "show", issuer), "subject"), "sub");
	ck_contains(json_line(CLI("issuer", "list")), issuer);
	CLI("issuer", "remove", issuer);
	a = bring(app, assertion(key, claims_of(issuer, "u1", NULL)), "");
	ck_error(&a, 400, "invalid_grant");
}
END_TEST

START_TEST(an_issuer_is_registered_whole)
{
	struct app app = partner_app();
	const char *jwks = jwks_of(signer(ALG_ES256));
	const char *const bad[][10] = {
	    {"issuer", "add", "https://a.example", "--client", app.id},
	    {"issuer", "add", "https://a.example", "--jwks", jwks},
	    {"issuer", "add", "https://a.example", "--jwks", "{}", "--client", app.id},
	    {"issuer", "add", "https://a.example", "--jwks", jwks, "--client", app.id,
		"--subject", "name"},
	    {"issuer", "add", "https://a.example", "--jwks", jwks, "--client",
		"00000000-0000-7000-8000-000000000000"},
	    {"issuer", "link", "https://nobody.example", "x", "y"}};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		int status = 0;
		cli_run(server, "", &status, bad[i]);
		ck_assert_int_ne(status, 0);
	}
}
END_TEST

static Suite *
jwt_bearer(void)
{
	return SUITE_OF("JWT bearer", 60,
	    an_assertion_stands_for_a_person_who_has_allowed_the_app,
	    scopes_are_what_the_person_allowed, an_assertion_must_fit_in_every_way,
	    an_assertion_is_good_once, an_address_counts_when_both_sides_have_proven_it,
	    an_app_asserts_itself, an_issuers_keys_are_fetched,
	    an_issuer_is_registered_whole);
}
SUITE(jwt_bearer);
