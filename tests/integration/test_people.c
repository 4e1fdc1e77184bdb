/* People sign in and up, and out again. */
#include "flow.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct answer *
try_password(struct browser *b, const char *login, const char *password)
{
	visit(b, "/login");
	return submit(b, "/login", FORM("login", login, "password", password));
}

START_TEST(signing_in_sets_a_guarded_cookie_that_is_new_each_time)
{
	const char *email = person();
	struct browser *b = browser_new(server);
	visit(b, "/login");
	sign_in(b, email);
	const char *cookie = strstr(b->page.head, "Set-Cookie: authz_session=");
	ck_assert_ptr_nonnull(cookie);
	cookie = arena_cstr(arena, (struct text){cookie, strcspn(cookie, "\r\n")});
	ck_contains(cookie, "HttpOnly");
	ck_contains(cookie, "SameSite=Lax");
	ck_contains(cookie, "Path=/");
	ck_assert_ptr_null(strstr(cookie, "Domain"));
	follow(b);
	visit(b, "/login");
	sign_in(b, email);
	ck_lacks(b->page.head, text_format("%.*s", 90, cookie));
}
END_TEST

START_TEST(a_wrong_password_and_an_unknown_account_look_the_same)
{
	struct browser *b = browser_new(server);
	const char *email = person();
	const char *unknown = text_format("x%s", email);
	struct answer wrong = *try_password(b, email, "not this one");
	struct answer nobody = *try_password(b, unknown, "not this one");
	ck_status(&wrong, 401);
	ck_status(&nobody, 401);
	/* But for the address itself, which the form keeps. */
	ck_assert_uint_eq(wrong.size + 1, nobody.size);
	CLI("user", "set", email, "--disable");
	struct answer disabled = *try_password(b, email, PASSWORD);
	ck_status(&disabled, 401);
	ck_assert_uint_eq(disabled.size, wrong.size);
	struct answer empty = *try_password(b, "", "");
	ck_status(&empty, 401);
	ck_lacks(wrong.body, "not this one");
}
END_TEST

START_TEST(an_account_is_slowed_down_known_or_not)
{
	const char *emails[] = {person(), text_format("x%s", person())};
	for (int k = 0; k < 2; k++) {
		/* From ever new addresses: it is the account that waits. */
		for (int i = 0; i < 5; i++) {
			struct answer *a =
			    try_password(browser_new(server), emails[k], "bad");
			ck_status(a, 401);
		}
		struct answer *a = try_password(browser_new(server), emails[k], PASSWORD);
		ck_status(a, 429);
		int wait = atoi(header_of(a, "Retry-After"));
		ck_assert_int_ge(wait, 1);
		ck_assert_int_le(wait, 2);
		/* Case and spaces make no other account. */
		a = try_password(
		    browser_new(server), text_format(" P%s ", emails[k] + 1), PASSWORD);
		if (k == 0)
			ck_status(a, 429);
	}
	/* The Kelvin sign, which some locales lower to a k, names nobody. */
	const char *kelvin = text_format("k%s", emails[0]);
	cli(PASSWORD, (const char *const[]){
			  "user", "add", "--email", kelvin, "--password-stdin", NULL});
	struct answer *stranger = try_password(
	    browser_new(server), text_format("\u212a%s", emails[0]), PASSWORD);
	ck_status(stranger, 401);
	sleep(3);
	struct answer *a = try_password(browser_new(server), emails[0], PASSWORD);
	ck_status(a, 303);
	/* Forgiven. */
	a = try_password(browser_new(server), emails[0], "bad");
	ck_status(a, 401);
}
END_TEST

START_TEST(an_address_is_slowed_down)
{
	struct browser *b = browser_new(server);
	int refused = 0;
	for (int i = 0; i < 52; i++)
		refused =
		    try_password(b, text_format("u%d@example.com", i), "bad")->status ==
		    429;
	ck_assert_int_eq(refused, 1);
	/* What a client says of itself is believed from trusted proxies only, and there
	 * the last one counts. */
	b->from = text_format("%s, %s", "X-Forwarded-For: 9.9.9.9", b->from + 17);
	ck_assert_int_eq(try_password(b, "u@example.com", "bad")->status, 429);
	ck_assert_int_eq(
	    try_password(browser_new(server), "u@example.com", "bad")->status, 401);
}
END_TEST

