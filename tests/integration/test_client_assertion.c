/* RFC 7523 2.2, OIDC Core 9: apps that prove themselves by a signed JWT. */
#include "at_once.h"
#include "flow.h"
#include "peer.h"

#include "base/clock.h"
#include "base/encoding.h"
#include "base/uuid.h"
#include "jose/digest.h"
#include "jose/jws.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define GRANT FORM("grant_type", "client_credentials", "scope", "payments:read")
#define MAY_GRANT "--grant", "client_credentials", "--scope", "payments:read"

static void
free_key(void *key)
{
	jws_key_free(key);
}

static struct jws_key *
new_key(enum jws_alg alg)
{
	struct jws_key *key = jws_key_generate(alg);
	keep(free_key, key);
	return key;
}

static const char *
jwks_of(const struct jws_key *key)
{
	json_t *jwk = keep_json(jws_key_jwk(key));
	return text_format("{\"keys\":[%s]}", json_line(jwk));
}

/* An app with that key; `more` is more metadata, such as ",\"fapi2\":true". */
static struct app
app_with_key(const struct jws_key *key, const char *more)
{
	struct app app = APP("--auth-method", "private_key_jwt", "--metadata",
	    text_format("{\"jwks\":%s%s}", jwks_of(key), more), MAY_GRANT);
	ck_assert_ptr_null(app.secret);
	return app;
}

static const char *
jti(void)
{
	return arena_cstr(arena, uuid_text(arena, uuid_new()));
}

/* The claims of a good assertion, with `changes` (JSON; null takes a claim away). */
static struct text
claims_of(struct app app, const char *changes)
{
	json_t *claims = keep_json(json_pack("{ss ss ss ss sI sI}", "iss", app.id, "sub",
	    app.id, "aud", server->url, "jti", jti(), "iat", (json_int_t)clock_now(),
	    "exp", (json_int_t)clock_now() + 60));
	json_t *change = keep_json(json_loads(changes, 0, NULL));
	const char *name;
	json_t *value;
	ck_assert_msg(change != NULL, "%s", changes);
	json_object_update(claims, change);
	json_object_foreach(change, name, value) if (json_is_null(value))
	    json_object_del(claims, name);
	return text_of(json_line(claims));
}

static const char *
signed_with(const struct jws_key *key, struct text claims)
{
	return arena_cstr(arena, jws_sign(arena, key, TEXT("JWT"), claims));
}

static const char *
assertion(struct app app, const struct jws_key *key, const char *changes)
{
	return signed_with(key, claims_of(app, changes));
}

static const char *
encoded(struct text t)
{
	return arena_cstr(arena, base64url_encode(arena, t.at, t.n));
}

static const char *
mac_assertion(const char *header, struct text claims, struct text secret)
{
	unsigned char mac[SHA256_SIZE];
	const char *input =
	    text_format("%s.%s", encoded(text_of(header)), encoded(claims));
	hmac_sha256(secret, text_of(input), mac);
	return text_format(
	    "%s.%s", input, encoded((struct text){(const char *)mac, sizeof(mac)}));
}

static const char *
form_with(const char *form, const char *jwt)
{
	return text_format("%s&%s", form,
	    FORM("client_assertion_type", BEARER, "client_assertion", jwt));
}

static struct answer
ask_by(const char *jwt)
{
	return ASK(.path = "/oauth2/token", .form = form_with(GRANT, jwt));
}

