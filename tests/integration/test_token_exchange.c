/* RFC 8693: an API calls another one for the person who called it. */
#include "signer.h"

#include "base/cleanup.h"

#include <string.h>
#include <unistd.h>

#define EXCHANGE "urn:ietf:params:oauth:grant-type:token-exchange"
#define ACCESS_TOKEN "urn:ietf:params:oauth:token-type:access_token"
#define JWT "urn:ietf:params:oauth:token-type:jwt"
#define MAY_CALL(uri) text_format("{\"token_exchange_resources\":[\"%s\"]}", uri)

/* The payments API, which may call the ledger. */
static struct app
payments_api(const char *metadata)
{
	return APP("--resource-server", PAYMENTS, "--grant", EXCHANGE, "--scope",
	    "ledger:read", "--scope", "payments:read", "--metadata", metadata);
}

static struct answer
exchange(struct app api, const char *token, const char *more)
{
	return ASK(.path = "/oauth2/token",
	    .form = text_format("%s%s%s",
		FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		    ACCESS_TOKEN),
		*more ? "&" : "", more),
	    .user = api.id, .password = api.secret);
}

/* A payments token of a person who has allowed the app to see the ledger too. */
static struct answer
payments_token(struct browser *b, struct app app)
{
	tokens_for(b, app, "ledger:read");
	return tokens_for(b, app, "openid payments:read");
}

static json_int_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

START_TEST(an_api_calls_another_for_the_person)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   ledger = resource_server(LEDGER);
	const char *email = person();
	struct answer t = payments_token(signed_in(email), app);
	const char *token = member(t.json, "access_token");
	struct answer a = exchange(api, token, FORM("resource", LEDGER));
	ck_status(&a, 200);
	ck_assert_str_eq(header_of(&a, "Cache-Control"), "no-store");
	ck_assert_str_eq(member(a.json, "issued_token_type"), ACCESS_TOKEN);
	ck_assert_str_eq(member(a.json, "token_type"), "Bearer");
	ck_assert_str_eq(member(a.json, "scope"), "ledger:read");
	ck_assert_ptr_null(json_object_get(a.json, "refresh_token"));
	ck_assert_ptr_null(json_object_get(a.json, "id_token"));
	struct answer told = introspect(ledger, member(a.json, "access_token"));
	ck_assert(json_is_true(json_object_get(told.json, "active")));
	ck_assert_str_eq(
	    member(told.json, "sub"), member(CLI("user", "show", email), "id"));
	ck_assert_str_eq(member(told.json, "client_id"), api.id);
	ck_assert_str_eq(member(told.json, "aud"), LEDGER);
	ck_assert_str_eq(member(json_object_get(told.json, "act"), "sub"), api.id);
	ck_assert_ptr_null(json_object_get(json_object_get(told.json, "act"), "act"));
	/* It does not outlive the old one. */
	ck_assert_int_le(
	    number_of(told.json, "exp"), number_of(jwt_part(token, 1), "exp"));
	ck_assert_int_eq(number_of(told.json, "auth_time"),
	    number_of(jwt_part(token, 1), "auth_time"));
	/* Nothing of the old one is used up. */
	ck_assert(is_active(resource_server(PAYMENTS), token));
}
END_TEST

