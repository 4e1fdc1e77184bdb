#include "suites.h"

#include "html/mustache.h"

#include <stdio.h>

static const char *const modules[] = {
    "comments", "delimiters", "interpolation", "inverted", "partials", "sections"};

static struct text
spec_partial(void *context, struct text name)
{
	struct arena *a = arena_new();
	const char *source =
	    json_string_value(json_object_get(context, arena_cstr(a, name)));
	arena_free(a);
	return text_of(source);
}

static void
check_case(const char *module, json_t *test)
{
	struct arena *a = arena_new();
	const struct mustache_hooks hooks = {
	    spec_partial, NULL, json_object_get(test, "partials")};
	struct text got = mustache_render(a,
	    text_of(json_string_value(json_object_get(test, "template"))),
	    json_object_get(test, "data"), &hooks);
	const char *expected = json_string_value(json_object_get(test, "expected"));
	ck_assert_msg(text_eq(got, text_of(expected)), "%s: %s\nexpected: %s\ngot: %.*s",
	    module, json_string_value(json_object_get(test, "name")), expected,
	    (int)got.n, got.at);
	arena_free(a);
}

START_TEST(every_case_of_the_specification_passes)
{
	char path[512];
	size_t i;
	json_t *test;
	snprintf(path, sizeof(path), TEST_DATA "/mustache-spec/%s.json", modules[_i]);
	json_t *spec = json_load_file(path, 0, NULL);
	json_t *tests = json_object_get(spec, "tests");
	ck_assert_uint_gt(json_array_size(tests), 4);
	json_array_foreach(tests, i, test) check_case(modules[_i], test);
	json_decref(spec);
}
END_TEST

static struct text
itself(void *context, struct text name)
{
	(void)name;
	return text_of(context);
}

START_TEST(a_partial_that_calls_itself_ends)
{
	struct arena *a = arena_new();
	const struct mustache_hooks hooks = {itself, NULL, "x{{>me}}"};
	json_t *data = json_object();
	struct text got = mustache_render(a, TEXT("{{>me}}"), data, &hooks);
	ck_assert_uint_gt(got.n, 10);
	ck_assert_uint_lt(got.n, 100);
	json_decref(data);
	arena_free(a);
}
END_TEST

START_TEST(broken_templates_render_something_and_end)
{
	static const char *const broken[] = {"{{", "{{{x}}", "{{#a}}", "{{/a}}",
	    "{{#a}}{{/b}}", "{{=}}", "{{= =}}", "{{=<% %>=}}<%", "{{{",
	    "{{#a}}{{#a}}{{/a}}"};
	struct arena *a = arena_new();
	const struct mustache_hooks hooks = {NULL, NULL, NULL};
	json_t *data = json_pack("{si}", "a", 1);
	mustache_render(a, text_of(broken[_i]), data, &hooks);
	json_decref(data);
	arena_free(a);
}
END_TEST

static struct text
greeting(void *context, struct text name)
{
	(void)context;
	return text_eq(name, TEXT("hello")) ? TEXT("Hello {who}, {missing}{who")
					    : NO_TEXT;
}

START_TEST(phrases_take_their_slots_from_the_data_and_are_escaped_once)
{
	struct arena *a = arena_new();
	const struct mustache_hooks hooks = {NULL, greeting, NULL};
	json_t *data = json_pack("{ss}", "who", "<b>&");
	struct text got = mustache_render(a, TEXT("{{t.hello}}"), data, &hooks);
	ck_assert(text_eq(got, TEXT("Hello &lt;b&gt;&amp;, {who")));
	json_decref(data);
	arena_free(a);
}
END_TEST

Suite *
mustache_suite(void)
{
	Suite *s = suite_create("mustache");
	TCase *t = tcase_create("mustache");
	tcase_add_loop_test(t, every_case_of_the_specification_passes, 0,
	    sizeof(modules) / sizeof(modules[0]));
	tcase_add_loop_test(t, broken_templates_render_something_and_end, 0, 10);
	tcase_add_test(t, a_partial_that_calls_itself_ends);
	tcase_add_test(t, phrases_take_their_slots_from_the_data_and_are_escaped_once);
	suite_add_tcase(s, t);
	return s;
}