START_TEST(an_ipv6_network_is_slowed_down_as_one)
{
	struct browser *b = browser_new(server);
	int refused = 0;
	for (int i = 0; i < 52; i++) {
		b->from = text_format("X-Forwarded-For: 2001:db8:1:2::%x", i);
		refused =
		    try_password(b, text_format("v%d@example.com", i), "bad")->status ==
		    429;
	}
	ck_assert_int_eq(refused, 1);
	b->from = "X-Forwarded-For: 2001:db8:1:3::1";
	ck_assert_int_eq(try_password(b, "v@example.com", "bad")->status, 401);
}
END_TEST

static size_t
ignore(char *at, size_t size, size_t n, void *into)
{
	(void)at, (void)into;
	return size * n;
}

/* Starts signing in as somebody, from an address of their own. */
static CURL *
start_login(CURLM *many, struct browser *b, int i)
{
	CURL *curl = curl_easy_init();
	const char *cookie = header_of(&b->page, "Set-Cookie");
	struct curl_slist *headers =
	    curl_slist_append(NULL, text_format("X-Forwarded-For: 172.16.9.%d", i));
	keep((void (*)(void *))curl_slist_free_all, headers);
	curl_easy_setopt(curl, CURLOPT_URL, text_format("%s/login", server->url));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_COOKIE,
	    arena_cstr(arena, (struct text){cookie, strcspn(cookie, ";")}));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS,
	    FORM("csrf", input_of(&b->page, "csrf"), "login",
		text_format("wave%d@example.com", i), "password", "not this one"));
	curl_multi_add_handle(many, curl);
	return curl;
}

START_TEST(a_wave_of_logins_leaves_the_others_their_way)
{
	enum { LOGINS = 120, WORKERS = 16 };
	struct app app = web_app();
	struct browser *b = browser_new(server);
	CURLM *many = curl_multi_init();
	CURL *logins[LOGINS];
	int running = 0;
	visit(b, "/login");
	for (int i = 0; i < LOGINS; i++)
		logins[i] = start_login(many, b, i);
	int64_t sent = clock_now_ms() + 300;
	while (clock_now_ms() < sent) {
		curl_multi_perform(many, &running);
		curl_multi_poll(many, NULL, 0, 20, NULL);
	}
	struct answer a = client_credentials(app, "payments:read write:nothing");
	ck_error(&a, 400, "invalid_scope");
	struct answer page = ASK(.path = "/oauth2/authorize");
	ck_status(&page, 400);
	/* In turn with them it would have waited until the workers had the last ones. */
	curl_multi_perform(many, &running);
	ck_assert_int_gt(running, 2 * WORKERS);
	while (running) {
		curl_multi_perform(many, &running);
		curl_multi_poll(many, NULL, 0, 20, NULL);
	}
	for (int i = 0; i < LOGINS; i++) {
		long status = 0;
		curl_easy_getinfo(logins[i], CURLINFO_RESPONSE_CODE, &status);
		ck_assert_int_eq(status, 401);
		curl_multi_remove_handle(many, logins[i]);
		curl_easy_cleanup(logins[i]);
	}
	curl_multi_cleanup(many);
}
END_TEST