START_TEST(a_signed_assertion_authenticates_at_every_endpoint)
{
	static const enum jws_alg algs[] = {ALG_ES256, ALG_RS256, ALG_PS256, ALG_EDDSA};
	struct answer a;
	for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
		struct jws_key *key = new_key(algs[i]);
		struct app app = app_with_key(key, "");
		a = ask_by(assertion(app, key, "{}"));
		ck_status(&a, 200);
	}
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, "");
	struct app api = APP("--resource-server", PAYMENTS, "--auth-method",
	    "private_key_jwt", "--metadata", text_format("{\"jwks\":%s}", jwks_of(key)));
	a = ask_by(assertion(app, key, "{}"));
	const char *token = member(a.json, "access_token");
	a = ASK(.path = "/oauth2/introspect",
	    .form = form_with(FORM("token", token), assertion(api, key, "{}")));
	ck_status(&a, 200);
	ck_assert(json_is_true(json_object_get(a.json, "active")));
	a = ASK(.path = "/oauth2/revoke",
	    .form = form_with(FORM("token", token), assertion(app, key, "{}")));
	ck_status(&a, 200);
	a = ASK(.path = "/oauth2/introspect",
	    .form = form_with(FORM("token", token), assertion(api, key, "{}")));
	ck_assert(json_is_false(json_object_get(a.json, "active")));
}
END_TEST

/* RFC 9864 2.2: what some libraries call EdDSA. */
START_TEST(an_assertion_signed_as_ed25519_is_one_by_eddsa)
{
	static const char *const registered[] = {"",
	    ",\"token_endpoint_auth_signing_alg\":\"EdDSA\"",
	    ",\"token_endpoint_auth_signing_alg\":\"Ed25519\""};
	struct jws_key *key = new_key(ALG_EDDSA);
	for (size_t i = 0; i < sizeof(registered) / sizeof(registered[0]); i++) {
		struct app app = app_with_key(key, registered[i]);
		struct text jwt = jws_sign_as(
		    arena, key, TEXT("{\"alg\":\"Ed25519\"}"), claims_of(app, "{}"));
		struct answer a = ask_by(arena_cstr(arena, jwt));
		ck_status(&a, 200);
	}
}
END_TEST

START_TEST(the_audience_is_the_issuer_or_the_endpoint)
{
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, "");
	const char *good[] = {text_format("\"%s/oauth2/token\"", server->url),
	    text_format("[\"%s\"]", server->url),
	    text_format("[\"https://other.example\",\"%s\"]", server->url)};
	const char *bad[] = {text_format("\"%s/\"", server->url), "\"https://x.example\"",
	    "[]", "null", "7", text_format("\"%s/oauth2/introspect\"", server->url)};
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct answer a =
		    ask_by(assertion(app, key, text_format("{\"aud\":%s}", good[i])));
		ck_status(&a, 200);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a =
		    ask_by(assertion(app, key, text_format("{\"aud\":%s}", bad[i])));
		ck_error(&a, 401, "invalid_client");
		ck_contains(a.body, "aud");
	}
}
END_TEST

