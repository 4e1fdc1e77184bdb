/* JSON values as text; CLEANUP(json) lets go of one. */
#ifndef AUTHZ_BASE_JSON_H
#define AUTHZ_BASE_JSON_H

#include "base/arena.h"
#include "base/cleanup.h"

#include <jansson.h>

DEFINE_CLEANUP(json, json_t *, json_decref);

/* The value on one line; the empty text for NULL. */
struct text json_compact(struct arena *a, const json_t *value);
/* A string; what is not UTF-8 gives the empty one. New reference. */
json_t *json_text(struct text t);
/* An array of strings. New reference. */
json_t *json_texts(struct texts list);
/* "2026-01-31T12:00:00Z" (RFC 3339); null for 0. New reference. */
json_t *json_time(int64_t seconds);
/* The object that the text is; one without members when it is none. New reference. */
json_t *json_object_of(struct text json);
/* A copy of a string; the empty text for anything else. */
struct text json_string_text(struct arena *a, const json_t *value);

#endif
