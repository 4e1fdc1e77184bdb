#include "oauth/app_rules.h"
#include "oauth_test.h"

static struct text uris[APP_REDIRECT_URIS_MOST + 1];
static const struct text grants[] = {
    TEXT_INIT("authorization_code"), TEXT_INIT("refresh_token")};
static const struct text own[] = {TEXT_INIT("client_credentials")};
static const struct text unknown[] = {TEXT_INIT("password")};

static struct client
web_app(void)
{
	uris[0] = TEXT("https://a.example/cb");
	return (struct client){.name = TEXT("Budget"),
	    .kind = APP_WEB,
	    .auth_method = TEXT("client_secret_basic"),
	    .grant_types = {grants, 2},
	    .redirect_uris = {uris, 1}};
}

static void
ck_app(const struct client *app, const char *fault)
{
	struct text uri;
	ck_fault(app_fault(app, &uri), fault, app->name);
}

START_TEST(a_plain_web_app_is_fine)
{
	struct client app = web_app();
	ck_app(&app, NULL);
	app.auth_method = TEXT("client_secret_post");
	ck_app(&app, NULL);
	app.homepage = TEXT("https://a.example/?x#y");
	ck_app(&app, NULL);
}
END_TEST

START_TEST(a_redirect_uri_at_fault_is_named)
{
	struct client app = web_app();
	struct text uri;
	uris[1] = TEXT("http://b.example/cb");
	app.redirect_uris.n = 2;
	ck_fault(app_fault(&app, &uri), "redirect_uri.http", uris[1]);
	ck_text(uri, uris[1]);
	for (size_t i = 0; i <= APP_REDIRECT_URIS_MOST; i++)
		uris[i] = TEXT("https://a.example/cb");
	app.redirect_uris.n = APP_REDIRECT_URIS_MOST;
	ck_app(&app, NULL);
	app.redirect_uris.n++;
	ck_app(&app, "app.redirect_uris_many");
}
END_TEST

START_TEST(grants_and_methods_must_be_known_and_fit)
{
	struct client app = web_app();
	app.grant_types = (struct texts){unknown, 1};
	ck_app(&app, "app.grant_unknown");
	app.grant_types = (struct texts){own, 1};
	ck_app(&app, NULL);
	app.auth_method = TEXT("none");
	ck_app(&app, "app.public_credentials");
	app.grant_types = (struct texts){grants, 2};
	ck_app(&app, NULL);
	app.redirect_uris.n = 0;
	ck_app(&app, "app.redirect_uri_missing");
	app = web_app();
	app.auth_method = TEXT("password");
	ck_app(&app, "app.auth_method_unknown");
	app.auth_method = TEXT("client_secret_jwt");
	ck_app(&app, NULL);
	app.metadata.token_endpoint_auth_signing_alg = TEXT("ES256");
	ck_app(&app, "app.auth_alg");
	app.auth_method = TEXT("private_key_jwt");
	ck_app(&app, "app.keys_missing");
	app.metadata.jwks_uri = TEXT("https://app.example/jwks");
	ck_app(&app, NULL);
	app.metadata.fapi2 = true;
	ck_app(&app, NULL);
	app.metadata.token_endpoint_auth_signing_alg = TEXT("HS256");
	ck_app(&app, "app.auth_alg");
	app.auth_method = TEXT("client_secret_basic");
	ck_app(&app, "app.auth_method_fapi2");
	app = web_app();
	app.auth_method = TEXT("none");
	app.kind = APP_RESOURCE_SERVER;
	ck_app(&app, "app.resource_server_public");
}
END_TEST

START_TEST(what_a_kind_starts_with_is_allowed_for_it)
{
	for (int kind = APP_WEB; kind <= APP_RESOURCE_SERVER; kind++) {
		const struct app_kind_rule *rule = app_kind_rule((enum app_kind)kind);
		struct client app = web_app();
		ck_assert_int_eq(rule->kind, kind);
		app.kind = rule->kind;
		app.auth_method = rule->auth_method;
		app.grant_types = rule->grant_types;
		app.redirect_uris.n = rule->needs_redirect_uri;
		ck_app(&app, NULL);
		ck_assert_int_eq(
		    rule->is_public, text_eq(rule->auth_method, TEXT("none")));
	}
}
END_TEST

static enum app_kind
guess(const char *method, const char *uri)
{
	uris[0] = text_of(uri);
	struct client app = {
	    .auth_method = text_of(method), .redirect_uris = {uris, uri != NULL}};
	return app_kind_guess(&app);
}

