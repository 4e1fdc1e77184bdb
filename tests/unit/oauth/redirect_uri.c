#include "oauth/redirect_uri.h"
#include "oauth_test.h"

static const char *const good_for_all[] = {"https://budget.example/cb",
    "https://budget.example", "https://budget.example:8443/cb?a=b&c=%20",
    "https://Budget.Example/CB", "https://192.0.2.7/", "https://[2001:db8::1]/cb",
    "https://[2001:db8::1]:8443/cb", "https://my_host.example/", "http://localhost/cb",
    "http://localhost:65535/cb", "http://127.0.0.1/cb", "http://127.0.0.1:1/",
    "http://[::1]:3000/cb"};

START_TEST(web_addresses_may_be_registered_by_every_kind_of_app)
{
	for (int kind = APP_WEB; kind <= APP_NATIVE; kind++)
		ck_fault(
		    redirect_uri_fault((enum app_kind)kind, text_of(good_for_all[_i])),
		    NULL, text_of(good_for_all[_i]));
	ck_assert(!redirect_uri_is_private_use(text_of(good_for_all[_i])));
}
END_TEST

/* RFC 8252 7.1. */
START_TEST(a_scheme_of_its_own_is_for_a_native_app)
{
	static const char *const uris[] = {"com.example.app:/cb",
	    "com.example.app://host/cb?x=1", "com.example.app:cb", "x-y.z+1:/"};
	for (size_t i = 0; i < COUNT_OF(uris); i++) {
		struct text uri = text_of(uris[i]);
		ck_fault(redirect_uri_fault(APP_NATIVE, uri), NULL, uri);
		ck_fault(
		    redirect_uri_fault(APP_WEB, uri), "redirect_uri.custom_kind", uri);
		ck_fault(redirect_uri_fault(APP_BROWSER, uri), "redirect_uri.custom_kind",
		    uri);
		ck_assert(redirect_uri_is_private_use(uri));
	}
}
END_TEST

static const struct {
	const char *uri, *fault;
} bad[] = {
    {"https://a.example/cb#", "redirect_uri.fragment"},
    {"https://a.example/cb#x", "redirect_uri.fragment"},
    {"com.example.app:/cb#x", "redirect_uri.fragment"},
    {"https://*.example/cb", "redirect_uri.wildcard"},
    {"https://a.example/*", "redirect_uri.wildcard"},
    {"https://user@a.example/cb", "redirect_uri.userinfo"},
    {"https://user:pass@a.example/cb", "redirect_uri.userinfo"},
    {"https://@a.example/cb", "redirect_uri.userinfo"},
    {"http://127.0.0.1@evil.example/", "redirect_uri.userinfo"},
    {"http://localhost:80@evil.example/", "redirect_uri.userinfo"},
    {"com.example.app://user@host/", "redirect_uri.userinfo"},
    {"http://a.example/cb", "redirect_uri.http"},
    {"http://127.0.0.2/cb", "redirect_uri.http"},
    {"http://127.0.0.1.evil.example/cb", "redirect_uri.http"},
    {"http://localhost.evil.example/cb", "redirect_uri.http"},
    {"http://LOCALHOST/cb", "redirect_uri.http"},
    {"http://[::2]/cb", "redirect_uri.http"},
    {"javascript:alert(1)", "redirect_uri.custom_dot"},
    {"data:text/html,x", "redirect_uri.custom_dot"},
    {"file:///etc/passwd", "redirect_uri.custom_dot"},
    {"vbscript:x", "redirect_uri.custom_dot"},
    {"blob:x", "redirect_uri.custom_dot"},
    {"myapp:/cb", "redirect_uri.custom_dot"},
    {"", "redirect_uri.malformed"},
    {"/cb", "redirect_uri.malformed"},
    {"//a.example/cb", "redirect_uri.malformed"},
    {"a.example/cb", "redirect_uri.malformed"},
    {":x", "redirect_uri.malformed"},
    {"https:", "redirect_uri.malformed"},
    {"https://", "redirect_uri.malformed"},
    {"https:a.example/cb", "redirect_uri.malformed"},
    {"https:///cb", "redirect_uri.malformed"},
    {"https://:443/cb", "redirect_uri.malformed"},
    {"https://a.example:/cb", "redirect_uri.malformed"},
    {"https://a.example:0/cb", "redirect_uri.malformed"},
    {"https://a.example:65536/cb", "redirect_uri.malformed"},
    {"https://a.example:80a/cb", "redirect_uri.malformed"},
    {"https://a.example:-1/cb", "redirect_uri.malformed"},
    {"https://[::1/cb", "redirect_uri.malformed"},
    {"https://[::1]x/cb", "redirect_uri.malformed"},
    {"https://[]/cb", "redirect_uri.malformed"},
    {"https://[127.0.0.1]/cb", "redirect_uri.malformed"},
    {"https://[fe80::1%25eth0]/cb", "redirect_uri.malformed"},
    {"https://a%2eexample/cb", "redirect_uri.malformed"},
    {"https://a,b/cb", "redirect_uri.malformed"},
    {"HTTPS://a.example/cb", "redirect_uri.malformed"},
    {"ht_tps://a.example/cb", "redirect_uri.malformed"},
    {" https://a.example/cb", "redirect_uri.characters"},
    {"https://a.example/c b", "redirect_uri.characters"},
    {"https://a.example/cb\n", "redirect_uri.characters"},
    {"https://a.example\\@evil.example/", "redirect_uri.characters"},
    {"https://a.example/\"", "redirect_uri.characters"},
    {"https://a.example/<b>", "redirect_uri.characters"},
    {"https://a.example/{id}", "redirect_uri.characters"},
    {"https://a.example/\x7f", "redirect_uri.characters"},
    {"https://b\xc3\xbc"
     "cher.example/",
	"redirect_uri.characters"},
};

