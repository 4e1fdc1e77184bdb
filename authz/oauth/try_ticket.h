/*
 * Trying an app in the developers' console: an authorization request of the console,
 * which answers to a redirect URI of this server that no app has registered. It counts as
 * one only with a ticket, sealed here, as the request's state: for this app and this
 * person who is in its team, for ten minutes. The code that comes is bound to the
 * verifier in the ticket, which nobody but this server can read.
 */
#ifndef AUTHZ_OAUTH_TRY_TICKET_H
#define AUTHZ_OAUTH_TRY_TICKET_H

#include "base/uuid.h"
#include "http/request.h"

struct try_ticket {
	struct uuid client_id, user_id;
	struct text verifier, nonce;
	struct text challenge; /* of the verifier, by try_ticket_make() */
	int64_t expires_at;    /* set by try_ticket_make() */
};

/* With a new verifier and nonce. */
struct text try_ticket_make(struct arena *a, struct try_ticket *t);
/* False for a forged or expired one. */
bool try_ticket_open(struct arena *a, struct text sealed, struct try_ticket *out);

/* ISSUER/developer/try/callback */
struct text try_redirect_uri(struct arena *a);
/* May this request's person have the app answered at `uri`, by its `state`? */
bool try_allows(
    struct request *rq, struct uuid client_id, struct text uri, struct text state);

#endif