START_TEST(the_only_target_may_stay_unsaid_and_audience_is_as_good)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER));
	struct answer t = payments_token(signed_in(person()), app);
	const char *token = member(t.json, "access_token");
	struct answer a = exchange(api, token, "");
	ck_status(&a, 200);
	a = exchange(api, token, FORM("audience", LEDGER, "scope", "ledger:read"));
	ck_status(&a, 200);
	a = exchange(api, token, FORM("audience", LEDGER, "resource", LEDGER));
	ck_status(&a, 200);
	a = exchange(api, token, FORM("audience", PAYMENTS, "resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
	a = exchange(api, token, FORM("subject_token_type", JWT));
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(the_operator_says_which_apis_may_be_called)
{
	struct app app = web_app(), none = payments_api("{}"),
		   other = payments_api(MAY_CALL(PAYMENTS)),
		   gone = payments_api(MAY_CALL("https://api.example.com/gone"));
	struct answer t = payments_token(signed_in(person()), app);
	const char *token = member(t.json, "access_token");
	struct answer a = exchange(none, token, FORM("resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
	a = exchange(none, token, "");
	ck_error(&a, 400, "invalid_target");
	a = exchange(other, token, FORM("resource", LEDGER));
	ck_error(&a, 400, "invalid_target");
	a = exchange(gone, token, FORM("resource", "https://api.example.com/gone"));
	ck_error(&a, 400, "invalid_target");
	/* Without the grant, or a secret, not at all. */
	a = exchange(resource_server(PAYMENTS), token, FORM("resource", LEDGER));
	ck_error(&a, 400, "unauthorized_client");
	int status;
	cli_run(server, "", &status,
	    (const char *const[]){
		"client", "add", "--name", "x", "--public", "--grant", EXCHANGE, NULL});
	ck_assert_int_eq(status, 1);
}
END_TEST

START_TEST(scope_never_grows)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER));
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	const char *token = member(t.json, "access_token");
	/* The person has not allowed the ledger. */
	struct answer a = exchange(api, token, FORM("scope", "ledger:read"));
	ck_error(&a, 400, "invalid_scope");
	a = exchange(api, token, "");
	ck_error(&a, 400, "invalid_scope");
	tokens_for(b, app, "ledger:read");
	a = exchange(api, token, FORM("scope", "ledger:read"));
	ck_status(&a, 200);
	/* Of another API, of authz itself, or unknown. */
	static const char *const bad[] = {"payments:read", "ledger:read payments:read",
	    "openid", "ledger:write", "a\"b"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a = exchange(api, token, FORM("scope", bad[i]));
		ck_error(&a, 400, "invalid_scope");
	}
	/* Taken from the app, or from the API that calls. */
	CLI("client", "set", app.id, "--remove-scope", "ledger:read");
	a = exchange(api, token, "");
	ck_error(&a, 400, "invalid_scope");
	CLI("client", "set", app.id, "--scope", "ledger:read");
	a = exchange(api, token, "");
	ck_status(&a, 200);
	CLI("client", "set", api.id, "--remove-scope", "ledger:read");
	a = exchange(api, token, "");
	ck_error(&a, 400, "invalid_scope");
}
END_TEST

START_TEST(an_app_narrows_its_own_token_and_never_widens_it)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--grant", EXCHANGE, "--scope", "payments:read", "--scope", "payments:write",
	    "--metadata", MAY_CALL(PAYMENTS));
	struct browser *b = signed_in(person());
	struct answer both = tokens_for(b, app, "payments:read payments:write"),
		      one = tokens_for(b, app, "payments:read"), a;
	a = exchange(app, member(both.json, "access_token"),
	    FORM("scope", "payments:read", "requested_token_type", JWT));
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "issued_token_type"), JWT);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
	json_t *claims = jwt_part(member(a.json, "access_token"), 1);
	ck_assert_ptr_null(json_object_get(claims, "act"));
	/* Not told by the token that came: left out, rather than none. */
	ck_assert_ptr_null(json_object_get(claims, "amr"));
	/* Consent to more does not make this token's more. */
	const char *narrow = member(a.json, "access_token");
	a = exchange(app, narrow, FORM("scope", "payments:write"));
	ck_error(&a, 400, "invalid_scope");
	a = exchange(
	    app, member(one.json, "access_token"), FORM("scope", "payments:write"));
	ck_error(&a, 400, "invalid_scope");
	a = exchange(app, narrow, "");
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "scope"), "payments:read");
}
END_TEST

