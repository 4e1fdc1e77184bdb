/* RFC 7591 and RFC 7592: apps that register themselves. */
#include "flow.h"
#include "signer.h"

#include <stdlib.h>
#include <string.h>

#define REDIRECT "\"redirect_uris\":[\"https://app.example/cb\"]"

static struct answer
send_json(const char *method, const char *path, const char *bearer, const char *json)
{
	return ASK(.method = method, .path = path, .bearer = bearer, .body = json,
	    .type = "application/json");
}

static struct answer
registered(const char *json)
{
	return send_json("POST", "/oauth2/register", NULL, json);
}

static const char *
own_path(const struct answer *a)
{
	return strstr(member(a->json, "registration_client_uri"), "/oauth2/register/");
}

START_TEST(an_app_registers_and_gets_a_token)
{
	apis_exist();
	struct answer a =
	    registered("{" REDIRECT ",\"client_name\":\"Budget\",\"grant_types\":"
		       "[\"authorization_code\",\"refresh_token\",\"implicit\"],"
		       "\"client_name#zh\":\"x\",\"made_up\":1,\"scope\":\"openid "
		       "payments:read payments:write nothing\"}");
	ck_status(&a, 201);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	ck_assert_str_eq(member(a.json, "client_name"), "Budget");
	ck_assert_str_eq(
	    member(a.json, "token_endpoint_auth_method"), "client_secret_basic");
	ck_assert_str_eq(json_line(json_object_get(a.json, "grant_types")),
	    "[\"authorization_code\",\"refresh_token\"]");
	ck_assert_str_eq(
	    json_line(json_object_get(a.json, "response_types")), "[\"code\"]");
	/* What needs a review is asked for, and not there yet. */
	ck_contains(member(a.json, "scope"), "payments:read");
	ck_lacks(member(a.json, "scope"), "payments:write");
	ck_assert(!json_object_get(a.json, "made_up"));
	ck_assert_int_eq(
	    json_integer_value(json_object_get(a.json, "client_secret_expires_at")), 0);
	ck_assert(json_is_integer(json_object_get(a.json, "client_id_issued_at")));
	struct app app = {member(a.json, "client_id"), member(a.json, "client_secret")};
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "openid payments:read", "");
	struct answer token =
	    ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
		.form = FORM("grant_type", "authorization_code", "code",
		    query_of(url, "code"), "redirect_uri", CALLBACK, "code_verifier",
		    VERIFIER));
	ck_status(&token, 200);
	ck_assert(json_object_get(token.json, "refresh_token"));
	json_t *shown = CLI("client", "show", app.id);
	ck_assert_str_eq(
	    member(json_object_get(shown, "scopes"), "payments:write"), "asked");
}
END_TEST

START_TEST(an_app_reads_replaces_and_removes_its_registration)
{
	struct answer a = registered("{" REDIRECT ",\"client_name\":\"One\","
				     "\"logo_uri\":\"https://app.example/l.png\"}");
	ck_status(&a, 201);
	const char *path = own_path(&a),
		   *token = member(a.json, "registration_access_token");
	const char *id = member(a.json, "client_id");
	const char *secret = member(a.json, "client_secret");
	struct answer read = ASK(.path = path, .bearer = token);
	ck_status(&read, 200);
	ck_assert_str_eq(member(read.json, "logo_uri"), "https://app.example/l.png");
	ck_assert(!json_object_get(read.json, "client_secret"));
	struct answer put = send_json("PUT", path, token,
	    text_format(
		"{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"redirect_uris\":"
		"[\"https://app.example/two\"],\"client_name\":\"Two\"}",
		id, secret));
	ck_status(&put, 200);
	ck_assert_str_eq(member(put.json, "client_name"), "Two");
	/* What is left out is gone. */
	ck_assert(!json_object_get(put.json, "logo_uri"));
	ck_contains(json_line(json_object_get(put.json, "redirect_uris")), "/two");
	ck_lacks(json_line(json_object_get(put.json, "redirect_uris")), "/cb");
	struct answer gone = ASK(.method = "DELETE", .path = path, .bearer = token);
	ck_status(&gone, 204);
	gone = ASK(.path = path, .bearer = token);
	ck_error(&gone, 401, "invalid_token");
	ck_contains(header_of(&gone, "WWW-Authenticate"), "Bearer");
}
END_TEST

