/*
 * What a JWT that somebody else made claims (RFC 7519 4.1): client assertions, request
 * objects, proofs, tokens to exchange. Its signature is another matter.
 */
#ifndef AUTHZ_OAUTH_JWT_CLAIMS_H
#define AUTHZ_OAUTH_JWT_CLAIMS_H

#include "base/arena.h"

#include <jansson.h>

/* Clocks may differ so many seconds; what is remembered until exp, is so much longer. */
enum { JWT_SKEW = 30 };

/* A new reference; NULL unless the payload is a JSON object without repeated members,
 * nested at most 16 deep. */
json_t *jwt_claims_read(struct text payload);

/* A claim that is a string, in the memory of `claims`; empty when it is none. */
struct text jwt_claim(const json_t *claims, const char *name);
/* A NumericDate in whole seconds; false when it is absent or none. */
bool jwt_claim_time(const json_t *claims, const char *name, int64_t *out);
/* Is it the audience, or in the list of them? */
bool jwt_claims_aud_has(const json_t *claims, struct text aud);

struct jwt_rules {
	struct text iss, sub; /* must be so; empty: anything */
	struct texts aud;     /* one of these; none: anything */
	bool sole_aud;	      /* one of these, as a string and not in a list */
	bool needs_exp, needs_iat, needs_jti;
	bool may_be_expired;
	int64_t longest; /* exp is at most so many seconds ahead; 0: any */
};

/* NULL when they keep the rules, and exp, nbf and iat fit now; or a sentence. */
const char *jwt_claims_fault(const json_t *claims, const struct jwt_rules *rules);

#endif
