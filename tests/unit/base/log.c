#include "base/log.h"
#include "base_test.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static FILE *captured;
static int real_stderr;

static void
capture(void)
{
	arena = arena_new();
	captured = tmpfile();
	real_stderr = dup(STDERR_FILENO);
	dup2(fileno(captured), STDERR_FILENO);
}

static void
release(void)
{
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	fclose(captured);
	arena_free(arena);
}

/* What was logged, and nothing remembered of it. */
static struct text
logged(void)
{
	char *bytes = arena_alloc(arena, 65536);
	rewind(captured);
	size_t n = fread(bytes, 1, 65536, captured);
	ck_assert_int_eq(ftruncate(fileno(captured), 0), 0);
	rewind(captured);
	return (struct text){bytes, n};
}

/* Behind the time, which is checked for its form. */
static struct text
without_time(struct text line)
{
	static const char form[] = "{\"time\":\"0000-00-00T00:00:00.000Z\"";
	struct text head = text_part(line, 0, sizeof(form) - 1);
	ck_assert_uint_eq(head.n, sizeof(form) - 1);
	for (size_t i = 0; i < head.n; i++) {
		if (form[i] == '0')
			ck_assert(head.at[i] >= '0' && head.at[i] <= '9');
		else
			ck_assert_int_eq(head.at[i], form[i]);
	}
	return text_part(line, head.n, line.n);
}

START_TEST(an_event_is_one_line_of_json)
{
	log_setup(LOG_INFO, LOG_JSON);
	log_warn("disk_full", LT("path", TEXT("/tmp")), LN("free", -3), LC("why", NULL));
	ck_text(without_time(logged()), TEXT(",\"level\":\"warn\",\"event\":\"disk_"
					     "full\",\"path\":\"/tmp\",\"free\":-3,"
					     "\"why\":\"\"}\n"));
}
END_TEST

START_TEST(foreign_bytes_can_neither_break_the_line_nor_the_json)
{
	log_setup(LOG_INFO, LOG_JSON);
	log_set_request(TEXT("r\"1\n"));
	log_info("login", LT("name", TEXT("a\"}\n{\"event\":\"forged\x1b\xff\0")));
	log_set_request(NO_TEXT);
	ck_text(without_time(logged()), TEXT(",\"level\":\"info\",\"event\":\"login\","
					     "\"request_id\":\"r\\\"1\\u000a\","
					     "\"name\":\"a\\\"}\\u000a{\\\"event\\\":"
					     "\\\"forged\\u001b\xef\xbf\xbd\\u0000"
					     "\"}\n"));
}
END_TEST

START_TEST(every_byte_leaves_one_valid_line)
{
	for (int format = LOG_JSON; format <= LOG_HUMAN; format++) {
		log_setup(LOG_INFO, (enum log_format)format);
		for (int c = 0; c < 256; c++) {
			char bytes[] = {'<', (char)c, (char)c, '>'};
			log_set_request((struct text){bytes, 4});
			log_info("byte", LT("bytes", ((struct text){bytes, 4})));
			log_set_request(NO_TEXT);
			struct text line = logged();
			ck_assert(utf8_valid(line));
			ck_assert_uint_eq(text_index(line, '\n'), line.n - 1);
			for (size_t i = 0; i + 1 < line.n; i++)
				ck_assert_uint_ge((unsigned char)line.at[i], 0x20);
		}
	}
}
END_TEST

START_TEST(what_is_below_the_level_is_not_logged)
{
	log_setup(LOG_WARN, LOG_JSON);
	log_debug("a", LN("n", 1));
	log_info("b", LN("n", 1));
	ck_text(logged(), NO_TEXT);
	log_error("c", LN("n", 1));
	ck_assert(
	    text_ends(logged(), TEXT("\"level\":\"error\",\"event\":\"c\",\"n\":1}\n")));
}
END_TEST

START_TEST(people_get_a_line_for_people)
{
	log_setup(LOG_DEBUG, LOG_HUMAN);
	log_set_request(TEXT("r1"));
	log_debug("started", LN("port", 8080), LT("on", TEXT("x y")));
	log_set_request(NO_TEXT);
	struct text line = logged();
	ck_text(text_part(line, 24, line.n),
	    TEXT(" debug started port=8080 on=\"x y\" request_id=\"r1\"\n"));
}
END_TEST

START_TEST(logging_leaves_errno_alone_even_when_it_fails)
{
	log_setup(LOG_INFO, LOG_JSON);
	close(STDERR_FILENO);
	errno = ENOENT;
	log_info("lost", LN("n", 1));
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

Suite *
log_suite(void)
{
	Suite *suite = suite_create("base: log");
	TCase *tc = tcase_create("base: log");
	tcase_add_checked_fixture(tc, capture, release);
	tcase_add_test(tc, an_event_is_one_line_of_json);
	tcase_add_test(tc, foreign_bytes_can_neither_break_the_line_nor_the_json);
	tcase_add_test(tc, every_byte_leaves_one_valid_line);
	tcase_add_test(tc, what_is_below_the_level_is_not_logged);
	tcase_add_test(tc, people_get_a_line_for_people);
	tcase_add_test(tc, logging_leaves_errno_alone_even_when_it_fails);
	suite_add_tcase(suite, tc);
	return suite;
}
