/* The two forms of an access token; jti, issued_at and expires_at are set before. */
#ifndef AUTHZ_OAUTH_ACCESS_TOKEN_FORMAT_H
#define AUTHZ_OAUTH_ACCESS_TOKEN_FORMAT_H

#include "oauth/access_token.h"

/* RFC 9068. */
struct text access_token_jwt(struct arena *a, const struct access_token *t);
bool access_token_read_jwt(struct arena *a, struct text token, struct access_token *out);
/* "azt_" and the facts under AES-256-GCM. */
struct text access_token_sealed(struct arena *a, const struct access_token *t);
bool access_token_read_sealed(
    struct arena *a, struct text token, struct access_token *out);

#endif