START_TEST(a_registration_is_nobody_elses)
{
	struct answer mine = registered("{" REDIRECT "}");
	struct answer other = registered("{" REDIRECT "}");
	const char *token = member(other.json, "registration_access_token");
	const char *const bearers[] = {token, "azg_x", NULL};
	const char *body = text_format(
	    "{\"client_id\":\"%s\"," REDIRECT "}", member(mine.json, "client_id"));
	for (size_t i = 0; i < 3; i++) {
		struct answer a = ASK(.path = own_path(&mine), .bearer = bearers[i]);
		ck_error(&a, 401, "invalid_token");
		a = send_json("PUT", own_path(&mine), bearers[i], body);
		ck_error(&a, 401, "invalid_token");
		a = ASK(.method = "DELETE", .path = own_path(&mine),
		    .bearer = bearers[i]);
		ck_error(&a, 401, "invalid_token");
	}
	struct answer a = ASK(.path = own_path(&mine),
	    .bearer = member(mine.json, "registration_access_token"));
	ck_status(&a, 200);
	/* An app that an operator added has no registration. */
	a = ASK(.path = text_format("/oauth2/register/%s", web_app().id),
	    .bearer = token);
	ck_error(&a, 401, "invalid_token");
}
END_TEST

START_TEST(id_and_secret_can_not_be_chosen)
{
	struct answer a = registered("{" REDIRECT "}");
	const char *token = member(a.json, "registration_access_token");
	const char *id = member(a.json, "client_id");
	struct answer put = send_json("PUT", own_path(&a), token, "{" REDIRECT "}");
	ck_error(&put, 400, "invalid_request");
	put = send_json("PUT", own_path(&a), token,
	    text_format(
		"{\"client_id\":\"%s\",\"client_secret\":\"mine\"," REDIRECT "}", id));
	ck_error(&put, 400, "invalid_request");
	struct answer chosen =
	    registered("{\"client_id\":\"me\",\"client_secret\":\"mine\"," REDIRECT "}");
	ck_status(&chosen, 201);
	ck_assert_str_ne(member(chosen.json, "client_id"), "me");
	ck_assert_str_ne(member(chosen.json, "client_secret"), "mine");
}
END_TEST

