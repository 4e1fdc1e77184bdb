/* DPoP proofs (RFC 9449 4): what a client signs with its key for one request. */
#ifndef AUTHZ_OAUTH_DPOP_H
#define AUTHZ_OAUTH_DPOP_H

#include "jose/jws.h"

#include <stdbool.h>

/* Seconds that a proof may be old, and that its clock may run ahead of ours. */
enum { DPOP_OLDEST = 300, DPOP_EARLIEST = 30 };

struct dpop_proof {
	enum jws_alg alg;
	struct text jkt; /* the thumbprint of the key that it brings (RFC 7638) */
	struct text jti, htm, htu;
	struct text ath, nonce; /* empty: not there */
	int64_t iat, exp;	/* exp 0: not there */
};

/* Takes a proof apart and verifies it under its own key. NULL, or one sentence. */
const char *dpop_proof_read(struct arena *a, struct text jwt, struct dpop_proof *out);
/* Was it made for this request, and just now? NULL, or one sentence. */
const char *dpop_proof_fault(struct arena *a, const struct dpop_proof *proof,
    struct text method, struct text url, int64_t now);
/* Scheme, host, port and path of a URL in their one form (RFC 3986 6.2.2, 6.2.3), without
 * query and fragment; the empty text for what is no http URL. */
struct text dpop_url(struct arena *a, struct text url);

/* A nonce (RFC 9449 8), the same on every node in the same minutes. */
struct text dpop_nonce(struct arena *a, int64_t now);
/* Is it one of ours, at most some minutes old? */
bool dpop_nonce_good(struct arena *a, struct text nonce, int64_t now);

/* Names of the algorithms, for metadata and challenges, separated by spaces. */
extern const char dpop_algs[];

#endif
