/* What a grant gives, between the steps of the token endpoint. */
#ifndef AUTHZ_OAUTH_ISSUED_H
#define AUTHZ_OAUTH_ISSUED_H

#include "http/request.h"
#include "store/families.h"
#include "store/resources.h"

struct issued {
	struct text access_token, refresh_token, id_token; /* the last two may be empty */
	struct text token_type;
	struct text issued_token_type; /* of a token exchange (RFC 8693 2.2.1) */
	struct texts scopes;
	struct texts more_resources;	   /* URIs of more audiences */
	struct text authorization_details; /* JSON (RFC 9396 7) */
	int64_t expires_in;		   /* seconds */
	int64_t ends_by;  /* the access token ends by then; 0: as its resource says */
	bool access_only; /* no refresh token, whatever the client may have */
	bool by_person;	  /* `family` is set */
	struct family family;
};

/* How surely the family's person signed in (acr.h). */
struct text issued_acr(const struct family *f);
/* Finds the resource `id` (nil: *out is NULL). */
const struct response *issued_resource(
    struct request *rq, struct uuid id, const struct resource **out);
/* Makes the access token: for the person of `i->family`, or else for rq->client itself.
 * Sets access_token, token_type and expires_in. NULL, or the answer. */
const struct response *issue_access_token(
    struct request *rq, struct issued *i, const struct resource *resource);
/* The refresh token of the family's generation, if the client may have one. */
void issue_refresh_token(struct request *rq, struct issued *i);

#endif
