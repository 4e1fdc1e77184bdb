/* RFC 7636, S256 only. */
#ifndef AUTHZ_OAUTH_PKCE_H
#define AUTHZ_OAUTH_PKCE_H

#include "base/arena.h"

/* 43 base64url characters: what S256 makes. */
bool pkce_challenge_valid(struct text challenge);
/* 43 to 128 unreserved characters whose S256 is the challenge; constant time. */
bool pkce_verifier_matches(struct arena *a, struct text verifier, struct text challenge);

#endif
