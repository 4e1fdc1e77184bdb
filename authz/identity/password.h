/* Passwords: Argon2id (RFC 9106), m = 19 MiB, t = 2, p = 1, as many at once as there are
 * cores. */
#ifndef AUTHZ_IDENTITY_PASSWORD_H
#define AUTHZ_IDENTITY_PASSWORD_H

#include "base/arena.h"

/* NULL when a person may have it as a password (8 to 256 characters, not among the
 * worst), or a phrase name of the catalogue that says why not. */
const char *password_fault(struct text password);
/* The encoded hash; the empty text after logging when memory is short. */
struct text password_hash(struct arena *a, struct text password);
/* `hash` empty (no such account) takes as long as a wrong password and is false. */
bool password_matches(struct arena *a, struct text hash, struct text password);

#endif
