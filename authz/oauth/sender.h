/*
 * What the sender of a request has proven to hold: the key of a DPoP proof (RFC 9449),
 * and that of the certificate it showed in TLS (RFC 8705).
 * Tokens are bound to it here, and here it is compared with what they are bound to.
 */
#ifndef AUTHZ_OAUTH_SENDER_H
#define AUTHZ_OAUTH_SENDER_H

#include "http/request.h"
#include "oauth/errors.h"
#include "store/grant_extras.h"

struct access_token;

/* rq->sender; NULL there: nothing was proven. */
struct sender {
	struct text jkt, x5t; /* base64url, as in grant_extras; or empty */
};

/* A step, after authenticate_client: reads the proof that came with a request to this
 * server, if one did, and its certificate, and sets rq->sender; or answers why the proof
 * is not good (RFC 9449 5). */
const struct response *prove_sender(struct request *rq);
/* A step after it: refuses an app whose tokens must be bound when nothing was proven. */
const struct response *require_bound(struct request *rq);

/* Has the sender proven all that `extras` are bound to? NULL, or one sentence. */
const char *sender_fault(const struct request *rq, const struct grant_extras *extras);
/* Binds to the key that was proven, and to the certificate where the app is registered so
 * or `extras` were bound to one, in place of what was bound before. */
void sender_bind(const struct request *rq, struct grant_extras *extras);
/* The same for a refresh token: only a public client's is bound (RFC 9449 5), others are
 * bound to the client's own authentication. */
void sender_bind_refresh(const struct request *rq, struct grant_extras *extras);

/* Where a request that a proof was made for went. */
struct proof_target {
	struct text method, url;
	struct text alias; /* another URL of the same (RFC 8705 5); or empty */
	const char *fault; /* why that can't be told; else NULL */
};
struct proof_target proof_target_here(struct request *rq);
/* Of the request that a gateway asks about, by its headers (oauth/gateway.c). */
struct proof_target proof_target_of_gateway(struct request *rq);

/* At a resource: the proof that the key of the bound token sent it to `target` (RFC 9449
 * 7.1). NULL, or the answer with its challenge. */
const struct response *require_proof(struct request *rq, const struct access_token *t,
    struct text sent, const struct proof_target *target);
/* At a resource: is the certificate the one that the token is bound to, if it is (RFC
 * 8705 3)? NULL, or one sentence. */
const char *certificate_fault(struct request *rq, const struct grant_extras *extras);
/* The error with RFC 9449 7.1's challenge; always 401. */
const struct response *refuse_dpop(
    struct request *rq, enum oauth_error_code code, const char *sentence);

#endif
