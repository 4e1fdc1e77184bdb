/* Why did it fail? What a developer sees of what the app was refused. */
#include "flow.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A developer with an app of theirs. */
struct trouble {
	struct browser *dev;
	struct app app;
};

static struct trouble
developer(void)
{
	const char *email = person();
	return (struct trouble){signed_in(email), app_owned_by(email)};
}

static const char *
id_of(const struct answer *a)
{
	const char *id = header_of(a, "X-Request-Id");
	ck_assert_ptr_nonnull(id);
	return id;
}

/* The errors page with what the address selects, once that error is there. */
static const char *
page_when(struct trouble t, const char *query, const char *needle)
{
	for (int i = 0; i < 60; i++) {
		visit(
		    t.dev, text_format("/developer/apps/%s/errors?%s", t.app.id, query));
		ck_status(&t.dev->page, 200);
		if (strstr(t.dev->page.body, needle))
			break;
		usleep(100000);
	}
	ck_contains(t.dev->page.body, needle);
	return t.dev->page.body;
}

static const char *
page_of(struct trouble t, const struct answer *failed)
{
	return page_when(
	    t, text_format("request=%s", id_of(failed)), "class=\"card fault\"");
}

/* The answer says where its developer reads of it, and that is there. */
static const char *
explained(struct trouble t, const struct answer *failed, const char *code)
{
	ck_assert_str_eq(member(failed->json, "error"), code);
	const char *uri = member(failed->json, "error_uri");
	ck_assert_str_eq(uri, text_format("%s/developer/apps/%s/errors?request=%s",
				  server->url, t.app.id, id_of(failed)));
	const char *page = page_of(t, failed);
	ck_contains(page, text_format(">%s</code>", code));
	ck_contains(page, "https://www.rfc-editor.org/rfc/rfc");
	return page;
}

START_TEST(an_unknown_redirect_uri_stands_beside_the_registered_one)
{
	struct trouble t = developer();
	struct browser *b = browser_new(server);
	visit(b, text_format("/oauth2/authorize?%s",
		     FORM("response_type", "code", "client_id", t.app.id, "redirect_uri",
			 "https://app.example/callback")));
	ck_status(&b->page, 400);
	ck_contains(b->page.body, id_of(&b->page));
	const char *page = page_of(t, &b->page);
	ck_contains(page, "https://app.example/c<mark>allback</mark>");
	ck_contains(page, "https://app.example/c<mark>b</mark>");
	ck_contains(page, "rfc9700#section-2.1");
	ck_contains(page, "not authenticated");
}
END_TEST

START_TEST(an_error_by_redirect_leads_to_its_page)
{
	struct trouble t = developer();
	struct browser *b = browser_new(server);
	visit(b, authorize_path(t.app, "no:such payments:read", ""));
	ck_status(&b->page, 303);
	const char *to = header_of(&b->page, "Location");
	ck_assert_str_eq(query_of(to, "error"), "invalid_scope");
	ck_assert_str_eq(query_of(to, "error_uri"),
	    text_format("%s/developer/apps/%s/errors?request=%s", server->url, t.app.id,
		id_of(&b->page)));
	const char *page = page_of(t, &b->page);
	ck_contains(page, "<code>no:such</code>");
	ck_contains(page, "<code>payments:write</code>");
	ck_contains(page, "rfc6749#section-3.3");
}
END_TEST

START_TEST(each_way_to_fail_at_the_token_endpoint_says_what_to_do)
{
	struct trouble t = developer();
	struct browser *b = signed_in(person());
	const char *code = code_of(b, t.app, "payments:read");
	struct answer a =
	    ASK(.path = "/oauth2/token", .user = t.app.id, .password = t.app.secret,
		.form = FORM("grant_type", "authorization_code", "code", code,
		    "redirect_uri", CALLBACK "/", "code_verifier", VERIFIER));
	ck_contains(explained(t, &a, "invalid_grant"), CALLBACK "<mark>/</mark>");
	a = ASK(.path = "/oauth2/token", .user = t.app.id, .password = t.app.secret,
	    .form = FORM("grant_type", "authorization_code", "code", code, "redirect_uri",
		CALLBACK, "code_verifier", CHALLENGE));
	ck_contains(explained(t, &a, "invalid_grant"), "rfc7636#section-4.6");
	a = redeem(t.app, code);
	ck_status(&a, 200);
	const char *old = member(a.json, "refresh_token");
	a = redeem(t.app, code);
	ck_contains(explained(t, &a, "invalid_grant"), "A code is good once");
	a = refresh(t.app, old);
	ck_contains(explained(t, &a, "invalid_grant"), "The grant has ended");
	a = ASK(.path = "/oauth2/token", .user = t.app.id, .password = t.app.secret,
	    .form = "grant_type=password&username=ada&password=x");
	ck_contains(explained(t, &a, "unsupported_grant_type"),
	    "<code>client_credentials</code>");
	a = client_credentials(t.app, "no:such");
	const char *page = explained(t, &a, "invalid_scope");
	ck_contains(page, "<code>no:such</code>");
	ck_lacks(page, "not authenticated");
}
END_TEST