START_TEST(under_fapi_the_audience_is_the_issuer_alone)
{
	struct jws_key *key = new_key(ALG_PS256), *rsa = new_key(ALG_RS256);
	struct app app = app_with_key(key, ",\"fapi2\":true");
	const char *bad[] = {text_format("{\"aud\":\"%s/oauth2/token\"}", server->url),
	    text_format("{\"aud\":[\"%s\"]}", server->url)};
	struct answer a = ask_by(assertion(app, key, "{}"));
	for (size_t i = 0; i < 2; i++) {
		struct answer refused = ask_by(assertion(app, key, bad[i]));
		ck_error(&refused, 401, "invalid_client");
	}
	/* It may ask for nothing else, but it was known. */
	ck_assert_int_ne(a.status, 401);
	app = app_with_key(rsa, ",\"fapi2\":true");
	a = ask_by(assertion(app, rsa, "{}"));
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(claims_that_do_not_fit_are_refused_and_told)
{
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, ""), other = app_with_key(key, "");
	long long now = (long long)clock_now();
	const char *bad[][2] = {
	    {"{\"exp\":null}", "exp"},
	    {text_format("{\"exp\":%lld}", now - 60), "expired"},
	    {text_format("{\"exp\":%lld}", now + 7200), "exp"},
	    {text_format("{\"exp\":\"%lld\"}", now + 60), "exp"},
	    {text_format("{\"nbf\":%lld}", now + 300), "nbf"},
	    {text_format("{\"iat\":%lld}", now + 300), "iat"},
	    {"{\"iat\":\"now\"}", "iat"},
	    {"{\"jti\":null}", "jti"},
	    {"{\"jti\":\"\"}", "jti"},
	    {"{\"jti\":7}", "jti"},
	    {"{\"iss\":null}", "iss"},
	    {"{\"sub\":null}", "sub"},
	    {text_format("{\"iss\":\"%s\"}", other.id), "iss"},
	    {text_format("{\"sub\":\"%s\"}", other.id), "sub"},
	    {text_format("{\"sub\":[\"%s\"]}", app.id), "sub"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = ask_by(assertion(app, key, bad[i][0]));
		ck_assert_msg(a.status == 401, "%s: %s", bad[i][0], a.body);
		ck_error(&a, 401, "invalid_client");
		ck_contains(member(a.json, "error_description"), bad[i][1]);
	}
	const char *repeated = text_format(
	    "{\"sub\":\"%s\",%s", other.id, arena_cstr(arena, claims_of(app, "{}")) + 1);
	struct answer a = ask_by(signed_with(key, text_of(repeated)));
	ck_error(&a, 401, "invalid_client");
}
END_TEST

START_TEST(an_assertion_is_good_once)
{
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, ""), other = app_with_key(key, "");
	const char *first = assertion(app, key, "{\"jti\":\"one\"}");
	struct answer a = ask_by(first);
	ck_status(&a, 200);
	a = ask_by(first);
	ck_error(&a, 401, "invalid_client");
	/* The same jti in another JWT is used too; that of another app is not. */
	a = ask_by(assertion(app, key, "{\"jti\":\"one\",\"x\":1}"));
	ck_error(&a, 401, "invalid_client");
	a = ask_by(assertion(other, key, "{\"jti\":\"one\"}"));
	ck_status(&a, 200);
	a = ask_by(assertion(app, key, "{\"jti\":\"two\"}"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(of_many_at_once_one_is_good)
{
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, ""), nobody = {NULL, NULL};
	struct answer answers[8];
	size_t good = 0;
	post_at_once(nobody, "/oauth2/token", form_with(GRANT, assertion(app, key, "{}")),
	    8, answers);
	for (size_t i = 0; i < 8; i++) {
		ck_assert(answers[i].status == 200 || answers[i].status == 401);
		good += answers[i].status == 200;
	}
	ck_assert_uint_eq(good, 1);
}
END_TEST

/* A jti that a forger saw or guessed must not be burnt by him. */
START_TEST(a_forged_assertion_burns_nothing)
{
	struct jws_key *key = new_key(ALG_ES256), *forger = new_key(ALG_ES256);
	struct app app = app_with_key(key, "");
	struct answer a = ask_by(assertion(app, forger, "{\"jti\":\"mine\"}"));
	ck_error(&a, 401, "invalid_client");
	a = ask_by(assertion(app, key, "{\"jti\":\"mine\"}"));
	ck_status(&a, 200);
}
END_TEST

START_TEST(who_is_unknown_gets_the_answer_of_a_wrong_key)
{
	struct jws_key *key = new_key(ALG_ES256), *wrong = new_key(ALG_ES256);
	struct app app = app_with_key(key, ""), gone = app_with_key(key, "");
	struct app unknown = {"01890000-0000-7000-8000-000000000000", NULL};
	struct app no_id = {"nobody", NULL};
	CLI("client", "suspend", gone.id);
	struct answer bad = ask_by(assertion(app, wrong, "{}"));
	struct answer all[] = {ask_by(assertion(unknown, key, "{}")),
	    ask_by(assertion(no_id, key, "{}")), ask_by(assertion(gone, key, "{}")),
	    ask_by(assertion(web_app(), key, "{}"))};
	ck_error(&bad, 401, "invalid_client");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ck_error(&all[i], 401, "invalid_client");
		ck_assert_str_eq(member(all[i].json, "error_description"),
		    member(bad.json, "error_description"));
		/* Where there could be an app, the answer has a link, be there one or
		 * not. */
		ck_assert_int_eq(*member(all[i].json, "error_uri") != 0, i != 1);
	}
}
END_TEST

START_TEST(the_algorithm_is_the_keys_and_the_registered_one)
{
	struct jws_key *key = new_key(ALG_RS256), *ps = new_key(ALG_PS256);
	struct app app =
	    app_with_key(key, ",\"token_endpoint_auth_signing_alg\":\"RS256\"");
	json_t *jwk = keep_json(jws_key_jwk(key)), *other = keep_json(jws_key_jwk(ps));
	struct text claims = claims_of(app, "{}");
	struct answer a = ask_by(assertion(app, key, "{}"));
	ck_status(&a, 200);
	/* Public keys are no secrets, in whatever form. */
	const char *guesses[] = {json_line(jwk), jwks_of(key), member(jwk, "n"), ""};
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
		a = ask_by(mac_assertion(
		    "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, text_of(guesses[i])));
		ck_error(&a, 401, "invalid_client");
	}
	const char *unsigned_ones[] = {
	    text_format("%s.%s.", encoded(TEXT("{\"alg\":\"none\"}")), encoded(claims)),
	    text_format("%s.%s.AA", encoded(TEXT("{\"alg\":\"none\"}")), encoded(claims)),
	    text_format(
		"%s.%s.AA", encoded(TEXT("{\"alg\":\"RS256\"}")), encoded(claims)),
	    text_format("%s.%s", encoded(TEXT("{\"alg\":\"RS256\"}")), encoded(claims)),
	    "a.b.c", "..", "{}"};
	for (size_t i = 0; i < sizeof(unsigned_ones) / sizeof(unsigned_ones[0]); i++) {
		a = ask_by(unsigned_ones[i]);
		ck_error(&a, 401, "invalid_client");
	}
	/* Another algorithm under a key that the app has, but didn't register it for. */
	app = APP("--auth-method", "private_key_jwt", "--metadata",
	    text_format("{\"jwks\":{\"keys\":[%s,%s]},"
			"\"token_endpoint_auth_signing_alg\":\"RS256\"}",
		json_line(jwk), json_line(other)),
	    MAY_GRANT);
	a = ask_by(assertion(app, ps, "{}"));
	ck_error(&a, 401, "invalid_client");
	a = ask_by(assertion(app, key, "{}"));
	ck_status(&a, 200);
}
END_TEST

/* What an app signed for another purpose is no assertion. */
START_TEST(a_jwt_of_another_type_is_refused)
{
	static const char *const bad[] = {
	    "oauth-authz-req+jwt", "dpop+jwt", "at+jwt", "logout+jwt"};
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, "");
	struct answer a;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text jwt =
		    jws_sign(arena, key, text_of(bad[i]), claims_of(app, "{}"));
		a = ask_by(arena_cstr(arena, jwt));
		ck_error(&a, 401, "invalid_client");
	}
	struct text typed =
	    jws_sign(arena, key, TEXT("client-authentication+jwt"), claims_of(app, "{}"));
	a = ask_by(arena_cstr(arena, typed));
	ck_status(&a, 200);
}
END_TEST