START_TEST(a_token_for_somebody_else_is_refused)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   thief = APP("--kind", "service", "--grant", EXCHANGE, "--scope",
		       "ledger:read", "--metadata", MAY_CALL(LEDGER));
	struct browser *b = signed_in(person());
	struct answer t = payments_token(b, app),
		      ledger = tokens_for(b, app, "ledger:read"), a;
	a = exchange(thief, member(t.json, "access_token"), "");
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, member(ledger.json, "access_token"), "");
	ck_error(&a, 400, "invalid_request");
	/* Nor is what is no access token, or nobody's. */
	a = exchange(api, member(t.json, "refresh_token"), "");
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, member(t.json, "id_token"), "");
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, "x", "");
	ck_error(&a, 400, "invalid_request");
	struct answer own = client_credentials(app, "payments:read");
	a = exchange(api, member(own.json, "access_token"), "");
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(the_form_must_be_whole)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER));
	struct answer t = payments_token(signed_in(person()), app);
	const char *token = member(t.json, "access_token");
	const char *const bad[] = {FORM("grant_type", EXCHANGE),
	    FORM("grant_type", EXCHANGE, "subject_token", token),
	    FORM("grant_type", EXCHANGE, "subject_token_type", ACCESS_TOKEN),
	    FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		"urn:ietf:params:oauth:token-type:saml2"),
	    FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		ACCESS_TOKEN, "actor_token", token),
	    FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		ACCESS_TOKEN, "actor_token_type", ACCESS_TOKEN),
	    FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		ACCESS_TOKEN, "requested_token_type",
		"urn:ietf:params:oauth:token-type:refresh_token"),
	    /* The ledger's tokens are sealed. */
	    FORM("grant_type", EXCHANGE, "subject_token", token, "subject_token_type",
		ACCESS_TOKEN, "requested_token_type", JWT)};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct answer a = ASK(.path = "/oauth2/token", .form = bad[i],
		    .user = api.id, .password = api.secret);
		ck_error(&a, 400, "invalid_request");
	}
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", EXCHANGE, "subject_token", token,
		"subject_token_type", JWT),
	    .user = api.id, .password = api.secret);
	ck_status(&a, 200);
}
END_TEST

START_TEST(what_ends_the_old_token_ends_the_new_one)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   ledger = resource_server(LEDGER);
	struct browser *b = signed_in(person());
	struct answer t = payments_token(b, app), a;
	const char *token = member(t.json, "access_token");
	a = exchange(api, token, "");
	const char *fresh = member(a.json, "access_token");
	ck_assert(is_active(ledger, fresh));
	revoke_token(app, member(t.json, "refresh_token"));
	ck_assert(!is_active(ledger, fresh));
	a = exchange(api, token, "");
	ck_error(&a, 400, "invalid_request");
	/* The consent's end does, and the suspension of who exchanged. */
	t = payments_token(b, app);
	a = exchange(api, member(t.json, "access_token"), "");
	fresh = member(a.json, "access_token");
	visit(b, "/account");
	submit(b, text_format("/account/apps/%s/end", app.id), "");
	ck_assert(!is_active(ledger, fresh));
	t = payments_token(b, app);
	a = exchange(api, member(t.json, "access_token"), "");
	fresh = member(a.json, "access_token");
	ck_assert(is_active(ledger, fresh));
	CLI("client", "suspend", api.id);
	ck_assert(!is_active(ledger, fresh));
}
END_TEST

START_TEST(a_single_token_that_was_revoked_is_not_exchanged)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER));
	struct answer t = payments_token(signed_in(person()), app), a;
	revoke_token(app, member(t.json, "access_token"));
	a = exchange(api, member(t.json, "access_token"), "");
	ck_error(&a, 400, "invalid_request");
}
END_TEST

/* An API with one scope, called by the one before. */
static const char *
next_api(int i)
{
	const char *uri = text_format("https://api.example.com/chain%d-%d", i, getpid());
	CLI("resource", "add", uri, "--name", "Chain");
	CLI("scope", "add", uri, text_format("chain%d-%d:read", i, getpid()));
	return uri;
}

