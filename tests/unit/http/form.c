#include "http_test.h"

static struct form form;

static void
parse(struct text encoded)
{
	const char *fault = form_parse(arena, encoded, &form);
	ck_assert_msg(!fault, "%.*s: %s", TEXT_ARG(encoded), fault);
}

static void
ck_field(size_t i, const char *name, const char *value)
{
	ck_assert_uint_lt(i, form.n);
	ck_text_is(form.at[i].name, name);
	ck_text_is(form.at[i].value, value);
}

START_TEST(names_and_values_are_decoded_in_order)
{
	parse(TEXT("grant_type=authorization_code&code=a%2Bb&redirect%5Furi=x+y%20z"));
	ck_assert_uint_eq(form.n, 3);
	ck_field(0, "grant_type", "authorization_code");
	ck_field(1, "code", "a+b");
	ck_field(2, "redirect_uri", "x y z");
}
END_TEST

START_TEST(only_the_first_equals_sign_separates)
{
	parse(TEXT("a=b=c&d&=e&f=&%3D=%26"));
	ck_assert_uint_eq(form.n, 5);
	ck_field(0, "a", "b=c");
	ck_field(1, "d", "");
	ck_field(2, "", "e");
	ck_field(3, "f", "");
	ck_field(4, "=", "&");
}
END_TEST

START_TEST(empty_pieces_are_skipped)
{
	parse(TEXT("&&a=1&&&b=2&"));
	ck_assert_uint_eq(form.n, 2);
	parse(TEXT(""));
	ck_assert_uint_eq(form.n, 0);
	parse(NO_TEXT);
	ck_assert_uint_eq(form.n, 0);
	ck_text_is(form_get(form, TEXT("a")), "");
}
END_TEST

START_TEST(an_empty_value_counts_as_left_out_but_not_in_the_count)
{
	parse(TEXT("scope=&scope=a&scope=&scope=b&state"));
	ck_text_is(form_get(form, TEXT("scope")), "a");
	/* Sent four times is sent more than once, whatever stands in them. */
	ck_assert_uint_eq(form_count(form, TEXT("scope")), 4);
	struct texts all = form_all(arena, form, TEXT("scope"));
	ck_assert_uint_eq(all.n, 2);
	ck_text_is(all.at[1], "b");
	ck_assert_uint_eq(form_count(form, TEXT("state")), 1);
	ck_text_is(form_get(form, TEXT("state")), "");
	ck_assert_uint_eq(form_count(form, TEXT("Scope")), 0);
	ck_assert_uint_eq(form_all(arena, form, TEXT("none")).n, 0);
}
END_TEST

START_TEST(what_is_not_urlencoded_utf8_is_refused)
{
	static const char *const bad[] = {"a=%", "a=%4", "a=%zz", "%g0=a", "a=1&b=%+1",
	    "a=%00", "%00=a", "a=%ff", "a=%c0%80", "a=%ed%a0%80", "\xff=a", "a=\xc3"};
	ck_assert_msg(form_parse(arena, text_of(bad[_i]), &form), "%s", bad[_i]);
	ck_assert_ptr_nonnull(form_parse(arena, TEXT("a=b\0c"), &form));
}
END_TEST

START_TEST(a_hundred_fields_are_the_most)
{
	struct builder b = builder_new(arena, 512);
	build_text(&b, TEXT("a=1"));
	for (int i = 1; i < 100; i++)
		build_text(&b, TEXT("&a=1"));
	parse(builder_text(&b));
	ck_assert_uint_eq(form_count(form, TEXT("a")), 100);
	build_text(&b, TEXT("&a=1"));
	ck_assert_ptr_nonnull(form_parse(arena, builder_text(&b), &form));
}
END_TEST

static const struct response *
note_error(struct request *request, const struct error_answer *e)
{
	return respond(request, e->status, NO_TEXT, NO_TEXT);
}

static const struct server_options options = {.answer_error = note_error};

START_TEST(a_body_is_read_as_a_form_when_it_says_so)
{
	static const struct {
		const char *type;
		bool good;
	} types[] = {{"application/x-www-form-urlencoded", true},
	    {"Application/X-WWW-Form-Urlencoded; charset=UTF-8", true},
	    {"application/x-www-form-urlencoded ;q", true}, {"application/json", false},
	    {"multipart/form-data; boundary=x", false}, {"text/plain", false},
	    {"application/x-www-form-urlencodedx", false},
	    {"x; application/x-www-form-urlencoded", false}, {"", false}};
	steps_use(&options);
	rq.body = TEXT("a=1");
	send_header("content-type", types[_i].type);
	const struct response *answer = read_form(&rq);
	ck_assert_int_eq(answer == NULL, types[_i].good);
	if (answer)
		ck_assert_int_eq(answer->status, 400);
	else
		ck_text_is(form_get(rq.form, TEXT("a")), "1");
}
END_TEST

START_TEST(a_malformed_form_or_query_is_answered_with_400)
{
	steps_use(&options);
	send_header("Content-Type", "application/x-www-form-urlencoded");
	rq.body = rq.query = TEXT("a=%zz");
	ck_assert_int_eq(read_form(&rq)->status, 400);
	ck_assert_int_eq(read_query(&rq)->status, 400);
	rq.query = TEXT("b=2");
	ck_assert_ptr_null(read_query(&rq));
	ck_text_is(form_get(rq.parameters, TEXT("b")), "2");
}
END_TEST

Suite *
form_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: forms", &tc);
	tcase_add_test(tc, names_and_values_are_decoded_in_order);
	tcase_add_test(tc, only_the_first_equals_sign_separates);
	tcase_add_test(tc, empty_pieces_are_skipped);
	tcase_add_test(tc, an_empty_value_counts_as_left_out_but_not_in_the_count);
	tcase_add_loop_test(tc, what_is_not_urlencoded_utf8_is_refused, 0, 12);
	tcase_add_test(tc, a_hundred_fields_are_the_most);
	tcase_add_loop_test(tc, a_body_is_read_as_a_form_when_it_says_so, 0, 9);
	tcase_add_test(tc, a_malformed_form_or_query_is_answered_with_400);
	return suite;
}