START_TEST(the_request_around_it_must_fit)
{
	struct jws_key *key = new_key(ALG_ES256);
	struct app app = app_with_key(key, ""), other = app_with_key(key, "");
	const char *jwt = assertion(app, key, "{}");
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT, FORM("client_assertion", jwt)));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/token",
	    .form = text_format("%s&%s", GRANT,
		FORM("client_assertion", jwt, "client_assertion_type", "jwt")));
	ck_error(&a, 401, "invalid_client");
	a = ASK(.path = "/oauth2/token", .form = form_with(form_with(GRANT, jwt), jwt));
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token", .form = form_with(GRANT, jwt), .user = app.id,
	    .password = "x");
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token",
	    .form = form_with(text_format("%s&%s", GRANT,
				  FORM("client_id", app.id, "client_secret", "x")),
		jwt));
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token",
	    .form =
		form_with(text_format("%s&%s", GRANT, FORM("client_id", other.id)), jwt));
	ck_error(&a, 400, "invalid_request");
	/* None of these has used it. */
	a = ASK(.path = "/oauth2/token",
	    .form =
		form_with(text_format("%s&%s", GRANT, FORM("client_id", app.id)), jwt));
	ck_status(&a, 200);
}
END_TEST

static void
stop_peer(void *peer)
{
	peer_stop(peer);
}

