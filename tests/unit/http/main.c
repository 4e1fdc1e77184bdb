#include "http_test.h"

enum { HEADERS_MOST = 16 };

struct request rq;
struct settings used;
static struct header headers[HEADERS_MOST];

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
	rq = (struct request){.arena = arena, .method = METHOD_GET, .headers = headers};
	used = (struct settings){0};
	settings_use(&used);
}

const struct room room = {begin, NULL, 0};

int
main(void)
{
	SRunner *runner = srunner_create(head_suite());
	srunner_add_suite(runner, form_suite());
	srunner_add_suite(runner, cookie_suite());
	srunner_add_suite(runner, proxy_suite());
	srunner_add_suite(runner, router_suite());
	srunner_add_suite(runner, request_suite());
	srunner_add_suite(runner, multipart_suite());
	return suites_run(runner);
}