START_TEST(wrong_client_authentication_says_which_method_is_registered)
{
	struct trouble t = developer();
	struct answer a = ASK(.path = "/oauth2/token",
	    .form = FORM("grant_type", "client_credentials", "client_id", t.app.id,
		"client_secret", t.app.secret));
	ck_status(&a, 401);
	const char *page = explained(t, &a, "invalid_client");
	ck_contains(page, "<code>client_secret_post</code>");
	ck_contains(page, "<code>client_secret_basic</code>");
	ck_contains(page, "not authenticated");
	a = ASK(.path = "/oauth2/introspect", .form = "token=x", .user = t.app.id,
	    .password = "azs_wrong");
	ck_status(&a, 401);
	page = explained(t, &a, "invalid_client");
	ck_contains(page, "fits none of the app");
	ck_contains(page, "/oauth2/introspect</code>");
	a = ASK(.path = "/oauth2/revoke",
	    .form = FORM("token", "x", "client_id", t.app.id), .bearer = "abc");
	ck_contains(explained(t, &a, "invalid_client"), "doesn&#39;t say who it is from");
}
END_TEST

START_TEST(all_endpoints_of_an_app_explain_themselves)
{
	struct trouble t = developer();
	struct answer a =
	    ASK(.path = "/oauth2/par", .user = t.app.id, .password = t.app.secret,
		.form = FORM("response_type", "code", "redirect_uri", CALLBACK,
		    "code_challenge", VERIFIER, "code_challenge_method", "plain"));
	ck_contains(explained(t, &a, "invalid_request"), "<code>plain</code>");
	a = ASK(.path = "/oauth2/device_authorization", .user = t.app.id,
	    .password = t.app.secret, .form = "scope=openid");
	explained(t, &a, "unauthorized_client");
	a = ASK(.path = "/oauth2/bc-authorize", .user = t.app.id,
	    .password = t.app.secret, .form = "scope=openid&login_hint=x");
	explained(t, &a, "unauthorized_client");
	a = ASK(.path = "/oauth2/revoke", .user = t.app.id, .password = t.app.secret,
	    .form = "tokn=x");
	const char *page = explained(t, &a, "invalid_request");
	ck_contains(page, "/oauth2/revoke</code>");
	a = ASK(.path = text_format("/oauth2/register/%s", t.app.id), .bearer = "azr_x");
	ck_status(&a, 401);
	explained(t, &a, "invalid_token");
	struct answer tokens = tokens_for(signed_in(person()), t.app, "payments:read");
	a = ASK(.path = "/oauth2/userinfo",
	    .bearer = member(tokens.json, "access_token"));
	ck_status(&a, 403);
	explained(t, &a, "insufficient_scope");
}
END_TEST

START_TEST(a_parameter_under_a_wrong_name_is_recognised)
{
	struct trouble t = developer();
	struct answer a = ASK(.path = "/oauth2/token", .user = t.app.id,
	    .password = t.app.secret, .form = "grant_tpye=client_credentials");
	ck_contains(explained(t, &a, "invalid_request"), "did you mean grant_type?");
}
END_TEST

START_TEST(the_same_error_again_is_counted)
{
	struct trouble t = developer();
	struct answer first = client_credentials(t.app, "no:such"), last = first;
	for (int i = 0; i < 6; i++)
		last = client_credentials(t.app, "no:such");
	page_of(t, &last);
	const char *page =
	    page_when(t, text_format("request=%s", id_of(&first)), "7 times");
	const char *one = strstr(page, "class=\"card fault\"");
	ck_assert_ptr_nonnull(one);
	ck_assert_ptr_null(strstr(one + 1, "class=\"card fault\""));
	ck_contains(page_when(t, "endpoint=/oauth2/token&error=invalid_scope", "7 times"),
	    "no:such");
	visit(t.dev,
	    text_format("/developer/apps/%s/errors?endpoint=/oauth2/par", t.app.id));
	ck_contains(t.dev->page.body, "No error fits.");
	visit(t.dev, text_format("/developer/apps/%s/errors?request=nonsense", t.app.id));
	ck_contains(t.dev->page.body, "No error fits.");
}
END_TEST

