/* What spans several features, tried as an attacker would. */
#include "flow.h"

#include "base/cleanup.h"

#include <string.h>

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"
#define EXCHANGE "urn:ietf:params:oauth:grant-type:token-exchange"
#define ACCESS_TOKEN "urn:ietf:params:oauth:token-type:access_token"
#define TYPE "wire_transfer"

static struct answer
registered(const char *json)
{
	return ASK(.method = "POST", .path = "/oauth2/register", .body = json,
	    .type = "application/json");
}

static void
detail_type_exists(void)
{
	int status;
	apis_exist();
	cli_run(server, "", &status,
	    (const char *const[]){"detail-type", "add", PAYMENTS, TYPE, "--title",
		"Wire {amount}", "--field", "amount:string:required", NULL});
}

START_TEST(nobody_gives_itself_details_that_only_a_person_could_allow)
{
	detail_type_exists();
	struct answer a = registered("{\"grant_types\":[\"client_credentials\"],"
				     "\"authorization_details_types\":[\"" TYPE "\"]}");
	ck_status(&a, 201);
	a = ASK(.path = "/oauth2/token", .user = member(a.json, "client_id"),
	    .password = member(a.json, "client_secret"),
	    .form = FORM("grant_type", "client_credentials", "authorization_details",
		"[{\"type\":\"" TYPE "\",\"amount\":\"1000000\"}]"));
	ck_error(&a, 400, "invalid_authorization_details");
}
END_TEST

START_TEST(nobody_joins_a_sector_by_redirect_uris_that_are_not_theirs)
{
	static const char form[] =
	    "{\"redirect_uris\":[\"" CALLBACK "\"],\"grant_types\":[%s],"
	    "\"token_endpoint_auth_method\":\"none\",\"subject_type\":\"pairwise\"}";
	struct answer a =
	    registered(text_format(form, "\"authorization_code\",\"" DEVICE_CODE "\""));
	ck_error(&a, 400, "invalid_client_metadata");
	a = registered(text_format(form, "\"authorization_code\""));
	ck_status(&a, 201);
}
END_TEST

START_TEST(what_userinfo_signs_is_no_id_token_hint)
{
	struct app app = app_saying("{\"userinfo_signed_response_alg\":\"RS256\"}");
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "openid");
	struct answer a =
	    ASK(.path = "/oauth2/userinfo", .bearer = member(t.json, "access_token"));
	ck_status(&a, 200);
	visit(b, text_format("/oauth2/logout?%s", FORM("id_token_hint", a.body)));
	follow(b);
	ck_status(&b->page, 400);
}
END_TEST

START_TEST(what_was_exchanged_dies_with_the_app_that_it_came_from)
{
	struct app app = web_app(),
		   api = APP("--resource-server", PAYMENTS, "--grant", EXCHANGE,
		       "--scope", "ledger:read", "--scope", "payments:read", "--metadata",
		       "{\"token_exchange_resources\":[\"" LEDGER "\"]}");
	struct browser *b = signed_in(person());
	tokens_for(b, app, "ledger:read");
	struct answer t = tokens_for(b, app, "openid payments:read");
	struct answer a =
	    ASK(.path = "/oauth2/token", .user = api.id, .password = api.secret,
		.form = FORM("grant_type", EXCHANGE, "subject_token",
		    member(t.json, "access_token"), "subject_token_type", ACCESS_TOKEN,
		    "resource", LEDGER));
	ck_status(&a, 200);
	CLI("client", "suspend", app.id);
	ck_assert(!is_active(resource_server(PAYMENTS), member(t.json, "access_token")));
	ck_assert(!is_active(resource_server(LEDGER), member(a.json, "access_token")));
}
END_TEST

START_TEST(a_public_app_is_slowed_down_where_it_leaves_rows)
{
	struct app app = APP("--kind", "device", "--scope", "openid");
	struct answer a = {0};
	/* A minute may end in between. */
	for (int i = 0; i < 700 && a.status != 429; i++)
		a = ASK(.path = "/oauth2/device_authorization",
		    .form = FORM("client_id", app.id, "scope", "openid"),
		    .header = {"X-Forwarded-For: 198.51.100.77"});
	ck_error(&a, 429, "temporarily_unavailable");
	ck_assert_ptr_nonnull(header_of(&a, "Retry-After"));
	a = ASK(.path = "/oauth2/device_authorization",
	    .form = FORM("client_id", app.id, "scope", "openid"),
	    .header = {"X-Forwarded-For: 198.51.100.78"});
	ck_status(&a, 200);
}
END_TEST

START_TEST(an_app_does_not_shed_the_rules_that_an_operator_gave_it)
{
	static const char said[] =
	    "{\"redirect_uris\":[\"" CALLBACK "\"],\"token_endpoint_auth_method\":\"%s\""
	    "%s%s%s}";
	struct answer a =
	    registered(text_format(said, "client_secret_basic", "", "", ""));
	ck_status(&a, 201);
	const char *id = member(a.json, "client_id"),
		   *token = member(a.json, "registration_access_token"),
		   *path = strstr(member(a.json, "registration_client_uri"), "/oauth2/");
	CLI("client", "set", id, "--metadata", "{\"pkce_optional\":true}");
	/* PKCE would be nobody's any more. */
	a = ASK(.method = "PUT", .path = path, .bearer = token,
	    .type = "application/json",
	    .body = text_format(said, "none", ",\"client_id\":\"", id, "\""));
	ck_error(&a, 400, "invalid_client_metadata");
	a = ASK(.method = "PUT", .path = path, .bearer = token,
	    .type = "application/json",
	    .body =
		text_format(said, "client_secret_post", ",\"client_id\":\"", id, "\""));
	ck_status(&a, 200);
	ck_assert(json_is_true(json_object_get(
	    json_object_get(CLI("client", "show", id), "metadata"), "pkce_optional")));
}
END_TEST

static Suite *
attacks(void)
{
	return SUITE_OF("attacks", 60,
	    nobody_gives_itself_details_that_only_a_person_could_allow,
	    nobody_joins_a_sector_by_redirect_uris_that_are_not_theirs,
	    what_userinfo_signs_is_no_id_token_hint,
	    what_was_exchanged_dies_with_the_app_that_it_came_from,
	    an_app_does_not_shed_the_rules_that_an_operator_gave_it,
	    a_public_app_is_slowed_down_where_it_leaves_rows);
}
SUITE(attacks);