START_TEST(the_kind_is_guessed_from_secret_and_redirect_uris)
{
	ck_assert_int_eq(guess("client_secret_basic", "https://a.example/"), APP_WEB);
	ck_assert_int_eq(guess("client_secret_basic", NULL), APP_SERVICE);
	ck_assert_int_eq(guess("none", "https://a.example/"), APP_BROWSER);
	ck_assert_int_eq(guess("none", "http://127.0.0.1/"), APP_NATIVE);
	ck_assert_int_eq(guess("none", "com.example.app:/cb"), APP_NATIVE);
	ck_assert_int_eq(guess("none", NULL), APP_BROWSER);
	struct text grant = TEXT("urn:ietf:params:oauth:grant-type:device_code");
	struct client device = {.auth_method = TEXT("none"), .grant_types = {&grant, 1}};
	ck_assert_int_eq(app_kind_guess(&device), APP_DEVICE);
}
END_TEST

START_TEST(a_name_is_short_and_hides_nothing)
{
	struct builder b = builder_new(arena, 512);
	ck_fault(app_name_fault(NO_TEXT), "app.name_missing", NO_TEXT);
	ck_fault(app_name_fault(TEXT("a\nb")), "app.name_control", NO_TEXT);
	ck_fault(app_name_fault(TEXT("a\xe2\x80\xae"
				     "b")),
	    "app.name_control", NO_TEXT);
	ck_fault(app_name_fault(TEXT("a\xff")), "app.name_control", NO_TEXT);
	for (int i = 0; i < 100; i++)
		build_text(&b, TEXT("\xe4\xbd\xa0"));
	ck_fault(app_name_fault(builder_text(&b)), NULL, NO_TEXT);
	build_char(&b, 'x');
	ck_fault(app_name_fault(builder_text(&b)), "app.name_long", NO_TEXT);
}
END_TEST

START_TEST(a_description_may_have_lines)
{
	struct builder b = builder_new(arena, 1024);
	ck_fault(app_description_fault(NO_TEXT), NULL, NO_TEXT);
	ck_fault(app_description_fault(TEXT("a\r\n\tb")), NULL, NO_TEXT);
	ck_fault(
	    app_description_fault(TEXT("a\x1b[0m")), "app.description_control", NO_TEXT);
	for (int i = 0; i < 1000; i++)
		build_char(&b, 'x');
	ck_fault(app_description_fault(builder_text(&b)), NULL, NO_TEXT);
	build_char(&b, 'x');
	ck_fault(
	    app_description_fault(builder_text(&b)), "app.description_long", NO_TEXT);
}
END_TEST

START_TEST(a_link_is_https_or_of_this_machine)
{
	static const char *const good[] = {"", "https://a.example",
	    "https://a.example/x?y#z", "http://localhost", "http://localhost:8080/x",
	    "http://127.0.0.1/", "http://[::1]/", "https://a.example/*"};
	static const char *const links_bad[] = {"a.example", "http://a.example/",
	    "javascript:alert(1)", "https://", "https:a.example", "https:///x",
	    "http://localhost.evil.example/", "http://localhostevil/",
	    "http://127.0.0.1.evil.example/", "http://127.0.0.11/",
	    "http://localhost@evil.example/", "https://user@a.example/",
	    "https://a.example/ x", "https://a.example/\"", "https://a.example/<b>",
	    "https://a.example/\n", "https://a.example:0/", "//a.example/", "/x"};
	for (size_t i = 0; i < COUNT_OF(good); i++)
		ck_fault(app_link_fault(text_of(good[i])), NULL, text_of(good[i]));
	for (size_t i = 0; i < COUNT_OF(links_bad); i++)
		ck_fault(app_link_fault(text_of(links_bad[i])), "app.link",
		    text_of(links_bad[i]));
}
END_TEST

Suite *
app_rules_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: what an app may be", &tc);
	tcase_add_test(tc, a_plain_web_app_is_fine);
	tcase_add_test(tc, a_redirect_uri_at_fault_is_named);
	tcase_add_test(tc, grants_and_methods_must_be_known_and_fit);
	tcase_add_test(tc, what_a_kind_starts_with_is_allowed_for_it);
	tcase_add_test(tc, the_kind_is_guessed_from_secret_and_redirect_uris);
	tcase_add_test(tc, a_name_is_short_and_hides_nothing);
	tcase_add_test(tc, a_description_may_have_lines);
	tcase_add_test(tc, a_link_is_https_or_of_this_machine);
	return suite;
}