/* Puts the secret into every parameter and every place that takes one. */
static void
send_everywhere(struct app app, const char *secret)
{
	static const char *const names[] = {"client_id", "client_secret", "grant_type",
	    "scope", "code", "code_verifier", "refresh_token", "redirect_uri", "state",
	    "resource", "prompt", "response_mode", "response_type", "acr_values",
	    "token_type_hint", "ui_locales", "client_assertion", "client_assertion_type",
	    "assertion", "login_hint", "id_token_hint", "audience", "subject_token",
	    "requested_token_type", "max_age", "code_challenge_method", "nonce"};
	static const char *const paths[] = {"/oauth2/token", "/oauth2/par",
	    "/oauth2/revoke", "/oauth2/introspect", "/oauth2/device_authorization"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *form = FORM(names[i], secret);
		for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++)
			ASK(.path = paths[k], .form = form, .user = app.id,
			    .password = app.secret);
		if (strcmp(names[i], "client_id") != 0)
			ASK(.path = text_format(
				"/oauth2/authorize?client_id=%s&%s", app.id, form));
		if (strcmp(names[i], "redirect_uri") != 0)
			ASK(.path =
				text_format("%s&%s", authorize_path(app, "", ""), form));
	}
	const char *inside =
	    FORM("redirect_uri", text_format("https://%s:%s@app.example/cb/%s?code=%s#%s",
				     secret, secret, secret, secret, secret));
	ASK(.path = text_format("/oauth2/authorize?client_id=%s&%s", app.id, inside));
	ASK(.path = "/oauth2/token", .form = FORM(secret, secret), .user = app.id,
	    .password = app.secret);
	ASK(.path = "/oauth2/token", .form = FORM(secret, ""), .user = app.id,
	    .password = secret);
	ASK(.path = "/oauth2/token", .form = FORM("client_id", app.id), .bearer = secret);
	ASK(.path = "/oauth2/token", .form = FORM("client_id", app.id),
	    .header = {text_format("Authorization: %s", secret),
		text_format("DPoP: %s", secret)});
	ASK(.path = text_format("/oauth2/register/%s", app.id), .bearer = secret);
	ASK(.path = "/oauth2/userinfo", .bearer = secret);
}

START_TEST(no_secret_is_ever_kept_wherever_it_was_sent)
{
	struct trouble t = developer();
	const char *email = person();
	struct browser *b = signed_in(email);
	const char *code = code_of(b, t.app, "openid offline_access payments:read");
	struct answer tokens = redeem(t.app, code);
	const char *const secrets[] = {t.app.secret, code, VERIFIER,
	    member(tokens.json, "access_token"), member(tokens.json, "refresh_token"),
	    member(tokens.json, "id_token"), email, "0123456789abcdef0123456789abcdef",
	    "8613912345678"};
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		send_everywhere(t.app, secrets[i]);
	struct answer last = client_credentials(t.app, "last:one");
	page_of(t, &last);
	const char *kept = sql(server,
	    text_format("SELECT * FROM app_errors WHERE client_id = '%s'", t.app.id));
	ck_contains(kept, "invalid_request");
	const char *page = page_when(t, "", "class=\"card fault\"");
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		ck_assert_msg(strlen(secrets[i]) > 8, "no secret %zu", i);
		/* A part is too much already. */
		const char *part = text_format("%.20s", secrets[i]);
		ck_assert_msg(!strstr(kept, part), "%zu: %s is in the table", i, part);
		ck_assert_msg(!strstr(page, part), "%zu: %s is on the page", i, part);
	}
}
END_TEST

START_TEST(what_was_sent_is_shown_as_text)
{
	struct trouble t = developer();
	struct answer a = ASK(.path = text_format("/oauth2/authorize?%s",
				  FORM("client_id", t.app.id, "redirect_uri",
				      "\"><script>alert(1)</script>", "scope",
				      "</code><img src=x onerror=alert(1)>")));
	const char *page = page_of(t, &a);
	ck_lacks(page, "<script>alert");
	ck_lacks(page, "<img");
	ck_contains(page, "&lt;script&gt;");
}
END_TEST

