/*
 * One event a line: JSON, or for people when standard error is a terminal. An event is a
 * fixed name (`database_away`); what varies goes into fields. Secrets, tokens, codes and
 * passwords are never fields.
 */
#ifndef AUTHZ_BASE_LOG_H
#define AUTHZ_BASE_LOG_H

#include "base/text.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
enum log_format { LOG_AUTO, LOG_JSON, LOG_HUMAN };

struct log_field {
	const char *name;
	struct text text;
	int64_t number;
	bool is_number;
};

/* A field of text, of a NUL-terminated string, of a number. */
#define LT(name, value) ((struct log_field){(name), (value), 0, false})
#define LC(name, value) ((struct log_field){(name), text_of(value), 0, false})
#define LN(name, value) ((struct log_field){(name), NO_TEXT, (int64_t)(value), true})

/* Call once before threads start; until then: LOG_INFO, LOG_AUTO. */
void log_setup(enum log_level least, enum log_format format);
/* This thread's lines carry this request id until it is set to the empty text. The text
 * must live until then. */
void log_set_request(struct text id);

void log_write(
    enum log_level level, const char *event, const struct log_field *fields, size_t n);

#define LOG_WITH(level, event, ...)                                                      \
	log_write((level), (event), (const struct log_field[]){__VA_ARGS__},             \
	    sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
#define log_debug(event, ...) LOG_WITH(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) LOG_WITH(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) LOG_WITH(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) LOG_WITH(LOG_ERROR, event, __VA_ARGS__)

#endif