START_TEST(what_could_lead_astray_may_not_be_registered)
{
	struct text uri = text_of(bad[_i].uri);
	ck_fault(redirect_uri_fault(APP_NATIVE, uri), bad[_i].fault, uri);
	ck_assert_ptr_nonnull(redirect_uri_fault(APP_WEB, uri));
}
END_TEST

START_TEST(a_redirect_uri_is_not_longer_than_2000_bytes)
{
	char *at = arena_alloc(arena, 2002);
	memset(at, 'a', 2001);
	memcpy(at, "https://a.example/", 18);
	ck_fault(redirect_uri_fault(APP_WEB, (struct text){at, 2000}), NULL, NO_TEXT);
	ck_fault(redirect_uri_fault(APP_WEB, (struct text){at, 2001}),
	    "redirect_uri.long", NO_TEXT);
}
END_TEST

static const struct {
	const char *registered, *asked;
	bool match;
} pairs[] = {
    {"https://a.example/cb", "https://a.example/cb", true},
    {"https://a.example/cb", "https://a.example/cb/", false},
    {"https://a.example/cb", "https://a.example/CB", false},
    {"https://a.example/cb", "https://A.example/cb", false},
    {"https://a.example/cb", "https://a.example/cb?x=1", false},
    {"https://a.example/cb", "https://a.example/c%62", false},
    {"https://a.example/cb", "https://a.example:443/cb", false},
    {"https://a.example/cb", "http://a.example/cb", false},
    {"https://a.example/cb", "https://a.example/cb/../evil", false},
    {"https://a.example/cb", "https://a.example/c", false},
    {"https://a.example/cb", "", false},
    {"com.example.app:/cb", "com.example.app:/cb", true},
    {"com.example.app:/cb", "com.example.app:/cb2", false},
    /* RFC 8252 7.3: any port of the loopback literals, and nothing else. */
    {"http://127.0.0.1/cb", "http://127.0.0.1:52011/cb", true},
    {"http://127.0.0.1:3000/cb", "http://127.0.0.1:52011/cb", true},
    {"http://127.0.0.1:3000/cb", "http://127.0.0.1/cb", true},
    {"http://[::1]/cb?x=1", "http://[::1]:1/cb?x=1", true},
    {"http://127.0.0.1", "http://127.0.0.1:8080", true},
    {"http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:80x/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:80/cb2", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:80/cb?x=1", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:80/cb#x", false},
    {"http://127.0.0.1/cb", "http://[::1]:80/cb", false},
    {"http://127.0.0.1/cb", "http://localhost:80/cb", false},
    {"http://127.0.0.1/cb", "https://127.0.0.1:80/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false},
    {"http://127.0.0.1/cb", "http://x@127.0.0.1:80/cb", false},
    {"http://127.0.0.1/cb", "http://127.0.0.1.evil.example:80/cb", false},
    {"http://localhost/cb", "http://localhost:80/cb", false},
    {"https://127.0.0.1/cb", "https://127.0.0.1:80/cb", false},
};

START_TEST(a_redirect_uri_matches_to_the_character_but_for_loopback_ports)
{
	struct text registered = text_of(pairs[_i].registered);
	ck_assert_msg(redirect_uri_matches((struct texts){&registered, 1},
			  text_of(pairs[_i].asked)) == pairs[_i].match,
	    "%s, %s", pairs[_i].registered, pairs[_i].asked);
}
END_TEST

START_TEST(any_of_the_registered_ones_may_match)
{
	static const struct text registered[] = {TEXT_INIT("https://a.example/cb"),
	    TEXT_INIT("http://[::1]/cb"), TEXT_INIT("http://127.0.0.1/cb")};
	struct texts all = {registered, COUNT_OF(registered)};
	ck_assert(redirect_uri_matches(all, TEXT("https://a.example/cb")));
	ck_assert(redirect_uri_matches(all, TEXT("http://127.0.0.1:7/cb")));
	ck_assert(!redirect_uri_matches(all, TEXT("https://b.example/cb")));
	ck_assert(!redirect_uri_matches((struct texts){NULL, 0}, NO_TEXT));
}
END_TEST

START_TEST(a_form_may_lead_to_the_scheme_of_the_uri)
{
	ck_text(redirect_uri_form_action(arena, TEXT("https://a.example/cb")),
	    TEXT("https:"));
	ck_text(redirect_uri_form_action(arena, TEXT("com.example.app:/cb")),
	    TEXT("com.example.app:"));
}
END_TEST

Suite *
redirect_uri_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("oauth: redirect URIs", &tc);
	tcase_add_loop_test(tc, web_addresses_may_be_registered_by_every_kind_of_app, 0,
	    COUNT_OF(good_for_all));
	tcase_add_test(tc, a_scheme_of_its_own_is_for_a_native_app);
	tcase_add_loop_test(
	    tc, what_could_lead_astray_may_not_be_registered, 0, COUNT_OF(bad));
	tcase_add_test(tc, a_redirect_uri_is_not_longer_than_2000_bytes);
	tcase_add_loop_test(tc,
	    a_redirect_uri_matches_to_the_character_but_for_loopback_ports, 0,
	    COUNT_OF(pairs));
	tcase_add_test(tc, any_of_the_registered_ones_may_match);
	tcase_add_test(tc, a_form_may_lead_to_the_scheme_of_the_uri);
	return suite;
}