START_TEST(signing_up_makes_an_account)
{
	struct browser *b = browser_new(server);
	const char *email = text_format("new%d@example.com", (int)getpid());
	visit(b, "/signup");
	submit(b, "/signup",
	    FORM("email", email, "name", "\u5f20\u4e09", "password", "a fine long one"));
	ck_status(&b->page, 303);
	follow(b);
	ck_contains(b->page.body, "\u5f20\u4e09");
	/* Once only, whatever the case. */
	b = browser_new(server);
	visit(b, "/signup");
	submit(b, "/signup",
	    FORM("email", text_format("N%s", email + 1), "name", "", "password",
		"a fine long one"));
	ck_status(&b->page, 422);
	static const char *const bad[][2] = {{"", "a fine long one"},
	    {"no-at", "a fine long one"}, {"@x", "a fine long one"},
	    {"a@b@c", "a fine long one"}, {"a b@c", "a fine long one"},
	    {"<a@b>", "a fine long one"}, {"fresh@example.com", "short"},
	    {"fresh@example.com", "password"}, {"fresh@example.com", ""}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		visit(b, "/signup");
		submit(b, "/signup", FORM("email", bad[i][0], "password", bad[i][1]));
		ck_status(&b->page, 422);
		ck_contains(b->page.body, "aria-invalid=\"true\"");
	}
}
END_TEST

START_TEST(return_to_stays_on_this_server)
{
	static const char *const away[] = {"https://evil.example/", "//evil.example/",
	    "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
	    "/\t/evil.example", "evil.example", "/%0d%0aX:y\r\nSet-Cookie: a=b"};
	const char *email = person();
	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++) {
		struct browser *b = browser_new(server);
		visit(b, text_format("/login?%s", FORM("return_to", away[i])));
		ck_status(&b->page, 200);
		submit(b, "/login",
		    FORM("login", email, "password", PASSWORD, "return_to", away[i]));
		ck_status(&b->page, 303);
		ck_assert_str_eq(header_of(&b->page, "Location"), "/account");
	}
}
END_TEST

START_TEST(a_form_without_its_token_changes_nothing)
{
	const char *email = person();
	struct app app = web_app();
	struct browser *b = signed_in(email);
	allow(b, app, "payments:read", "");
	visit(b, "/account");
	const char *csrf = input_of(&b->page, "csrf");
	const char *end = text_format("/account/apps/%s/end", app.id);
	static const char *const posts[] = {
	    "/logout", "/consent", "/login", "/signup", "/developer/apps/new"};
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		struct answer a =
		    ASK(.browser = b->curl, .path = posts[i], .form = "a=b");
		ck_status(&a, 403);
		a = ASK(.browser = b->curl, .path = posts[i], .form = "csrf=AAAA");
		ck_status(&a, 403);
	}
	struct answer a = ASK(.browser = b->curl, .path = end, .form = "a=b");
	ck_status(&a, 403);
	/* Another browser's, and this one's after a new sign-in, are no good. */
	struct browser *other = signed_in(email);
	a = ASK(.browser = other->curl, .path = end, .form = FORM("csrf", csrf));
	ck_status(&a, 403);
	visit(b, "/login");
	sign_in(b, email);
	a = ASK(.browser = b->curl, .path = end, .form = FORM("csrf", csrf));
	ck_status(&a, 403);
	visit(b, "/account");
	ck_contains(b->page.body, app.id);
}
END_TEST

START_TEST(signing_out_ends_the_session_and_its_apps)
{
	struct app app = web_app(), api = resource_server(PAYMENTS);
	struct browser *b = signed_in(person());
	struct answer t = tokens_for(b, app, "payments:read");
	struct answer kept = tokens_for(b, app, "payments:read offline_access");
	visit(b, "/account");
	submit(b, "/logout", "");
	ck_status(&b->page, 303);
	ck_assert(!is_active(api, member(t.json, "access_token")));
	t = refresh(app, member(t.json, "refresh_token"));
	ck_error(&t, 400, "invalid_grant");
	kept = refresh(app, member(kept.json, "refresh_token"));
	ck_status(&kept, 200);
	visit(b, "/account");
	ck_status(&b->page, 303);
}
END_TEST

