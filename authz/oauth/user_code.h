/* What a person reads on a device and types into a browser (RFC 8628 6.1): eight letters
 * of twenty, none that looks like another or makes a word. */
#ifndef AUTHZ_OAUTH_USER_CODE_H
#define AUTHZ_OAUTH_USER_CODE_H

#include "base/arena.h"

enum { USER_CODE_LETTERS = 8 };

/* A random one, as it is kept and compared: "BCDFGHJK". */
struct text user_code_new(struct arena *a);
/* From what was typed: case, dashes and spaces don't matter. False when it can't be one.
 */
bool user_code_read(struct arena *a, struct text typed, struct text *out);
/* As people see it: "BCDF-GHJK". */
struct text user_code_shown(struct arena *a, struct text code);
/* The keyed hash that the database knows it by, 32 bytes: a bare hash of so few letters
 * could be undone. */
struct text user_code_key(struct arena *a, struct text code);

#endif