START_TEST(keys_come_from_where_the_app_publishes_them)
{
	struct jws_key *key = new_key(ALG_ES256), *wrong = new_key(ALG_ES256);
	struct peer *peer = peer_start();
	keep(stop_peer, peer);
	peer_answer(peer, "/jwks", 200, "application/json", jwks_of(key));
	struct app app = APP("--auth-method", "private_key_jwt", "--metadata",
	    text_format("{\"jwks_uri\":\"%s/jwks\"}", peer_url(peer)), MAY_GRANT);
	struct answer a;
	for (int i = 0; i < 3; i++) {
		a = ask_by(assertion(app, key, "{}"));
		ck_status(&a, 200);
		a = ask_by(assertion(app, wrong, "{}"));
		ck_error(&a, 401, "invalid_client");
	}
	ck_assert_uint_eq(peer_requests(peer, "/jwks", NULL), 1);
	app = APP("--auth-method", "private_key_jwt", "--metadata",
	    text_format("{\"jwks_uri\":\"%s/gone\"}", peer_url(peer)), MAY_GRANT);
	for (int i = 0; i < 3; i++) {
		a = ask_by(assertion(app, key, "{}"));
		ck_error(&a, 401, "invalid_client");
		ck_lacks(a.body, "/gone");
	}
	ck_assert_uint_eq(peer_requests(peer, "/gone", NULL), 1);
}
END_TEST

START_TEST(a_changed_key_holds_at_once)
{
	struct jws_key *old = new_key(ALG_ES256), *fresh = new_key(ALG_ES256);
	struct app app = app_with_key(old, "");
	struct answer a = ask_by(assertion(app, old, "{}"));
	ck_status(&a, 200);
	CLI("client", "set", app.id, "--metadata",
	    text_format("{\"jwks\":%s}", jwks_of(fresh)));
	a = ask_by(assertion(app, fresh, "{}"));
	ck_status(&a, 200);
	a = ask_by(assertion(app, old, "{}"));
	ck_error(&a, 401, "invalid_client");
}
END_TEST

#define HS256 "{\"alg\":\"HS256\"}"

static const char *
by_secret(struct app app, const char *secret)
{
	return mac_assertion(HS256, claims_of(app, "{}"), text_of(secret));
}

START_TEST(an_app_may_sign_with_its_secret)
{
	struct app app = APP("--auth-method", "client_secret_jwt", MAY_GRANT);
	ck_assert_ptr_nonnull(app.secret);
	const char *jwt = by_secret(app, app.secret);
	struct answer a = ask_by(jwt);
	ck_status(&a, 200);
	a = ask_by(jwt);
	ck_error(&a, 401, "invalid_client");
	const char *bad[] = {by_secret(app, "wrong"), by_secret(app, ""),
	    by_secret(app, web_app().secret),
	    mac_assertion(
		"{\"alg\":\"HS512\"}", claims_of(app, "{}"), text_of(app.secret)),
	    mac_assertion("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}", claims_of(app, "{}"),
		text_of(app.secret)),
	    mac_assertion(HS256, claims_of(app, "{\"exp\":1}"), text_of(app.secret))};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		a = ask_by(bad[i]);
		ck_error(&a, 401, "invalid_client");
	}
	/* The secret itself is not sent around. */
	a = client_credentials(app, "payments:read");
	ck_error(&a, 401, "invalid_client");
	struct app basic = web_app();
	a = ask_by(by_secret(basic, basic.secret));
	ck_error(&a, 401, "invalid_client");
}
END_TEST

/* The last use of its first secret is written within a second or two. */
static void
ck_used(struct app app)
{
	const char *at = "";
	for (int i = 0; i < 50 && !*at; i++) {
		json_t *shown = CLI("client", "show", app.id);
		at = member(
		    json_array_get(json_object_get(shown, "secrets"), 0), "last_used_at");
		usleep(200000);
	}
	ck_assert_str_ne(at, "");
}

