/* The two forms of an access token; jti, issued_at and expires_at are set before. */
#ifndef AUTHZ_OAUTH_ACCESS_TOKEN_FORMAT_H
#define AUTHZ_OAUTH_ACCESS_TOKEN_FORMAT_H

#include "oauth/access_token.h"

#include <jansson.h>

/* RFC 9068. */
struct text access_token_jwt(struct arena *a, const struct access_token *t);
/* STORE_NONE, STORE_DEFER: as access_token_read(). */
enum store_status access_token_read_jwt(
    struct db *db, struct arena *a, struct text token, struct access_token *out);
/* "azt_" and the facts under AES-256-GCM. */
struct text access_token_sealed(struct arena *a, const struct access_token *t);
bool access_token_read_sealed(
    struct arena *a, struct text token, struct access_token *out);
/* Is it of that form? Then it is no other. */
bool access_token_is_sealed(struct text token);

/* RFC 7662 2.2: the answer to the resource server that the token is for. */
struct text access_token_introspection(struct arena *a, const struct access_token *t);

/* `,"cnf":…`, acr, act and authorization_details, those that there are. */
void build_token_extras(struct builder *b, const struct grant_extras *e);
/* `,"aud":` one string, or an array when there are several (RFC 7519 4.1.3). */
void build_audience(struct builder *b, const struct access_token *t);
/* From the claims of a JWT of ours, what the two above wrote. */
void read_token_extras(struct arena *a, const json_t *claims, struct grant_extras *out);
void read_audience(struct arena *a, const json_t *claims, struct access_token *out);

#endif
