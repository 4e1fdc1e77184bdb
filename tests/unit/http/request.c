#include "http_test.h"

START_TEST(a_header_is_found_in_any_case_and_the_first_counts)
{
	send_header("Authorization", "Basic x");
	send_header("AUTHORIZATION", "Bearer y");
	ck_text_is(request_header(&rq, TEXT("authorization")), "Basic x");
	ck_assert_uint_eq(request_header_count(&rq, TEXT("Authorization")), 2);
	ck_text_is(request_header(&rq, TEXT("Authorizatio")), "");
	ck_assert_uint_eq(request_header_count(&rq, TEXT("Accept")), 0);
}
END_TEST

START_TEST(an_answer_keeps_all_its_headers_in_order)
{
	struct response *rs = respond_json(&rq, 200, TEXT("{}"));
	for (int i = 0; i < 20; i++) {
		struct text name = arena_printf(arena, "X-%d", i);
		response_header(&rq, rs, name, name);
		request_add_header(&rq, name, name);
	}
	ck_assert_uint_eq(rs->header_count, 21);
	ck_assert_uint_eq(rq.extra_count, 20);
	ck_text_is(rs->headers[0].value, "application/json");
	ck_text_is(rs->headers[20].value, "X-19");
	ck_text_is(extra_header("x-0"), "X-0");
	ck_text_is(extra_header("x-19"), "X-19");
}
END_TEST

/* RFC 9700 4.12: 307 would send the password on. */
START_TEST(a_redirect_is_303)
{
	struct response *rs = respond_redirect(&rq, TEXT("https://a.example/?x=1"));
	ck_assert_int_eq(rs->status, 303);
	ck_text_is(rs->headers[0].name, "Location");
	ck_text_is(rs->headers[0].value, "https://a.example/?x=1");
	ck_assert_uint_eq(rs->body.n, 0);
	ck_assert_ptr_null(no_store(&rq));
	ck_text_is(extra_header("Cache-Control"), "no-store");
}
END_TEST

Suite *
request_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: requests and answers", &tc);
	tcase_add_test(tc, a_header_is_found_in_any_case_and_the_first_counts);
	tcase_add_test(tc, an_answer_keeps_all_its_headers_in_order);
	tcase_add_test(tc, a_redirect_is_303);
	return suite;
}
