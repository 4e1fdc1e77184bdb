/* RFC 6749 4.1, RFC 9700, OIDC Core 3.1.2: what an app may ask, and where answers go. */
#include "flow.h"

#include <string.h>

/* The request with its parts replaced; NULL leaves one out. */
struct request {
	const char *client_id, *redirect_uri, *response_type, *challenge, *method, *scope,
	    *more;
};

static const char *
path_of(struct request r)
{
	struct builder b = builder_new(arena, 512);
	const char *const pairs[][2] = {{"client_id", r.client_id},
	    {"redirect_uri", r.redirect_uri}, {"response_type", r.response_type},
	    {"code_challenge", r.challenge}, {"code_challenge_method", r.method},
	    {"scope", r.scope}, {"state", "s 1&"}};
	build_text(&b, TEXT("/oauth2/authorize"));
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][1])
			build_query(&b, text_of(pairs[i][0]), text_of(pairs[i][1]));
	build_text(&b, text_of(r.more));
	build_char(&b, '\0');
	return b.at;
}

static struct request
good(struct app app)
{
	return (struct request){.client_id = app.id,
	    .redirect_uri = CALLBACK,
	    .response_type = "code",
	    .challenge = CHALLENGE,
	    .method = "S256",
	    .scope = "payments:read"};
}

static struct answer
ask_for(struct request r)
{
	return ASK(.path = path_of(r));
}

static void
ck_page(struct request r)
{
	struct answer a = ask_for(r);
	ck_status(&a, 400);
	ck_contains(header_of(&a, "Content-Type"), "text/html");
	ck_assert_ptr_null(header_of(&a, "Location"));
}

/* Sent back to the app with the error, its state and our name. */
static void
ck_sent_back(const char *url, const char *error)
{
	ck_assert_ptr_nonnull(url);
	ck_assert_int_eq(strncmp(url, CALLBACK "?", strlen(CALLBACK "?")), 0);
	ck_assert_str_eq(query_of(url, "error"), error);
	ck_assert_str_eq(query_of(url, "state"), "s 1&");
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	ck_assert_ptr_null(query_of(url, "code"));
}

static void
ck_refused(struct request r, const char *error)
{
	struct answer a = ask_for(r);
	ck_status(&a, 303);
	ck_sent_back(header_of(&a, "Location"), error);
}

START_TEST(an_unknown_client_or_uri_is_a_page_never_a_redirect)
{
	struct app app = web_app();
	static const char *const uris[] = {"https://evil.example/cb", CALLBACK "/",
	    CALLBACK "?a=b", CALLBACK "#x", "https://app.example/CB",
	    "https://app.example:443/cb", "HTTPS://app.example/cb", "https://app.example",
	    "https://user@app.example/cb", "https://app.example/cb/../cb",
	    "https://app.example/%63b", "javascript:alert(1)", "data:text/html,x",
	    "//app", " " CALLBACK, CALLBACK " ", CALLBACK "%00", CALLBACK "\n"};
	struct request r = good(app);
	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
		r.redirect_uri = uris[i];
		ck_page(r);
	}
	r = good(app);
	r.client_id = "nobody";
	ck_page(r);
	r.client_id = "01890000-0000-7000-8000-000000000000";
	ck_page(r);
	r.client_id = NULL;
	ck_page(r);
	r = good(app);
	r.more = text_format("&client_id=%s", app.id);
	ck_page(r);
	r.more = "&redirect_uri=https%3A%2F%2Fevil.example";
	ck_page(r);
}
END_TEST

START_TEST(the_page_does_not_tell_whether_a_client_exists)
{
	static const char *const uris[] = {"https://app.example/xx", NULL};
	for (size_t i = 0; i < 2; i++) {
		struct request known = good(web_app()), unknown = known;
		known.redirect_uri = unknown.redirect_uri = uris[i];
		known.scope = unknown.scope = "openid";
		unknown.client_id = "01890000-0000-7000-8000-000000000000";
		struct answer one = ask_for(known), other = ask_for(unknown);
		ck_status(&one, 400);
		ck_status(&other, 400);
		ck_contains(one.body, "there is no app of that client_id");
		ck_contains(other.body, "there is no app of that client_id");
		ck_assert_uint_eq(one.size, other.size);
	}
}
END_TEST

