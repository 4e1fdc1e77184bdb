/* JSON values as text. */
#ifndef AUTHZ_BASE_JSON_H
#define AUTHZ_BASE_JSON_H

#include "base/arena.h"

#include <jansson.h>

/* The value on one line; the empty text for NULL. */
struct text json_compact(struct arena *a, const json_t *value);
/* A copy of a string; the empty text for anything else. */
struct text json_string_text(struct arena *a, const json_t *value);

#endif
