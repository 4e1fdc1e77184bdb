#include "http_test.h"

enum { HEADERS_MOST = 16 };

struct arena *arena;
struct request rq;
struct settings used;
static struct header headers[HEADERS_MOST];

void
ck_text(struct text got, const char *want)
{
	if (!text_eq(got, text_of(want)))
		ck_abort_msg("got \"%.*s\", want \"%s\"", TEXT_ARG(got), want);
}

void
send_header(const char *name, const char *value)
{
	ck_assert_uint_lt(rq.header_count, HEADERS_MOST);
	headers[rq.header_count++] = (struct header){text_of(name), text_of(value)};
}

struct text
extra_header(const char *name)
{
	for (size_t i = 0; i < rq.extra_count; i++)
		if (text_eq_nocase(rq.extra[i].name, text_of(name)))
			return rq.extra[i].value;
	return NO_TEXT;
}

static void
begin(void)
{
	arena = arena_new();
	rq = (struct request){.arena = arena, .method = METHOD_GET, .headers = headers};
	used = (struct settings){0};
	settings_use(&used);
}

static void
end(void)
{
	arena_free(arena);
}

Suite *
suite_with(const char *name, TCase **tc)
{
	Suite *suite = suite_create(name);
	*tc = tcase_create(name);
	tcase_add_checked_fixture(*tc, begin, end);
	suite_add_tcase(suite, *tc);
	return suite;
}

int
main(void)
{
	SRunner *runner = srunner_create(form_suite());
	srunner_add_suite(runner, cookie_suite());
	srunner_add_suite(runner, proxy_suite());
	srunner_add_suite(runner, router_suite());
	srunner_add_suite(runner, request_suite());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
