/* Access tokens: RFC 9068 JWT, or sealed (opaque to all but authz), by the resource's
 * choice. */
#ifndef AUTHZ_OAUTH_ACCESS_TOKEN_H
#define AUTHZ_OAUTH_ACCESS_TOKEN_H

#include "http/request.h"
#include "store/grant_extras.h"
#include "store/marks.h"
#include "store/resources.h"

struct access_token {
	struct text audience, subject, scope; /* scope: space-separated */
	struct uuid client_id;
	struct uuid family, user_id; /* nil for client_credentials */
	struct text jti;	     /* "<family or fresh uuid>.<serial>", and more */
	int64_t issued_at, expires_at;
	int64_t ends_by; /* for access_token_make(): no later; 0: as the resource says */
	int64_t auth_time; /* 0: no person was there */
	struct texts amr;
	struct grant_extras extras; /* all but claims */
	enum token_format format;
	struct text
	    introspection; /* what introspection answers of it; of an accepted one */
};

/* Fills jti, issued_at and expires_at (the resource's lifetime, else the settings'),
 * signs or seals. `resource` NULL: a JWT whose audience is the issuer. The empty text on
 * failure. */
struct text access_token_make(
    struct arena *a, const struct resource *resource, struct access_token *t);
/* Seconds that an access token for this resource (NULL: the issuer) lives. */
int64_t access_token_lifetime(const struct resource *resource);
/* Verifies signature or seal, issuer, typ and times; says nothing of revocation.
 * STORE_NONE: not good. STORE_DEFER: it names a key that is not in memory, and `db` is
 * NULL (on a loop). */
enum store_status access_token_read(
    struct db *db, struct arena *a, struct text token, struct access_token *out);
/* The same, and not revoked: what was accepted once is remembered (live/verified.h). */
enum store_status access_token_accept(
    struct db *db, struct arena *a, struct text token, struct access_token *out);

/* Marks it dead, and its place in the status lists if it has one. */
enum store_status access_token_revoke(
    struct db *db, struct arena *a, const struct access_token *t);

/* The client_id as the app knows it. */
struct text access_token_client(struct arena *a, const struct access_token *t);
/* Is `uri` one of its audiences? */
bool access_token_is_for(const struct access_token *t, struct text uri);
/* "DPoP" when it is bound to a DPoP key (RFC 9449 5), else "Bearer". */
struct text access_token_type(const struct access_token *t);

/*
 * The access token of a request (RFC 6750 2.1; at userinfo also 2.2's form body), read,
 * alive, and sent by whom it is bound to (RFC 9449 7); else the answer with its
 * challenge. On success NULL and rq->own is set to a struct access_token.
 */
const struct response *require_bearer(struct request *rq);
/* The same for a request that a gateway asks about. */
const struct response *require_bearer_of_gateway(struct request *rq);

#endif