START_TEST(a_secret_that_signs_is_rotated_like_any)
{
	struct app app = APP("--auth-method", "client_secret_jwt", MAY_GRANT);
	json_t *made = CLI("client", "rotate-secret", app.id);
	const char *fresh = member(made, "client_secret");
	struct answer a = ask_by(by_secret(app, app.secret));
	ck_status(&a, 200);
	a = ask_by(by_secret(app, fresh));
	ck_status(&a, 200);
	json_t *secrets = json_object_get(made, "secrets");
	CLI("client", "remove-secret", app.id, member(json_array_get(secrets, 0), "id"));
	a = ask_by(by_secret(app, app.secret));
	ck_error(&a, 401, "invalid_client");
	a = ask_by(by_secret(app, fresh));
	ck_status(&a, 200);
	ck_used(app);
}
END_TEST

static void
ck_refused(const char *method, const char *metadata)
{
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){"client", "add", "--name", "x", "--auth-method", method,
		"--metadata", metadata, MAY_GRANT, NULL});
	ck_assert_msg(status != 0, "%s %s", method, metadata);
}

START_TEST(an_app_is_registered_with_what_its_method_needs)
{
	const char *jwks = jwks_of(new_key(ALG_ES256));
	apis_exist();
	ck_refused("private_key_jwt", "{}");
	ck_refused("private_key_jwt", "{\"jwks\":[]}");
	ck_refused("private_key_jwt", "{\"jwks_uri\":\"ftp://app.example/jwks\"}");
	ck_refused("private_key_jwt",
	    text_format("{\"jwks\":%s,\"jwks_uri\":\"https://app.example/\"}", jwks));
	ck_refused("private_key_jwt",
	    text_format(
		"{\"jwks\":%s,\"token_endpoint_auth_signing_alg\":\"none\"}", jwks));
	ck_refused(
	    "client_secret_jwt", "{\"token_endpoint_auth_signing_alg\":\"RS256\"}");
	ck_refused(
	    "client_secret_basic", text_format("{\"jwks\":%s,\"fapi2\":true}", jwks));
	ck_refused("private_key_jwt",
	    "{\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
	    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"d\":\"AA\"}]}}");
}
END_TEST

START_TEST(metadata_tells_of_it)
{
	static const char *const of[] = {"token", "introspection", "revocation"};
	struct answer a = ASK(.path = "/.well-known/oauth-authorization-server");
	for (size_t i = 0; i < 3; i++) {
		const char *methods = json_line(json_object_get(
		    a.json, text_format("%s_endpoint_auth_methods_supported", of[i])));
		const char *algs = json_line(json_object_get(a.json,
		    text_format("%s_endpoint_auth_signing_alg_values_supported", of[i])));
		ck_contains(methods, "\"private_key_jwt\"");
		ck_contains(methods, "\"client_secret_jwt\"");
		ck_contains(algs, "\"ES256\"");
		ck_contains(algs, "\"HS256\"");
		ck_lacks(algs, "none");
	}
}
END_TEST

static Suite *
client_assertion(void)
{
	return SUITE_OF("client assertions", 60,
	    a_signed_assertion_authenticates_at_every_endpoint,
	    an_assertion_signed_as_ed25519_is_one_by_eddsa,
	    the_audience_is_the_issuer_or_the_endpoint,
	    under_fapi_the_audience_is_the_issuer_alone,
	    claims_that_do_not_fit_are_refused_and_told, an_assertion_is_good_once,
	    of_many_at_once_one_is_good, a_forged_assertion_burns_nothing,
	    who_is_unknown_gets_the_answer_of_a_wrong_key,
	    the_algorithm_is_the_keys_and_the_registered_one,
	    a_jwt_of_another_type_is_refused, the_request_around_it_must_fit,
	    keys_come_from_where_the_app_publishes_them, a_changed_key_holds_at_once,
	    an_app_may_sign_with_its_secret, a_secret_that_signs_is_rotated_like_any,
	    an_app_is_registered_with_what_its_method_needs, metadata_tells_of_it);
}
SUITE(client_assertion);
