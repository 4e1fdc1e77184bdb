#include "http_test.h"

#include <string.h>

/* Eight bytes are looked at together: each byte at each place of two such words. */
enum { LONGEST = 19 };

static bool
may_stand(int c)
{
	return c == '\t' || (c >= ' ' && c != 0x7f);
}

START_TEST(a_value_has_no_control_character_wherever_it_stands)
{
	char value[LONGEST + 1] = {0};
	for (size_t n = 1; n <= LONGEST; n++)
		for (size_t at = 0; at < n; at++)
			for (int c = 1; c < 256; c++) {
				memset(value, 'x', n);
				value[at] = (char)c;
				rq.header_count = 0;
				send_header("X-Any", value);
				ck_assert_msg(!head_fault(&rq) == may_stand(c),
				    "byte %d at %zu of %zu", c, at, n);
			}
}
END_TEST

START_TEST(a_control_character_is_seen_behind_what_may_stand)
{
	send_header("X-Any", "\t\x80 caf\xc3\xa9 \xff~ and \x1f");
	ck_assert_ptr_nonnull(head_fault(&rq));
	rq.header_count = 0;
	send_header("X-Any", "\t\x80 caf\xc3\xa9 \xff~ and that is all");
	ck_assert_ptr_null(head_fault(&rq));
}
END_TEST

START_TEST(a_name_is_a_token)
{
	static const char *const names[] = {
	    "", "X Any", "X-Any ", "X\x01", "X:", "X\x80", "(X)"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		rq.header_count = 0;
		send_header(names[i], "x");
		ck_assert_msg(head_fault(&rq) != NULL, "%s", names[i]);
	}
	rq.header_count = 0;
	send_header("X-Any.!#$%&'*+^_`|~9", "x");
	ck_assert_ptr_null(head_fault(&rq));
}
END_TEST

START_TEST(the_length_and_the_host_are_told_once)
{
	send_header("content-length", "4");
	send_header("Host", "a");
	ck_assert_ptr_null(head_fault(&rq));
	send_header("Transfer-Encoding", "chunked");
	ck_assert_ptr_nonnull(head_fault(&rq));
	rq.header_count = 0;
	send_header("Transfer-Encoding", "gzip, chunked");
	ck_assert_ptr_nonnull(head_fault(&rq));
	rq.header_count = 0;
	send_header("Host", "a");
	send_header("host", "a");
	ck_assert_ptr_nonnull(head_fault(&rq));
}
END_TEST

Suite *
head_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: heads", &tc);
	tcase_add_test(tc, a_value_has_no_control_character_wherever_it_stands);
	tcase_add_test(tc, a_control_character_is_seen_behind_what_may_stand);
	tcase_add_test(tc, a_name_is_a_token);
	tcase_add_test(tc, the_length_and_the_host_are_told_once);
	return suite;
}
