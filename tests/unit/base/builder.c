#include "base_test.h"

static struct text
json(struct text t)
{
	struct builder b = builder_new(arena, 0);
	build_json_string(&b, t);
	return builder_text(&b);
}

START_TEST(pieces_add_up_across_many_growths)
{
	struct builder b = builder_new(arena, 0);
	for (int i = 0; i < 5000; i++) {
		build_char(&b, 'a');
		build_text(&b, TEXT("bc"));
		build_printf(&b, "%d", i % 10);
		build_bytes(&b, NULL, 0);
	}
	struct text t = builder_text(&b);
	ck_assert_uint_eq(t.n, 20000);
	for (size_t i = 0; i < 5000; i++) {
		char want[8] = {'a', 'b', 'c', (char)('0' + i % 10)};
		ck_text(text_part(t, 4 * i, 4), (struct text){want, 4});
	}
}
END_TEST

START_TEST(printf_at_the_edge_of_the_room_is_whole)
{
	for (size_t n = 0; n < 200; n++) {
		struct builder b = builder_new(arena, 0);
		for (size_t i = 0; i < n; i++)
			build_char(&b, '.');
		build_printf(&b, "%s", "exactly");
		build_printf(&b, "%s", "");
		ck_assert_uint_eq(b.n, n + 7);
		ck_assert_uint_le(b.n, b.room);
		ck_assert(text_ends(builder_text(&b), TEXT("exactly")));
	}
}
END_TEST

START_TEST(percent_leaves_the_unreserved_alone)
{
	struct builder b = builder_new(arena, 0);
	build_percent(&b, TEXT("AZaz09-._~ /?&=+%\xc3\xa4\x00"));
	ck_text(builder_text(&b), TEXT("AZaz09-._~%20%2F%3F%26%3D%2B%25%C3%A4%00"));
}
END_TEST

START_TEST(a_query_begins_or_goes_on)
{
	struct builder b = builder_new(arena, 0);
	build_text(&b, TEXT("https://a/cb"));
	build_query(&b, TEXT("code"), TEXT("x y"));
	build_query(&b, TEXT("state"), TEXT("a&b"));
	ck_text(builder_text(&b), TEXT("https://a/cb?code=x%20y&state=a%26b"));
}
END_TEST

START_TEST(html_is_escaped_for_text_and_attributes)
{
	struct builder b = builder_new(arena, 0);
	build_html(&b, TEXT("<a href=\"x\">'&'</a>"));
	ck_text(builder_text(&b),
	    TEXT("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"));
}
END_TEST

START_TEST(json_escapes_quotes_and_controls)
{
	ck_text(json(TEXT("a\"b\\c/")), TEXT("\"a\\\"b\\\\c/\""));
	ck_text(json(TEXT("\x00\x1f\n\x7f")), TEXT("\"\\u0000\\u001f\\u000a\\u007f\""));
	ck_text(json(NO_TEXT), TEXT("\"\""));
	ck_text(json(TEXT("\xe4\xbd\xa0\xf0\x9f\x98\x80\xc2\xa0")),
	    TEXT("\"\xe4\xbd\xa0\xf0\x9f\x98\x80\xc2\xa0\""));
}
END_TEST

START_TEST(json_keeps_to_one_line_for_every_reader)
{
	ck_text(json(TEXT("\xc2\x80\xc2\x85\xc2\x9b\xc2\x9f")),
	    TEXT("\"\\u0080\\u0085\\u009b\\u009f\""));
	ck_text(json(TEXT("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa")),
	    TEXT("\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\""));
}
END_TEST

#define BAD "\xef\xbf\xbd"

START_TEST(json_replaces_what_is_not_utf8)
{
	ck_text(json(TEXT("a\xff"
			  "b")),
	    TEXT("\"a" BAD "b\""));
	ck_text(json(TEXT("\xc3")), TEXT("\"" BAD "\""));
	ck_text(json(TEXT("\xc3\"")), TEXT("\"" BAD "\\\"\""));
	ck_text(json(TEXT("\xe2\x82")), TEXT("\"" BAD BAD "\""));
	ck_text(json(TEXT("\xc0\x80")), TEXT("\"" BAD BAD "\""));
	ck_text(json(TEXT("\xed\xa0\x80")), TEXT("\"" BAD BAD BAD "\""));
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char pair[] = {(char)first, (char)second};
			struct text t = json((struct text){pair, 2});
			ck_assert(utf8_valid(t));
			for (size_t i = 0; i < t.n; i++)
				ck_assert_uint_ge((unsigned char)t.at[i], 0x20);
		}
	}
}
END_TEST

Suite *
builder_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("base: builder", &tc);
	tcase_add_test(tc, pieces_add_up_across_many_growths);
	tcase_add_test(tc, printf_at_the_edge_of_the_room_is_whole);
	tcase_add_test(tc, percent_leaves_the_unreserved_alone);
	tcase_add_test(tc, a_query_begins_or_goes_on);
	tcase_add_test(tc, html_is_escaped_for_text_and_attributes);
	tcase_add_test(tc, json_escapes_quotes_and_controls);
	tcase_add_test(tc, json_keeps_to_one_line_for_every_reader);
	tcase_add_test(tc, json_replaces_what_is_not_utf8);
	return suite;
}