START_TEST(what_does_not_fit_is_refused_with_its_error)
{
	static const struct {
		const char *json, *code;
	} bad[] = {
	    {"{}", "invalid_redirect_uri"},
	    {"{\"redirect_uris\":[\"https://a.example/#f\"]}", "invalid_redirect_uri"},
	    {"{\"redirect_uris\":[\"http://a.example/\"]}", "invalid_redirect_uri"},
	    {"{\"redirect_uris\":[\"javascript:alert(1)\"]}", "invalid_redirect_uri"},
	    {"{\"redirect_uris\":[\"https://*.example/\"]}", "invalid_redirect_uri"},
	    {"{\"redirect_uris\":\"https://a.example/\"}", "invalid_client_metadata"},
	    {"{\"redirect_uris\":[1]}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"grant_types\":[\"implicit\"]}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"response_types\":[\"token\"]}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"token_endpoint_auth_method\":\"magic\"}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"token_endpoint_auth_method\":\"none\",\"grant_types\":"
	     "[\"client_credentials\"]}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"jwks\":{\"keys\":[]},\"jwks_uri\":\"https://a.example/j\"}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"d\":\"x\"}]}}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"jwks\":[]}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"id_token_signed_response_alg\":\"none\"}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"subject_type\":\"both\"}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"logo_uri\":\"javascript:x\"}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"client_uri\":\"ftp://a.example/\"}",
		"invalid_client_metadata"},
	    {"{" REDIRECT ",\"client_name\":\"a\\u202eb\"}", "invalid_client_metadata"},
	    {"{" REDIRECT ",\"post_logout_redirect_uris\":[\"http://a.example/\"]}",
		"invalid_client_metadata"},
	    {"{" REDIRECT "," REDIRECT "}", "invalid_request"},
	    {"[]", "invalid_request"},
	    {"{", "invalid_request"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct answer a = registered(bad[i].json);
		ck_assert_msg(a.status == 400, "%s: %ld", bad[i].json, a.status);
		ck_error(&a, 400, bad[i].code);
	}
	struct answer a = ASK(.path = "/oauth2/register", .body = "{" REDIRECT "}",
	    .type = "text/plain");
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(no_app_makes_itself_trusted)
{
	struct answer a = registered(
	    "{" REDIRECT ",\"trusted\":true,\"fapi2\":true,\"pkce_optional\":true,"
	    "\"token_exchange_resources\":[\"" PAYMENTS "\"]}");
	ck_status(&a, 201);
	json_t *shown = CLI("client", "show", member(a.json, "client_id"));
	ck_assert(!json_is_true(json_object_get(shown, "trusted")));
	ck_assert_str_eq(json_line(json_object_get(shown, "metadata")), "{}");
	ck_assert(json_is_null(json_object_get(shown, "reviewed_at")));
}
END_TEST

START_TEST(a_native_app_registers_without_a_secret)
{
	struct answer a = registered(
	    "{\"redirect_uris\":[\"http://localhost:3030/cb\",\"com.example.app:/cb\"],"
	    "\"token_endpoint_auth_method\":\"none\",\"grant_types\":"
	    "[\"authorization_code\",\"refresh_token\"],\"response_types\":[\"code\"]}");
	ck_status(&a, 201);
	ck_assert(!json_object_get(a.json, "client_secret"));
	ck_assert(!json_object_get(a.json, "client_secret_expires_at"));
}
END_TEST

START_TEST(an_initial_access_token_is_taken_where_it_is_needed)
{
	struct process closed;
	int status;
	process_start(
	    &closed, (const char *const[]){"AUTHZ_REGISTRATION_MODE=token", NULL});
	struct answer a = ASK(.to = &closed, .path = "/oauth2/register",
	    .body = "{" REDIRECT "}", .type = "application/json");
	ck_error(&a, 401, "invalid_token");
	json_t *made = cli_run(&closed, "", &status,
	    (const char *const[]){"registration-token", "add", "--uses", "1", NULL});
	const char *token = member(made, "initial_access_token");
	/* A request that fails costs no use. */
	a = ASK(.to = &closed, .path = "/oauth2/register", .body = "{}",
	    .type = "application/json", .bearer = token);
	ck_error(&a, 400, "invalid_redirect_uri");
	a = ASK(.to = &closed, .path = "/oauth2/register", .body = "{" REDIRECT "}",
	    .type = "application/json", .bearer = token);
	ck_status(&a, 201);
	a = ASK(.to = &closed, .path = "/oauth2/register", .body = "{" REDIRECT "}",
	    .type = "application/json", .bearer = token);
	ck_error(&a, 401, "invalid_token");
	process_drop(&closed);
}
END_TEST

/* Where to an authorization request without PKCE leads. */
static const char *
without_pkce(const char *client_id)
{
	struct answer a =
	    ASK(.path = text_format("/oauth2/authorize?%s",
		    FORM("response_type", "code", "client_id", client_id, "redirect_uri",
			"https://app.example/cb", "scope", "openid")));
	ck_status(&a, 303);
	return header_of(&a, "Location");
}

START_TEST(an_initial_access_token_may_exempt_confidential_apps_from_pkce)
{
	json_t *made = CLI("registration-token", "add", "--pkce-optional");
	const char *token = member(made, "initial_access_token");
	ck_assert(json_is_true(json_object_get(made, "pkce_optional")));
	struct answer a = ASK(.path = "/oauth2/register", .body = "{" REDIRECT "}",
	    .type = "application/json", .bearer = token);
	ck_status(&a, 201);
	ck_assert(strstr(without_pkce(member(a.json, "client_id")), "/login"));
	a = ASK(.path = "/oauth2/register",
	    .body = "{" REDIRECT ",\"token_endpoint_auth_method\":\"none\"}",
	    .type = "application/json", .bearer = token);
	ck_status(&a, 201);
	ck_assert(
	    strstr(without_pkce(member(a.json, "client_id")), "error=invalid_request"));
	/* Another token, and none, exempt nobody. */
	made = CLI("registration-token", "add");
	a = ASK(.path = "/oauth2/register", .body = "{" REDIRECT "}",
	    .type = "application/json", .bearer = member(made, "initial_access_token"));
	ck_assert(
	    strstr(without_pkce(member(a.json, "client_id")), "error=invalid_request"));
	CLI("registration-token", "remove", member(made, "id"));
	const char *events = json_line(CLI("audit", "list"));
	ck_contains(events, "registration_token_added");
	ck_contains(events, "registration_token_removed");
}
END_TEST

START_TEST(registration_can_be_closed_and_is_bounded)
{
	struct process p;
	process_start(&p, (const char *const[]){"AUTHZ_REGISTRATION_MODE=off",
			      "AUTHZ_REGISTRATION_DOCUMENTS=false", NULL});
	struct answer a = ASK(.to = &p, .path = "/oauth2/register",
	    .body = "{" REDIRECT "}", .type = "application/json");
	ck_error(&a, 400, "access_denied");
	a = ASK(.to = &p, .path = "/.well-known/openid-configuration");
	ck_assert(!json_object_get(a.json, "registration_endpoint"));
	process_drop(&p);
	process_start(&p, (const char *const[]){"AUTHZ_REGISTRATION_PER_HOUR=2", NULL});
	for (int i = 0; i < 3; i++)
		a = ASK(.to = &p, .path = "/oauth2/register", .body = "{" REDIRECT "}",
		    .type = "application/json");
	ck_status(&a, 429);
	ck_assert_ptr_nonnull(header_of(&a, "Retry-After"));
	process_drop(&p);
}
END_TEST

/* The metadata must not offer what a registration refuses. */
START_TEST(every_algorithm_of_the_metadata_can_be_registered)
{
	static const char *const pairs[][2] = {
	    {"id_token_signing_alg_values_supported", "id_token_signed_response_alg"},
	    {"userinfo_signing_alg_values_supported", "userinfo_signed_response_alg"},
	    {"authorization_signing_alg_values_supported",
		"authorization_signed_response_alg"},
	    {"request_object_signing_alg_values_supported", "request_object_signing_alg"},
	};
	struct answer m = ASK(.path = "/.well-known/openid-configuration");
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		json_t *alg, *list = json_object_get(m.json, pairs[i][0]);
		size_t k;
		ck_assert_uint_ge(json_array_size(list), 4);
		json_array_foreach(list, k, alg)
		{
			struct answer a = ASK(.path = "/oauth2/register",
			    .body = text_format("{\"redirect_uris\":[\"" CALLBACK
						"\"],\"%s\":\"%s\"}",
				pairs[i][1], json_string_value(alg)),
			    .type = "application/json");
			ck_status(&a, 201);
			ck_assert_str_eq(
			    member(a.json, pairs[i][1]), json_string_value(alg));
		}
	}
}
END_TEST

static struct answer
registered_by(const char *statement)
{
	return registered(text_format("{" REDIRECT ",\"client_name\":\"What it says\","
				      "\"software_statement\":\"%s\"}",
	    statement));
}

START_TEST(a_trusted_issuer_says_what_software_an_app_is)
{
	struct jws_key *key = signer(ALG_ES256), *other = signer(ALG_ES256);
	const char *issuer = text_format("https://vendor%d.example", rand());
	json_t *typ = json_pack("{ss}", "typ", "JWT");
	json_t *claims = json_pack("{ss ss ss s[s]}", "iss", issuer, "software_id", "s1",
	    "client_name", "Budget of the vendor", "redirect_uris",
	    "https://vendor.example/cb");
	const char *statement =
	    signed_jwt(key, json_deep_copy(typ), json_deep_copy(claims));
	struct answer a = registered_by(statement);
	ck_error(&a, 400, "unapproved_software_statement");
	CLI("issuer", "add", issuer, "--jwks", jwks_of(key), "--software-statements");
	a = registered_by(statement);
	ck_status(&a, 201);
	/* What the statement says holds, and it comes back as it was. */
	ck_assert_str_eq(member(a.json, "client_name"), "Budget of the vendor");
	ck_assert_str_eq(member(a.json, "software_id"), "s1");
	ck_assert_str_eq(member(a.json, "software_statement"), statement);
	ck_lacks(json_line(json_object_get(a.json, "redirect_uris")), "app.example");
	a = registered_by(signed_jwt(other, json_deep_copy(typ), json_deep_copy(claims)));
	ck_error(&a, 400, "invalid_software_statement");
	a = registered_by(
	    signed_jwt(key, json_pack("{ss}", "typ", "at+jwt"), json_deep_copy(claims)));
	ck_error(&a, 400, "invalid_software_statement");
	json_object_set_new(claims, "exp", json_integer(1));
	a = registered_by(signed_jwt(key, json_deep_copy(typ), json_deep_copy(claims)));
	ck_error(&a, 400, "invalid_software_statement");
	a = registered_by("x.y.z");
	ck_error(&a, 400, "invalid_software_statement");
	/* One that is trusted about people says nothing of software. */
	json_object_del(claims, "exp");
	CLI("issuer", "remove", issuer);
	CLI("issuer", "add", issuer, "--jwks", jwks_of(key), "--client", web_app().id);
	a = registered_by(signed_jwt(key, typ, claims));
	ck_error(&a, 400, "unapproved_software_statement");
}
END_TEST

static Suite *
registration(void)
{
	return SUITE_OF("registration", 60, an_app_registers_and_gets_a_token,
	    an_app_reads_replaces_and_removes_its_registration,
	    a_registration_is_nobody_elses, id_and_secret_can_not_be_chosen,
	    what_does_not_fit_is_refused_with_its_error, no_app_makes_itself_trusted,
	    a_native_app_registers_without_a_secret,
	    an_initial_access_token_is_taken_where_it_is_needed,
	    an_initial_access_token_may_exempt_confidential_apps_from_pkce,
	    registration_can_be_closed_and_is_bounded,
	    every_algorithm_of_the_metadata_can_be_registered,
	    a_trusted_issuer_says_what_software_an_app_is);
}
SUITE(registration);
