#include "suites.h"

#include "base/embedded.h"
#include "html/page.h"

#include <stdlib.h>

START_TEST(every_language_has_every_phrase)
{
	ck_assert(pages_load(NO_TEXT));
}
END_TEST

static const struct {
	const char *ui_locales, *accept_language;
	enum language expected;
} choices[] = {
    {"", "", LANGUAGE_EN},
    {"", "zh-CN,zh;q=0.9,en;q=0.8", LANGUAGE_ZH},
    {"", "en-GB, zh;q=0.9", LANGUAGE_EN},
    {"", "zh;q=0.2, en;q=0.3", LANGUAGE_EN},
    {"", "zh;q=0.30, en;q=0.299", LANGUAGE_ZH},
    {"", "zh;q=0", LANGUAGE_EN},
    {"", "fr, zh-Hans;q=0.1", LANGUAGE_ZH},
    {"zh-Hans-CN en", "en", LANGUAGE_ZH},
    {"fr en", "zh", LANGUAGE_EN},
    {"fr", "zh", LANGUAGE_ZH},
    {"", ";;;,,q=,zh;q=x", LANGUAGE_EN},
};

START_TEST(the_language_is_what_the_request_prefers)
{
	ck_assert_int_eq(language_choose(text_of(choices[_i].ui_locales),
			     text_of(choices[_i].accept_language)),
	    choices[_i].expected);
}
END_TEST

static const char evil[] = "\"'><script>alert(1)</script>";

START_TEST(no_page_lets_markup_through)
{
	struct arena *a = arena_new();
	ck_assert(pages_load(NO_TEXT));
	for (const struct embedded_file *f = embedded_templates; f->name; f++) {
		struct text name = text_of(f->name);
		if (!text_ends(name, TEXT(".html")) || text_index(name, '/') < name.n)
			continue;
		json_t *data = json_object();
		static const char *const members[] = {"title", "name", "app_name",
		    "email", "value", "error", "uri", "client_id", "fault", "csrf",
		    "path", "homepage"};
		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
			json_object_set_new(data, members[i], json_string(evil));
		struct text page = page_render(
		    a, LANGUAGE_EN, arena_cstr(a, text_part(name, 0, name.n - 5)), data);
		ck_assert_msg(
		    !memmem(page.at, page.n, "<script>alert", 13), "%s", f->name);
	}
	arena_free(a);
}
END_TEST

START_TEST(static_files_have_a_type_and_a_tag)
{
	struct text body, type, etag;
	ck_assert(pages_load(NO_TEXT));
	ck_assert(static_file(TEXT("authz.css"), &body, &type, &etag));
	ck_assert(text_eq(type, TEXT("text/css; charset=utf-8")));
	ck_assert_uint_gt(body.n, 100);
	ck_assert_uint_gt(etag.n, 8);
	ck_assert(!static_file(TEXT("../layout.html"), &body, &type, &etag));
	ck_assert(!static_file(TEXT(""), &body, &type, &etag));
}
END_TEST

START_TEST(a_folder_overrides_single_templates)
{
	struct arena *a = arena_new();
	char folder[] = "/tmp/authz-templates-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(folder));
	struct text file = arena_printf(a, "%s/error.html", folder);
	FILE *f = fopen(file.at, "w");
	fputs("<p>our own {{title}}</p>", f);
	fclose(f);
	ck_assert(pages_load(text_of(folder)));
	struct text page =
	    page_render(a, LANGUAGE_EN, "error", json_pack("{ss}", "title", "words"));
	ck_assert_ptr_nonnull(memmem(page.at, page.n, "our own words", 13));
	remove(file.at);
	remove(folder);
	ck_assert(!pages_load(TEXT("/nonexistent")));
	arena_free(a);
}
END_TEST

Suite *
page_suite(void)
{
	Suite *s = suite_create("page");
	TCase *t = tcase_create("page");
	tcase_add_test(t, every_language_has_every_phrase);
	tcase_add_loop_test(t, the_language_is_what_the_request_prefers, 0,
	    sizeof(choices) / sizeof(choices[0]));
	tcase_add_test(t, no_page_lets_markup_through);
	tcase_add_test(t, static_files_have_a_type_and_a_tag);
	tcase_add_test(t, a_folder_overrides_single_templates);
	suite_add_tcase(s, t);
	return s;
}