START_TEST(signing_in_anew_takes_the_apps_along)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	struct answer t = tokens_for(b, app, "payments:read");
	visit(b, "/login");
	sign_in(b, email);
	t = refresh(app, member(t.json, "refresh_token"));
	ck_status(&t, 200);
	visit(b, "/account");
	submit(b, "/logout", "");
	t = refresh(app, member(t.json, "refresh_token"));
	ck_error(&t, 400, "invalid_grant");
	/* Another person at this browser is the first one's signing out. */
	b = signed_in(email);
	t = tokens_for(b, app, "payments:read");
	visit(b, "/login");
	sign_in(b, person());
	t = refresh(app, member(t.json, "refresh_token"));
	ck_error(&t, 400, "invalid_grant");
}
END_TEST

START_TEST(a_code_on_its_way_dies_with_what_it_came_from)
{
	struct app app = web_app();
	const char *email = person();
	struct browser *b = signed_in(email);
	/* A scope was taken back by unticking it. */
	const char *code = code_of(b, app, "openid email payments:read");
	visit(b, authorize_path(app, "openid email payments:read", "&prompt=consent"));
	follow(b);
	decide(b, "allow", "openid payments:read");
	struct answer a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	/* The password was changed. */
	code = code_of(b, app, "openid payments:read");
	cli(PASSWORD,
	    (const char *const[]){"user", "set", email, "--password-stdin", NULL});
	a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	/* The session was ended. */
	b = signed_in(email);
	code = code_of(b, app, "openid payments:read");
	const char *outlives = code_of(b, app, "openid offline_access");
	visit(b, "/account");
	submit(b, "/logout", "");
	a = redeem(app, code);
	ck_error(&a, 400, "invalid_grant");
	a = redeem(app, outlives);
	ck_status(&a, 200);
}
END_TEST

START_TEST(a_cookie_of_an_ended_or_forged_session_is_nobody)
{
	const char *email = person();
	struct browser *b = browser_new(server);
	visit(b, "/login");
	sign_in(b, email);
	const char *cookie = strstr(b->page.head, "authz_session=");
	cookie = arena_cstr(arena, (struct text){cookie, strcspn(cookie, ";")});
	struct answer a =
	    ASK(.path = "/account", .header = {text_format("Cookie: %s", cookie)});
	ck_status(&a, 200);
	char *forged = (char *)(uintptr_t)text_format("Cookie: %s", cookie);
	for (size_t at = strlen("Cookie: authz_session="); at < strlen(forged) - 2;
	     at += 13) {
		char was = forged[at];
		forged[at] = was == 'A' ? 'B' : 'A';
		a = ASK(.path = "/account", .header = {forged});
		ck_status(&a, 303);
		forged[at] = was;
	}
	follow(b);
	submit(b, "/logout", "");
	a = ASK(.path = "/account", .header = {text_format("Cookie: %s", cookie)});
	ck_status(&a, 303);
}
END_TEST

START_TEST(pages_speak_the_persons_language)
{
	struct browser *b = browser_new(server);
	b->page =
	    ASK(.path = "/login", .header = {"Accept-Language: zh-CN,zh;q=0.9,en;q=0.8"});
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
	ck_contains(b->page.body, "\u767b\u5f55");
	b->page = ASK(.path = "/login", .header = {"Accept-Language: fr, en;q=0.5"});
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "en");
	visit(b, "/login?ui_locales=zh");
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
	visit(b, "/login");
	ck_assert_str_eq(header_of(&b->page, "Content-Language"), "zh");
}
END_TEST

static Suite *
people(void)
{
	return SUITE_OF("people", 120,
	    signing_in_sets_a_guarded_cookie_that_is_new_each_time,
	    a_wrong_password_and_an_unknown_account_look_the_same,
	    an_account_is_slowed_down_known_or_not, an_address_is_slowed_down,
	    an_ipv6_network_is_slowed_down_as_one,
	    a_wave_of_logins_leaves_the_others_their_way, signing_up_makes_an_account,
	    return_to_stays_on_this_server, a_form_without_its_token_changes_nothing,
	    signing_out_ends_the_session_and_its_apps,
	    signing_in_anew_takes_the_apps_along,
	    a_code_on_its_way_dies_with_what_it_came_from,
	    a_cookie_of_an_ended_or_forged_session_is_nobody,
	    pages_speak_the_persons_language);
}
SUITE(people);
