/* Text that grows piece by piece in an arena. */
#ifndef AUTHZ_BASE_BUILDER_H
#define AUTHZ_BASE_BUILDER_H

#include "base/arena.h"

struct builder {
	struct arena *arena;
	char *at;
	size_t n, room;
};

/* An empty builder; `room` is the size expected. */
struct builder builder_new(struct arena *a, size_t room);
/* What was built so far; stays valid until the next piece is added. */
struct text builder_text(const struct builder *b);

void build_bytes(struct builder *b, const void *bytes, size_t n);
void build_text(struct builder *b, struct text t);
void build_char(struct builder *b, char c);
void build_printf(struct builder *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Percent-encoded for a query or a form body (RFC 3986 2.3: unreserved stays). */
void build_percent(struct builder *b, struct text t);
/* `?name=value` or `&name=value`, whichever the URL built so far needs. */
void build_query(struct builder *b, struct text name, struct text value);
/* With & < > " ' escaped. */
void build_html(struct builder *b, struct text t);
/* A JSON string with its quotes, on one line for every reader. A byte that isn't UTF-8
 * becomes U+FFFD, so that the JSON is always well-formed. */
void build_json_string(struct builder *b, struct text t);
/* `,"name":"value"`; `name` is used as it is. */
void build_json_member(struct builder *b, struct text name, struct text value);
/* The same with a list of strings. */
void build_json_strings(struct builder *b, struct text name, struct texts list);
void build_json_number(struct builder *b, struct text name, int64_t value);

/* A growing list of texts (not copied). */
struct texts_builder {
	struct arena *arena;
	struct text *at;
	size_t n, room;
};

struct texts_builder texts_builder_new(struct arena *a);
void texts_add(struct texts_builder *b, struct text t);
struct texts texts_done(const struct texts_builder *b);

/* The pieces of `t` between separators, empty ones left out. */
struct texts texts_split(struct arena *a, struct text t, char separator);
/* All texts with one separator between them. */
struct text texts_join(struct arena *a, struct texts list, char separator);

#endif
