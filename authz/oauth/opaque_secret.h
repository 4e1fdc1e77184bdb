/* Secrets that are shown once and kept as hashes: a prefix by which scanners find leaked
 * ones, 256 random bits, and a checksum. */
#ifndef AUTHZ_OAUTH_OPAQUE_SECRET_H
#define AUTHZ_OAUTH_OPAQUE_SECRET_H

#include "base/arena.h"

struct text opaque_secret(struct arena *a, const char *prefix);
/* SHA-256, 32 bytes: a slow hash would buy nothing against 256 random bits. */
struct text opaque_secret_hash(struct arena *a, struct text secret);

#endif