START_TEST(faults_in_the_request_go_back_to_the_app)
{
	struct app app = web_app();
	struct request r = good(app);
	r.response_type = NULL;
	ck_refused(r, "invalid_request");
	static const char *const types[] = {
	    "token", "id_token", "code token", "code id_token", "none", "CODE"};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		r.response_type = types[i];
		ck_refused(r, "unsupported_response_type");
	}
	static const struct {
		const char *more, *error;
	} faults[] = {{"&response_mode=fragment", "invalid_request"},
	    {"&response_mode=web_message", "invalid_request"},
	    {"&nonce=a&nonce=b", "invalid_request"}, {"&scope=openid", "invalid_request"},
	    {"&prompt=none+login", "invalid_request"},
	    {"&prompt=dance", "invalid_request"}, {"&max_age=-1", "invalid_request"},
	    {"&max_age=soon", "invalid_request"},
	    {"&request=eyJhbGciOiJub25lIn0.e30.", "invalid_request_object"},
	    {"&request_uri=https%3A%2F%2Fa.example", "request_uri_not_supported"},
	    {"&resource=https%3A%2F%2Funknown.example", "invalid_target"},
	    {"&resource=not-a-uri", "invalid_target"}};
	r = good(app);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		r.more = faults[i].more;
		ck_refused(r, faults[i].error);
	}
}
END_TEST

START_TEST(pkce_with_s256_is_required_of_everyone)
{
	struct request r = good(web_app());
	r.challenge = NULL;
	ck_refused(r, "invalid_request");
	r = good(web_app());
	r.method = "plain";
	ck_refused(r, "invalid_request");
	r.method = NULL; /* means plain (RFC 7636 4.3) */
	ck_refused(r, "invalid_request");
	static const char *const challenges[] = {"short", CHALLENGE "A", CHALLENGE "=",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw cM"};
	r = good(web_app());
	for (size_t i = 0; i < sizeof(challenges) / sizeof(challenges[0]); i++) {
		r.challenge = challenges[i];
		ck_refused(r, "invalid_request");
	}
}
END_TEST

START_TEST(scopes_must_exist_and_be_the_apps)
{
	struct app few = APP("--redirect-uri", CALLBACK, "--grant", "authorization_code",
	    "--scope", "payments:read");
	struct request r = good(few);
	static const char *const bad[] = {"payments:write", "nothing:like-this",
	    "payments:read payments:write", "a\"b", "a\\b", "payments:read\tx"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r.scope = bad[i];
		ck_refused(r, "invalid_scope");
	}
	/* Of two resources at once: one must be named. */
	r = good(web_app());
	r.scope = "payments:read ledger:read";
	ck_refused(r, "invalid_target");
	r.scope = "payments:read";
	r.more = "&resource=https%3A%2F%2Fapi.example.com%2Fledger";
	ck_refused(r, "invalid_scope");
	struct app service = APP("--grant", "client_credentials", "--redirect-uri",
	    CALLBACK, "--scope", "payments:read");
	r = good(service);
	ck_refused(r, "unauthorized_client");
}
END_TEST

START_TEST(order_and_doubles_of_scopes_do_not_matter)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "payments:read openid  payments:read", "");
	struct answer a = redeem(app, query_of(url, "code"));
	ck_status(&a, 200);
	/* Allowed before in another order: not asked again. */
	visit(b, authorize_path(app, "openid payments:read", ""));
	url = follow(b);
	ck_assert_ptr_nonnull(query_of(url, "code"));
}
END_TEST

START_TEST(the_redirect_uri_may_be_left_out_when_there_is_one)
{
	struct app app = web_app();
	struct request r = good(app);
	r.redirect_uri = NULL;
	struct answer a = ask_for(r);
	ck_status(&a, 303);
	ck_contains(header_of(&a, "Location"), "/login?");
	r.scope = "openid payments:read";
	ck_page(r);
	struct app two = APP("--redirect-uri", CALLBACK, "--redirect-uri", CALLBACK "2",
	    "--grant", "authorization_code", "--scope", "payments:read");
	r = good(two);
	r.redirect_uri = NULL;
	ck_page(r);
}
END_TEST