static long
number_of(struct trouble t, const char *what)
{
	return strtol(
	    sql(server, text_format("SELECT %s FROM app_errors WHERE client_id = '%s'",
			    what, t.app.id)),
	    NULL, 10);
}

START_TEST(strangers_fill_neither_the_list_nor_the_table)
{
	struct trouble t = developer();
	struct answer mine = client_credentials(t.app, "no:such");
	page_of(t, &mine);
	for (int i = 0; i < 300; i++)
		ASK(.path = text_format("/oauth2/authorize?%s",
			FORM("client_id", t.app.id, "redirect_uri",
			    text_format("https://evil.example/%d", i))));
	page_when(t, "", "only counted");
	page_of(t, &mine);
	ck_assert_int_le(number_of(t, "count(*)"), 30);
	/* And none is lost from the count. */
	for (int i = 0; number_of(t, "sum(n)") < 301; i++) {
		ck_assert_int_lt(i, 50);
		usleep(100000);
	}
}
END_TEST

START_TEST(an_app_that_is_not_there_has_no_errors)
{
	ASK(.path = "/oauth2/token",
	    .form = "grant_type=x&client_id=0190d6a1-0000-7000-8000-000000000001");
	struct trouble t = developer();
	struct answer a = client_credentials(t.app, "no:such");
	page_of(t, &a);
	ck_assert_str_eq(sql(server, "SELECT count(*) FROM app_errors WHERE client_id = "
				     "'0190d6a1-0000-7000-8000-000000000001'"),
	    "0\n");
}
END_TEST

START_TEST(only_the_team_sees_them)
{
	struct trouble t = developer();
	struct answer a = client_credentials(t.app, "no:such");
	page_of(t, &a);
	struct browser *other = signed_in(person());
	visit(other,
	    text_format("/developer/apps/%s/errors?request=%s", t.app.id, id_of(&a)));
	ck_status(&other->page, 404);
	ck_lacks(other->page.body, "no:such");
}
END_TEST

START_TEST(the_oldest_kinds_give_way)
{
	struct trouble t = developer();
	sql(server,
	    text_format(
		"INSERT INTO app_errors (client_id, kind, endpoint, code, sentence, "
		"proven, details, n, first_at, last_at, request_ids) SELECT '%s', "
		"gen_random_uuid(), '/oauth2/token', 'invalid_grant', 'old ' || i, "
		"true, '{}', 1, now() - i * interval '1 minute', "
		"now() - i * interval '1 minute', '{}' FROM generate_series(1, 260) i",
		t.app.id));
	struct answer a = client_credentials(t.app, "no:such");
	page_of(t, &a);
	ck_assert_str_eq(
	    sql(server, text_format("SELECT count(*), bool_or(sentence = 'old 199'), "
				    "bool_or(sentence = 'old 200') FROM app_errors "
				    "WHERE client_id = '%s'",
			    t.app.id)),
	    "200|t|f\n");
	/* A page ends, and the next goes on behind it. */
	const char *page = page_when(t, "", "old 19<");
	ck_lacks(page, "old 20<");
	const char *next = strstr(page, "errors?at=");
	char at[20] = "", id[40] = "";
	ck_assert_ptr_nonnull(next);
	ck_assert_int_eq(
	    sscanf(next, "errors?at=%19[0-9]&amp;id=%39[0-9a-f-]", at, id), 2);
	page = page_when(t, text_format("at=%s&id=%s", at, id), "old 20<");
	ck_lacks(page, "old 19<");
}
END_TEST

static Suite *
trouble_suite(void)
{
	return SUITE_OF("trouble", 120,
	    an_unknown_redirect_uri_stands_beside_the_registered_one,
	    an_error_by_redirect_leads_to_its_page,
	    each_way_to_fail_at_the_token_endpoint_says_what_to_do,
	    wrong_client_authentication_says_which_method_is_registered,
	    all_endpoints_of_an_app_explain_themselves,
	    a_parameter_under_a_wrong_name_is_recognised, the_same_error_again_is_counted,
	    no_secret_is_ever_kept_wherever_it_was_sent, what_was_sent_is_shown_as_text,
	    strangers_fill_neither_the_list_nor_the_table,
	    an_app_that_is_not_there_has_no_errors, only_the_team_sees_them,
	    the_oldest_kinds_give_way);
}
SUITE(trouble_suite);
