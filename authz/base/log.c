#include "base/log.h"

#include "base/builder.h"
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Set once before threads start. */
static enum log_level least_level = LOG_INFO;
static enum log_format chosen_format = LOG_AUTO;

static _Thread_local struct text request_id;

void
log_setup(enum log_level least, enum log_format format)
{
	least_level = least;
	if (format == LOG_AUTO)
		format = isatty(STDERR_FILENO) ? LOG_HUMAN : LOG_JSON;
	chosen_format = format;
}

void
log_set_request(struct text id)
{
	request_id = id;
}

static void
build_time(struct builder *b)
{
	int64_t ms = clock_now_ms();
	time_t seconds = (time_t)(ms / 1000);
	struct tm utc;
	gmtime_r(&seconds, &utc);
	build_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900,
	    utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
	    (int)(ms % 1000));
}

static void
build_value(struct builder *b, const struct log_field *f)
{
	if (f->is_number)
		build_printf(b, "%lld", (long long)f->number);
	else
		build_json_string(b, f->text);
}

static const char *const level_names[] = {"debug", "info", "warn", "error"};

static void
build_json_line(struct builder *b, enum log_level level, const char *event,
    const struct log_field *fields, size_t n)
{
	build_text(b, TEXT("{\"time\":\""));
	build_time(b);
	build_printf(
	    b, "\",\"level\":\"%s\",\"event\":\"%s\"", level_names[level], event);
	if (request_id.n) {
		build_text(b, TEXT(",\"request_id\":"));
		build_json_string(b, request_id);
	}
	for (size_t i = 0; i < n; i++) {
		build_printf(b, ",\"%s\":", fields[i].name);
		build_value(b, &fields[i]);
	}
	build_text(b, TEXT("}\n"));
}

static void
build_human_line(struct builder *b, enum log_level level, const char *event,
    const struct log_field *fields, size_t n)
{
	build_time(b);
	build_printf(b, " %-5s %s", level_names[level], event);
	for (size_t i = 0; i < n; i++) {
		build_printf(b, " %s=", fields[i].name);
		build_value(b, &fields[i]);
	}
	if (request_id.n) {
		build_text(b, TEXT(" request_id="));
		build_json_string(b, request_id);
	}
	build_char(b, '\n');
}

void
log_write(
    enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
	if (level < least_level)
		return;
	int kept_errno = errno;
	struct arena *a = arena_new();
	struct builder b = builder_new(a, 512);
	if (chosen_format == LOG_HUMAN)
		build_human_line(&b, level, event, fields, n);
	else
		build_json_line(&b, level, event, fields, n);
	/* One write a line keeps lines whole; a full disk must not stop the server. */
	ssize_t ignored = write(STDERR_FILENO, b.at, b.n);
	(void)ignored;
	arena_free(a);
	errno = kept_errno;
}