START_TEST(a_native_app_may_listen_on_any_loopback_port)
{
	struct app app = APP("--public", "--kind", "native", "--redirect-uri",
	    "http://127.0.0.1/cb", "--redirect-uri", "com.example.app:/cb", "--grant",
	    "authorization_code", "--scope", "payments:read");
	struct request r = good(app);
	static const char *const fine[] = {
	    "http://127.0.0.1/cb", "http://127.0.0.1:52003/cb", "com.example.app:/cb"};
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		r.redirect_uri = fine[i];
		struct answer a = ask_for(r);
		ck_status(&a, 303);
		ck_contains(header_of(&a, "Location"), "/login?");
	}
	static const char *const bad[] = {"http://127.0.0.1:52003/other",
	    "http://127.0.0.2:52003/cb", "http://localhost:52003/cb",
	    "http://[::1]:52003/cb", "http://127.0.0.1:0/cb", "http://127.0.0.1:99999/cb",
	    "http://127.0.0.1:52003@evil.example/cb", "https://127.0.0.1:52003/cb",
	    "com.example.app:/other", "com.example.app.evil:/cb"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		r.redirect_uri = bad[i];
		ck_page(r);
	}
}
END_TEST

START_TEST(prompt_none_never_shows_a_page)
{
	struct app app = web_app();
	struct browser *b = browser_new(server);
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_sent_back(follow(b), "login_required");
	b = signed_in(person());
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_sent_back(follow(b), "consent_required");
	allow(b, app, "openid", "");
	visit(b, authorize_path(app, "openid", "&prompt=none"));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	visit(b, authorize_path(app, "openid", "&prompt=none&max_age=0"));
	ck_sent_back(follow(b), "login_required");
	/* More than was allowed. */
	visit(b, authorize_path(app, "openid payments:read", "&prompt=none"));
	ck_sent_back(follow(b), "consent_required");
}
END_TEST

START_TEST(an_id_token_hint_lets_nobody_else_answer)
{
	struct app app = web_app();
	const char *meant = person(), *other = person();
	struct browser *b = signed_in(meant);
	struct answer t = tokens_for(b, app, "openid");
	const char *hint = text_format("&id_token_hint=%s", member(t.json, "id_token"));
	visit(b, authorize_path(app, "openid", text_format("&prompt=none%s", hint)));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	/* Somebody else is signed in, who allowed the app too. */
	b = signed_in(other);
	allow(b, app, "openid", "");
	visit(b, authorize_path(app, "openid", text_format("&prompt=none%s", hint)));
	ck_sent_back(follow(b), "login_required");
	visit(b, authorize_path(app, "openid", hint));
	ck_assert_ptr_null(follow(b));
	sign_in(b, other);
	ck_sent_back(follow(b), "login_required");
	visit(b, authorize_path(app, "openid", hint));
	follow(b);
	sign_in(b, meant);
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	/* A consent page that was shown before is no way around. */
	visit(b, authorize_path(app, "openid", text_format("&prompt=consent%s", hint)));
	follow(b);
	struct answer shown = b->page;
	visit(b, "/login");
	sign_in(b, other);
	follow(b);
	submit(b, "/consent",
	    FORM("ticket", input_of(&shown, "ticket"), "decision", "allow"));
	ck_sent_back(follow(b), "login_required");
	/* What is no ID token of ours names nobody. */
	const char *const bad[] = {"x", "a.b.c", member(t.json, "access_token")};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		visit(b, authorize_path(
			     app, "openid", text_format("&id_token_hint=%s", bad[i])));
		ck_sent_back(follow(b), "invalid_request");
	}
}
END_TEST

