#include "http_test.h"

START_TEST(a_cookie_is_found_among_others)
{
	send_header("Accept", "session=wrong");
	send_header("cookie", "a=b; session=one=two ;\tlast=; session=second");
	send_header("Cookie", "other=3");
	ck_text_is(request_cookie(&rq, TEXT("a")), "b");
	ck_text_is(request_cookie(&rq, TEXT("session")), "one=two");
	ck_text_is(request_cookie(&rq, TEXT("last")), "");
	ck_text_is(request_cookie(&rq, TEXT("other")), "3");
}
END_TEST

START_TEST(a_cookie_of_another_name_is_not_taken_for_it)
{
	send_header("Cookie", "xsession=1; session =2; Session=3; sessionx=4; session");
	ck_text_is(request_cookie(&rq, TEXT("session")), "");
	ck_text_is(request_cookie(&rq, TEXT("none")), "");
}
END_TEST

START_TEST(over_http_a_cookie_has_its_bare_name)
{
	cookie_set(&rq, TEXT("session"), TEXT("v"), 60);
	ck_text_is(extra_header("Set-Cookie"),
	    "session=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
	send_header("Cookie", "__Host-session=secure; session=plain");
	ck_text_is(cookie_get(&rq, TEXT("session")), "plain");
}
END_TEST

START_TEST(over_https_a_cookie_is_bound_to_this_host)
{
	rq.https = true;
	cookie_set(&rq, TEXT("session"), TEXT("v"), 0);
	ck_text_is(extra_header("Set-Cookie"),
	    "__Host-session=v; Path=/; HttpOnly; SameSite=Lax; Secure");
	/* A neighbour on another port or host can set the bare name, not this one. */
	send_header("Cookie", "session=planted; __Host-session=ours");
	ck_text_is(cookie_get(&rq, TEXT("session")), "ours");
	rq.header_count = 0;
	send_header("Cookie", "session=planted");
	ck_text_is(cookie_get(&rq, TEXT("session")), "");
}
END_TEST

START_TEST(a_cookie_is_removed_by_letting_it_expire)
{
	cookie_set(&rq, TEXT("session"), NO_TEXT, -1);
	ck_text_is(extra_header("Set-Cookie"),
	    "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}
END_TEST

Suite *
cookie_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: cookies", &tc);
	tcase_add_test(tc, a_cookie_is_found_among_others);
	tcase_add_test(tc, a_cookie_of_another_name_is_not_taken_for_it);
	tcase_add_test(tc, over_http_a_cookie_has_its_bare_name);
	tcase_add_test(tc, over_https_a_cookie_is_bound_to_this_host);
	tcase_add_test(tc, a_cookie_is_removed_by_letting_it_expire);
	return suite;
}
