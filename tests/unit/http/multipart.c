#include "http_test.h"

#define TYPE "multipart/form-data; boundary=xx"
#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name)                                                                  \
	"Content-Disposition: form-data; name=\"" name "\"; filename=\"a\"\r\n"

static struct form fields, files;

static const char *
parse(const char *type, struct text body)
{
	return multipart_parse(arena, text_of(type), body, &fields, &files);
}

START_TEST(fields_and_files_are_told_apart)
{
	ck_assert_ptr_null(
	    parse(TYPE, TEXT("--xx\r\n" FIELD("csrf") "token\r\n--xx\r\n" FILE_PART(
			    "logo") "Content-Type: "
				    "image/"
				    "png\r\n\r\n\x89PNG\r\n\0\xff\r\n-\r\n--"
				    "xx\r\n" FIELD("") "\r\n--xx--\r\n")));
	ck_assert_uint_eq(fields.n, 2);
	ck_text_is(form_get(fields, TEXT("csrf")), "token");
	ck_text_is(fields.at[1].name, "");
	ck_text_is(fields.at[1].value, "");
	ck_assert_uint_eq(files.n, 1);
	ck_text_is(files.at[0].name, "logo");
	ck_text(files.at[0].value, TEXT("\x89PNG\r\n\0\xff\r\n-"));
}
END_TEST

START_TEST(a_form_without_parts_is_one)
{
	ck_assert_ptr_null(parse(TYPE, TEXT("--xx--")));
	ck_assert_uint_eq(fields.n + files.n, 0);
}
END_TEST

START_TEST(a_boundary_may_be_quoted_and_has_the_characters_of_the_standard)
{
	static const struct {
		const char *type;
		bool good;
	} types[] = {{"multipart/form-data; boundary=\"xx\"", true},
	    {"multipart/form-data;charset=utf-8;  Boundary=xx", true},
	    {"multipart/form-data", false}, {"multipart/form-data; boundary=", false},
	    {"multipart/form-data; boundary=\"\"", false},
	    {"multipart/form-data; boundary=xx; boundary=xx", false},
	    {"multipart/form-data; boundary=x\"x", false},
	    {"multipart/form-data; boundary=\"xx \"", false},
	    {"multipart/form-data; boundary=yy", false}};
	bool good = !parse(types[_i].type, TEXT("--xx\r\n" FIELD("a") "1\r\n--xx--"));
	ck_assert_msg(good == types[_i].good, "%s", types[_i].type);
	const char *longest = "multipart/form-data; boundary="
			      "0123456789012345678901234567890123456789"
			      "012345678901234567890123456789";
	struct builder b = builder_new(arena, 256);
	build_printf(&b, "--%s--", strchr(longest, '=') + 1);
	ck_assert_ptr_null(parse(longest, builder_text(&b)));
	ck_assert_ptr_nonnull(
	    parse(arena_cstr(arena, arena_printf(arena, "%s0", longest)),
		arena_printf(arena, "--%s0--", strchr(longest, '=') + 1)));
}
END_TEST

START_TEST(what_browsers_do_not_send_is_refused)
{
	static const struct text bad[] = {TEXT_INIT(""), TEXT_INIT("--xx"),
	    TEXT_INIT("--xx\r\n"), TEXT_INIT("\r\n--xx--"),
	    TEXT_INIT("hello\r\n--xx\r\n" FIELD("a") "1\r\n--xx--"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "1\r\n--xx--\r\nmore"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "1\r\n--xx-"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "1\r\n--x"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "1\r\n--xxy\r\n" FIELD("b") "1\r\n--xx--"),
	    TEXT_INIT("--xx\n" FIELD("a") "1\r\n--xx--"),
	    TEXT_INIT("--xx \r\n" FIELD("a") "1\r\n--xx--"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "\xff\r\n--xx--"),
	    TEXT_INIT("--xx\r\n" FIELD("a") "b\0c\r\n--xx--"),
	    TEXT_INIT("--xx\r\n" FIELD("\xff") "1\r\n--xx--"),
	    TEXT_INIT("--xx\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Type: text/plain\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT(
		"--xx\r\nContent-Transfer-Encoding: base64\r\n" FIELD("a") "1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; name=\"b\"\r\n" FIELD(
		"a") "1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n"
		      "--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT(
		"--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n"
		      "--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\""
		      "\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n1"
		      "\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; name=\"a\"; "
		      "filename*=utf-8''a\r\n\r\n1\r\n--xx--"),
	    TEXT_INIT("--xx\r\nContent-Disposition: form-data; name=\"a\"; "
		      "filename=\"a\"; filename=\"b\"\r\n\r\n1\r\n--xx--")};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(parse(TYPE, bad[i]), "%zu: %.*s", i, TEXT_ARG(bad[i]));
}
END_TEST

START_TEST(twenty_parts_are_the_most)
{
	struct builder b = builder_new(arena, 2048);
	for (int i = 0; i < 20; i++)
		build_text(&b, TEXT("--xx\r\n" FIELD("a") "1\r\n"));
	struct text most = builder_text(&b);
	ck_assert_ptr_null(
	    parse(TYPE, arena_printf(arena, "%.*s--xx--", TEXT_ARG(most))));
	ck_assert_uint_eq(form_count(fields, TEXT("a")), 20);
	build_text(&b, TEXT("--xx\r\n" FIELD("a") "1\r\n--xx--"));
	ck_assert_ptr_nonnull(parse(TYPE, builder_text(&b)));
}
END_TEST

static const struct response *
note_error(struct request *request, const struct error_answer *e)
{
	return respond(request, e->status, NO_TEXT, NO_TEXT);
}

START_TEST(an_upload_may_come_as_either_kind_of_form)
{
	static const struct server_options options = {.answer_error = note_error};
	steps_use(&options);
	rq.body = TEXT(
	    "--xx\r\n" FIELD("csrf") "1\r\n--xx\r\n" FILE_PART("logo") "\r\n2\r\n--xx--");
	send_header("Content-Type", _i ? "application/json" : TYPE);
	const struct response *answer = read_upload(&rq);
	ck_assert_int_eq(answer == NULL, !_i);
	if (_i)
		return;
	ck_text_is(form_get(rq.form, TEXT("csrf")), "1");
	ck_text_is(form_get(rq.files, TEXT("logo")), "2");
	ck_text_is(form_get(rq.form, TEXT("logo")), "");
	rq.body = TEXT("--xx");
	ck_assert_int_eq(read_upload(&rq)->status, 400);
}
END_TEST

Suite *
multipart_suite(void)
{
	TCase *tc;
	Suite *suite = suite_with("http: forms with files", &tc);
	tcase_add_test(tc, fields_and_files_are_told_apart);
	tcase_add_test(tc, a_form_without_parts_is_one);
	tcase_add_loop_test(
	    tc, a_boundary_may_be_quoted_and_has_the_characters_of_the_standard, 0, 9);
	tcase_add_test(tc, what_browsers_do_not_send_is_refused);
	tcase_add_test(tc, twenty_parts_are_the_most);
	tcase_add_loop_test(tc, an_upload_may_come_as_either_kind_of_form, 0, 2);
	return suite;
}