START_TEST(actors_form_a_chain_that_ends_somewhere)
{
	enum { LINKS = 6 };
	const char *uris[LINKS], *scopes[LINKS];
	const char *options[40] = {
	    "--redirect-uri", CALLBACK, "--grant", "authorization_code"};
	size_t n = 4;
	apis_exist();
	for (int i = 0; i < LINKS; i++) {
		uris[i] = next_api(i);
		scopes[i] = text_format("chain%d-%d:read", i, getpid());
		options[n++] = "--scope";
		options[n++] = scopes[i];
	}
	struct app app = app_with(options), apis[LINKS];
	struct browser *b = signed_in(person());
	struct answer a = {0};
	for (int i = LINKS - 1; i >= 0; i--)
		a = tokens_for(b, app, scopes[i]);
	for (int i = 0; i + 1 < LINKS; i++) {
		apis[i] = APP("--resource-server", uris[i], "--grant", EXCHANGE,
		    "--scope", scopes[i + 1], "--metadata",
		    text_format("{\"token_exchange_resources\":[\"%s\"]}", uris[i + 1]));
		a = exchange(apis[i], member(a.json, "access_token"), "");
		if (i == 4)
			break;
		ck_status(&a, 200);
		const json_t *act =
		    json_object_get(jwt_part(member(a.json, "access_token"), 1), "act");
		/* The one that acts now stands outside, those before it within. */
		for (int k = i; k >= 0; k--, act = json_object_get(act, "act"))
			ck_assert_str_eq(member(act, "sub"), apis[k].id);
		ck_assert_ptr_null(act);
	}
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(an_actor_token_names_who_acts)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   ledger = resource_server(LEDGER);
	const char *clerk = person();
	struct answer t = payments_token(signed_in(person()), app),
		      actor = tokens_for(signed_in(clerk), app, "payments:read"), a;
	a = exchange(api, member(t.json, "access_token"),
	    FORM("actor_token", member(actor.json, "access_token"), "actor_token_type",
		ACCESS_TOKEN));
	ck_status(&a, 200);
	struct answer told = introspect(ledger, member(a.json, "access_token"));
	ck_assert_str_eq(member(json_object_get(told.json, "act"), "sub"),
	    member(CLI("user", "show", clerk), "id"));
	/* It must be alive, and the caller's business. */
	revoke_token(app, member(actor.json, "access_token"));
	a = exchange(api, member(t.json, "access_token"),
	    FORM("actor_token", member(actor.json, "access_token"), "actor_token_type",
		ACCESS_TOKEN));
	ck_error(&a, 400, "invalid_request");
	actor = tokens_for(signed_in(clerk), app, "ledger:read");
	a = exchange(api, member(t.json, "access_token"),
	    FORM("actor_token", member(actor.json, "access_token"), "actor_token_type",
		ACCESS_TOKEN));
	ck_error(&a, 400, "invalid_request");
}
END_TEST

START_TEST(only_a_policy_makes_it_impersonation)
{
	struct app app = web_app(), ledger = resource_server(LEDGER),
		   api = payments_api("{\"token_exchange_resources\":[\"" LEDGER
				      "\"],\"token_exchange_impersonation\":true}");
	struct answer t = payments_token(signed_in(person()), app), a;
	a = exchange(api, member(t.json, "access_token"), "");
	ck_status(&a, 200);
	struct answer told = introspect(ledger, member(a.json, "access_token"));
	ck_assert(json_is_true(json_object_get(told.json, "active")));
	ck_assert_ptr_null(json_object_get(told.json, "act"));
	/* No app gives itself the policy. */
	a = ASK(.path = "/oauth2/register",
	    .body = "{\"redirect_uris\":[\"" CALLBACK
		    "\"],\"token_exchange_impersonation\":true,"
		    "\"token_exchange_resources\":[\"" LEDGER "\"]}",
	    .type = "application/json");
	ck_assert_ptr_null(
	    a.body ? strstr(a.body, "token_exchange_impersonation\":true") : NULL);
}
END_TEST

START_TEST(may_act_names_the_only_one_who_may)
{
	struct app app = web_app(), ledger = resource_server(LEDGER),
		   api = payments_api(MAY_CALL(LEDGER)),
		   other = payments_api(MAY_CALL(LEDGER));
	struct browser *b = signed_in(person());
	CLI("client", "set", app.id, "--metadata",
	    text_format("{\"may_act\":\"%s\"}", api.id));
	struct answer t = payments_token(b, app), a;
	const char *token = member(t.json, "access_token");
	ck_assert_str_eq(
	    member(json_object_get(jwt_part(token, 1), "may_act"), "sub"), api.id);
	a = exchange(other, token, "");
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, token, FORM("actor_token", token, "actor_token_type", JWT));
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, token, "");
	ck_status(&a, 200);
	/* The new token says so too. */
	struct answer told = introspect(ledger, member(a.json, "access_token"));
	ck_assert_str_eq(member(json_object_get(told.json, "may_act"), "sub"), api.id);
}
END_TEST

