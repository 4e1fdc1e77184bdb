/* What is done at the command line stands in the audit log, each change once. */
#include "api_calls.h"

#include "base/uuid.h"

#include <string.h>

/* The newest event of all, which is that one. */
static json_t *
newest(const char *event)
{
	json_t *e = json_array_get(CLI("audit", "list"), 0);
	ck_assert_str_eq(member(e, "event"), event);
	ck_assert_str_eq(member(e, "actor"), "cli");
	json_t *details = json_object_get(e, "details");
	ck_assert_str_ne(member(details, "by"), "");
	return details;
}

static const char *
side(json_t *details, const char *which)
{
	return json_line(json_object_get(details, which));
}

static const char *
new_uri(void)
{
	return text_format(
	    "https://%s.example.com/", arena_cstr(arena, uuid_text(arena, uuid_new())));
}

START_TEST(apis_and_what_they_can_be_asked_for)
{
	const char *uri = new_uri(), *scope = text_format("s%.8s", uri + 8 + 28);
	CLI("resource", "add", uri, "--name", "One");
	ck_assert_str_eq(member(newest("resource_added"), "resource"), uri);
	CLI("resource", "set", uri, "--name", "Two");
	json_t *details = newest("resource_changed");
	ck_assert_str_eq(side(details, "before"), "{\"name\":\"One\"}");
	ck_assert_str_eq(side(details, "after"), "{\"name\":\"Two\"}");
	CLI("scope", "add", uri, scope, "--title", "See");
	ck_assert_str_eq(member(newest("scope_added"), "resource"), uri);
	CLI("scope", "set", scope, "--sensitivity", "review");
	ck_assert_str_eq(
	    side(newest("scope_changed"), "after"), "{\"sensitivity\":\"review\"}");
	CLI("detail-type", "add", uri, scope, "--field", "amount:number");
	newest("detail_type_added");
	CLI("detail-type", "set", scope, "--title", "Pay {amount}");
	ck_contains(side(newest("detail_type_changed"), "after"), "Pay {amount}");
	CLI("detail-type", "remove", scope);
	newest("detail_type_deleted");
	CLI("scope", "remove", scope);
	newest("scope_deleted");
	CLI("resource", "remove", uri);
	ck_contains(side(newest("resource_deleted"), "before"), "\"name\":\"Two\"");
}
END_TEST

START_TEST(a_change_that_fails_leaves_no_event)
{
	int status;
	const char *uri = new_uri();
	CLI("resource", "add", uri, "--name", "One");
	cli_run(server, "", &status,
	    (const char *const[]){"resource", "add", uri, "--name", "Again", NULL});
	ck_assert_int_ne(status, 0);
	ck_assert_str_eq(side(newest("resource_added"), "before"), "{}");
	ck_contains(side(newest("resource_added"), "after"), "One");
}
END_TEST

START_TEST(people_and_their_roles)
{
	const char *email = person();
	const char *id = member(CLI("user", "show", email), "id");
	newest("user_added");
	cli("another horse battery",
	    (const char *const[]){"user", "set", email, "--password-stdin", NULL});
	json_t *e = json_array_get(CLI("audit", "list", "--user", id), 0);
	ck_assert_str_eq(member(e, "event"), "password_changed");
	ck_lacks(json_line(e), "horse");
	CLI("user", "set", email, "--name", "Grace");
	ck_assert_str_eq(
	    side(newest("profile_changed"), "after"), "{\"name\":\"Grace\"}");
	CLI("user", "set", email, "--disable");
	newest("user_disabled");
	CLI("user", "set", email, "--enable");
	newest("user_enabled");
	CLI("operator", "add", email, "--role", "reviewer");
	ck_assert_str_eq(
	    side(newest("operator_role_changed"), "after"), "{\"role\":\"reviewer\"}");
	CLI("operator", "remove", email);
	newest("operator_role_changed");
	CLI("user", "remove", email);
	newest("user_removed");
	/* Nothing that is theirs is left but that it was. */
	const char *events = json_line(CLI("audit", "list", "--user", id));
	ck_lacks(events, "Grace");
	ck_lacks(events, email);
}
END_TEST

START_TEST(apps_and_what_was_decided_over_them)
{
	apis_exist();
	json_t *made = CLI("client", "add", "--name", "App", "--redirect-uri", CALLBACK);
	const char *id = member(made, "client_id");
	json_t *details = newest("app_registered");
	ck_contains(side(details, "after"), "\"client_name\":\"App\"");
	ck_lacks(json_line(details), member(made, "client_secret"));
	CLI("client", "set", id, "--name", "Two", "--scope", "openid", "--refuse-scope",
	    "payments:write");
	details = newest("app_changed");
	ck_contains(side(details, "before"), "\"client_name\":\"App\"");
	ck_contains(side(details, "after"), "\"payments:write\":\"refused\"");
	/* As the app's team and the reviewers read it; once, not again. */
	CLI("client", "set", id, "--scope", "openid");
	struct app robot = APP("--grant", "client_credentials", "--scope", "admin");
	struct answer t = client_credentials(robot, "admin");
	struct answer a = CALL(member(t.json, "access_token"), "GET",
	    text_format("/api/v1/admin/apps/%s/decisions", id), NULL);
	ck_assert_uint_eq(items_of(&a), 2);
	ck_contains(a.body, "\"payments:write\"");
	ck_contains(a.body, "\"refused\"");
	CLI("client", "suspend", id, "--message", "Ask us");
	ck_assert_str_eq(member(newest("app_suspended"), "message"), "Ask us");
	CLI("client", "resume", id);
	newest("app_resumed");
	CLI("client", "remove", id);
	newest("app_removed");
}
END_TEST

START_TEST(trust_keys_and_tokens)
{
	const char *uri = new_uri(), *email = person();
	struct app app = web_app();
	CLI("issuer", "add", uri, "--jwks-uri", "https://issuer.example.com/jwks",
	    "--client", app.id);
	ck_assert_str_eq(member(newest("trusted_issuer_added"), "issuer"), uri);
	CLI("issuer", "link", uri, "them", email);
	newest("issuer_linked");
	CLI("issuer", "unlink", uri, "them");
	newest("issuer_unlinked");
	CLI("issuer", "remove", uri);
	newest("trusted_issuer_removed");
	json_t *made = CLI("registration-token", "add", "--note", "Robots");
	json_t *details = newest("registration_token_added");
	ck_contains(side(details, "after"), "Robots");
	ck_lacks(json_line(details), member(made, "initial_access_token"));
	CLI("registration-token", "remove", member(made, "id"));
	newest("registration_token_removed");
	json_t *key = CLI("key", "rotate");
	ck_contains(side(newest("key_rotated"), "after"), member(key, "kid"));
	struct answer t = client_credentials(app, "payments:read");
	CLI("token", "revoke", member(t.json, "access_token"));
	ck_assert_str_eq(member(newest("token_revoked"), "what"), "access token");
}
END_TEST

static Suite *
cli_audit_suite(void)
{
	return SUITE_OF("cli_audit", 120, apis_and_what_they_can_be_asked_for,
	    a_change_that_fails_leaves_no_event, people_and_their_roles,
	    apps_and_what_was_decided_over_them, trust_keys_and_tokens);
}
SUITE(cli_audit_suite);