START_TEST(ui_locales_holds_for_the_login_page_too)
{
	struct app app = web_app();
	struct browser *b = browser_new(server);
	visit(b, authorize_path(app, "openid", "&ui_locales=zh"));
	ck_assert_ptr_null(follow(b));
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
	sign_in(b, person());
	ck_assert_ptr_null(follow(b));
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
	b = browser_new(server);
	const char *path = authorize_path(app, "openid", "&ui_locales=zh");
	b->page = ASK(.browser = b->curl, .path = "/oauth2/authorize",
	    .form = strchr(path, '?') + 1);
	ck_assert_ptr_null(follow(b));
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
}
END_TEST

START_TEST(prompt_login_and_max_age_ask_for_the_password_again)
{
	static const char *const more[] = {
	    "&prompt=login", "&max_age=0", "&prompt=login+select_account"};
	struct app app = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	allow(b, app, "openid", "");
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		visit(b, authorize_path(app, "openid", more[i]));
		ck_assert_ptr_null(follow(b));
		const char *return_to = input_of(&b->page, "return_to");
		ck_assert_ptr_nonnull(return_to);
		/* Going on without signing in leads back to the same question. */
		visit(b, return_to);
		ck_assert_ptr_null(follow(b));
		sign_in(b, email);
		ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	}
	/* Long enough ago is fine. */
	visit(b, authorize_path(app, "openid", "&max_age=3600"));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
}
END_TEST

START_TEST(prompt_select_account_asks_whether_it_is_them)
{
	struct app app = web_app();
	const char *ada = person(), *bob = person();
	struct browser *b = signed_in(ada);
	allow(b, app, "openid", "");
	const char *asked = authorize_path(app, "openid", "&prompt=select_account");
	visit(b, asked);
	ck_assert_ptr_null(follow(b));
	ck_contains(b->page.body, ada);
	const char *ticket = input_of(&b->page, "ticket");
	const char *id = member(CLI("user", "show", ada), "id");
	/* Neither a choice of somebody else nor none is one. */
	const char *other = member(CLI("user", "show", bob), "id");
	submit(b, "/select-account", FORM("ticket", ticket, "account", other));
	ck_assert_ptr_null(follow(b));
	submit(b, "/select-account", FORM("ticket", ticket));
	ck_assert_ptr_null(follow(b));
	submit(b, "/select-account",
	    FORM("ticket", input_of(&b->page, "ticket"), "account", id));
	ck_assert_ptr_nonnull(query_of(follow(b), "code"));
	/* Another account: signing in is a choice, too. */
	visit(b, asked);
	ck_assert_ptr_null(follow(b));
	const char *here =
	    text_format("/consent?%s", FORM("ticket", input_of(&b->page, "ticket")));
	visit(b, text_format("/login?%s", FORM("return_to", here)));
	sign_in(b, bob);
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "openid"), "code"));
}
END_TEST

START_TEST(prompt_consent_asks_again)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	allow(b, app, "openid payments:read", "");
	visit(b, authorize_path(app, "openid payments:read", "&prompt=consent"));
	ck_assert_ptr_null(follow(b));
	const char *url = decide(b, "allow", "openid payments:read");
	ck_assert_ptr_nonnull(query_of(url, "code"));
}
END_TEST

START_TEST(prompt_create_leads_to_the_sign_up_page)
{
	struct browser *b = browser_new(server);
	visit(b, authorize_path(web_app(), "openid", "&prompt=create"));
	ck_contains(header_of(&b->page, "Location"), "/signup?");
}
END_TEST

START_TEST(the_answer_names_the_issuer_and_keeps_the_state)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *url = allow(b, app, "payments:read", "");
	ck_assert_str_eq(query_of(url, "state"), "s 1&");
	ck_assert_str_eq(query_of(url, "iss"), server->url);
	ck_assert_uint_lt(strlen(query_of(url, "code")), 1024);
	ck_assert_ptr_null(strchr(url, '#'));
}
END_TEST

START_TEST(form_post_delivers_by_a_form)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	allow(b, app, "payments:read", "");
	visit(b, authorize_path(app, "payments:read", "&response_mode=form_post"));
	ck_status(&b->page, 200);
	ck_contains(b->page.body, "action=\"" CALLBACK "\"");
	ck_contains(b->page.body, "method=\"post\"");
	ck_assert_str_eq(input_of(&b->page, "state"), "s 1&");
	ck_assert_str_eq(input_of(&b->page, "iss"), server->url);
	struct answer a = redeem(app, input_of(&b->page, "code"));
	ck_status(&a, 200);
	/* Errors take the same way. */
	visit(b, authorize_path(app, "payments:read",
		     "&response_mode=form_post&prompt=none&max_age=0"));
	ck_assert_str_eq(input_of(&b->page, "error"), "login_required");
}
END_TEST