START_TEST(a_bound_token_is_exchanged_by_who_holds_its_key)
{
	struct app app = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--grant", EXCHANGE, "--scope", "payments:read", "--scope", "payments:write",
	    "--metadata", MAY_CALL(PAYMENTS));
	struct app api = payments_api(MAY_CALL(PAYMENTS));
	struct browser *b = signed_in(person());
	struct jws_key *key = signer(ALG_ES256), *other = signer(ALG_ES256);
	struct answer t = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "authorization_code", "code",
		code_of(b, app, "payments:read"), "redirect_uri", CALLBACK,
		"code_verifier", VERIFIER),
	    .user = app.id, .password = app.secret, .header = {dpop_header(key)});
	ck_status(&t, 200);
	const char *token = member(t.json, "access_token");
	const char *form = FORM("grant_type", EXCHANGE, "subject_token", token,
	    "subject_token_type", ACCESS_TOKEN);
	struct answer a = exchange(app, token, "");
	ck_error(&a, 400, "invalid_request");
	a = exchange(api, token, "");
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token", .form = form, .user = app.id,
	    .password = app.secret, .header = {dpop_header(other)});
	ck_error(&a, 400, "invalid_request");
	a = ASK(.path = "/oauth2/token", .form = form, .user = app.id,
	    .password = app.secret, .header = {dpop_header(key)});
	ck_status(&a, 200);
	ck_assert_str_eq(member(a.json, "token_type"), "DPoP");
	ck_assert_str_eq(
	    member(json_object_get(jwt_part(member(a.json, "access_token"), 1), "cnf"),
		"jkt"),
	    arena_cstr(arena, jws_key_id(key)));
}
END_TEST

START_TEST(a_pairwise_name_stays_the_persons_name)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   ledger = resource_server(LEDGER);
	const char *email = person();
	CLI("client", "set", app.id, "--metadata", "{\"subject_type\":\"pairwise\"}");
	struct answer t = payments_token(signed_in(email), app), a;
	const char *token = member(t.json, "access_token"),
		   *name = member(jwt_part(token, 1), "sub");
	ck_assert_str_ne(name, member(CLI("user", "show", email), "id"));
	a = exchange(api, token, "");
	ck_status(&a, 200);
	a = introspect(ledger, member(a.json, "access_token"));
	ck_assert_str_eq(member(a.json, "sub"), name);
	/* And their end is found by it all the same. */
	a = exchange(api, token, "");
	revoke_token(app, member(t.json, "refresh_token"));
	ck_assert(!is_active(ledger, member(a.json, "access_token")));
}
END_TEST

START_TEST(a_short_rest_of_life_is_passed_on)
{
	struct app app = web_app(), api = payments_api(MAY_CALL(LEDGER)),
		   ledger = resource_server(LEDGER);
	CLI("resource", "set", PAYMENTS, "--token-lifetime", "20");
	struct answer t = payments_token(signed_in(person()), app), a;
	CLI("resource", "set", PAYMENTS, "--token-lifetime", "0");
	a = exchange(api, member(t.json, "access_token"), "");
	ck_status(&a, 200);
	ck_assert_int_le(number_of(a.json, "expires_in"), 20);
	struct answer told = introspect(ledger, member(a.json, "access_token"));
	ck_assert_int_eq(number_of(told.json, "exp"),
	    number_of(jwt_part(member(t.json, "access_token"), 1), "exp"));
}
END_TEST

static Suite *
token_exchange(void)
{
	return SUITE_OF("token exchange", 60, an_api_calls_another_for_the_person,
	    the_only_target_may_stay_unsaid_and_audience_is_as_good,
	    the_operator_says_which_apis_may_be_called, scope_never_grows,
	    an_app_narrows_its_own_token_and_never_widens_it,
	    a_token_for_somebody_else_is_refused, the_form_must_be_whole,
	    what_ends_the_old_token_ends_the_new_one,
	    a_single_token_that_was_revoked_is_not_exchanged,
	    actors_form_a_chain_that_ends_somewhere, an_actor_token_names_who_acts,
	    only_a_policy_makes_it_impersonation, may_act_names_the_only_one_who_may,
	    a_bound_token_is_exchanged_by_who_holds_its_key,
	    a_pairwise_name_stays_the_persons_name, a_short_rest_of_life_is_passed_on);
}
SUITE(token_exchange);
