/* Pushed authorization requests (RFC 9126). */
#ifndef AUTHZ_OAUTH_PUSHED_REQUEST_H
#define AUTHZ_OAUTH_PUSHED_REQUEST_H

#include "http/request.h"
#include "oauth/ticket.h"
#include "store/clients.h"

/* Is it a request_uri of ours? */
bool pushed_request_is(struct text request_uri);
/* Puts the parameters that `client` pushed in place of rq->parameters, and notes in the
 * ticket where they are from; NULL, or the answer when there are none (any more). */
const struct response *pushed_request_open(struct request *rq,
    const struct client *client, struct text request_uri, struct ticket *t);
/* The request is answered now, and can't be a second time: at this point, and not when
 * it is opened, since pages are loaded again (FAPI 2.0 Security Profile 5.3.2.2). NULL,
 * or the answer when it was already; nothing for what was not pushed. */
const struct response *pushed_request_close(struct request *rq, const struct ticket *t);
/* Must this app push its requests? */
bool pushed_request_required(const struct client *client);

#endif