START_TEST(a_request_may_come_by_post)
{
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *query = strchr(authorize_path(app, "payments:read", ""), '?') + 1;
	b->page = ASK(.browser = b->curl, .path = "/oauth2/authorize", .form = query);
	ck_status(&b->page, 303);
	ck_assert_ptr_null(follow(b));
	ck_assert_ptr_nonnull(query_of(decide(b, "allow", "payments:read"), "code"));
	struct answer a =
	    ASK(.path = "/oauth2/authorize", .type = "application/json", .body = "{}");
	ck_status(&a, 400);
}
END_TEST

START_TEST(an_operator_may_exempt_a_confidential_app_from_pkce)
{
	int status;
	struct app app = web_app();
	struct browser *b = signed_in(person());
	const char *plain = text_format("/oauth2/authorize?%s",
	    FORM("response_type", "code", "client_id", app.id, "redirect_uri", CALLBACK,
		"scope", "payments:read", "state", "s"));
	visit(b, plain);
	ck_contains(header_of(&b->page, "Location"), "error=invalid_request");
	CLI("client", "set", app.id, "--metadata", "{\"pkce_optional\":true}");
	visit(b, plain);
	follow(b);
	const char *url = decide(b, "allow", "payments:read");
	/* A verifier where no challenge was is a downgrade, and costs nothing. */
	struct answer a =
	    ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
		.form = FORM("grant_type", "authorization_code", "code",
		    query_of(url, "code"), "redirect_uri", CALLBACK, "code_verifier",
		    VERIFIER));
	ck_error(&a, 400, "invalid_grant");
	a = ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = FORM("grant_type", "authorization_code", "code",
		query_of(url, "code"), "redirect_uri", CALLBACK));
	ck_status(&a, 200);
	/* Who sends a challenge must still answer it. */
	url = allow(b, app, "payments:read", "");
	a = ASK(.path = "/oauth2/token", .user = app.id, .password = app.secret,
	    .form = FORM("grant_type", "authorization_code", "code",
		query_of(url, "code"), "redirect_uri", CALLBACK));
	ck_error(&a, 400, "invalid_grant");
	/* Never a public app, and never by its own word. */
	json_t *public = CLI(
	    "client", "add", "--name", "Public", "--public", "--redirect-uri", CALLBACK);
	cli_run(server, "", &status,
	    (const char *const[]){"client", "set", member(public, "client_id"),
		"--metadata", "{\"pkce_optional\":true}", NULL});
	ck_assert_int_ne(status, 0);
}
END_TEST

static Suite *
authorize(void)
{
	return SUITE_OF("authorization endpoint", 60,
	    an_unknown_client_or_uri_is_a_page_never_a_redirect,
	    the_page_does_not_tell_whether_a_client_exists,
	    faults_in_the_request_go_back_to_the_app,
	    pkce_with_s256_is_required_of_everyone, scopes_must_exist_and_be_the_apps,
	    order_and_doubles_of_scopes_do_not_matter,
	    the_redirect_uri_may_be_left_out_when_there_is_one,
	    a_native_app_may_listen_on_any_loopback_port, prompt_none_never_shows_a_page,
	    an_id_token_hint_lets_nobody_else_answer,
	    ui_locales_holds_for_the_login_page_too,
	    prompt_login_and_max_age_ask_for_the_password_again,
	    prompt_select_account_asks_whether_it_is_them, prompt_consent_asks_again,
	    prompt_create_leads_to_the_sign_up_page,
	    the_answer_names_the_issuer_and_keeps_the_state, form_post_delivers_by_a_form,
	    a_request_may_come_by_post,
	    an_operator_may_exempt_a_confidential_app_from_pkce);
}
SUITE(authorize);
