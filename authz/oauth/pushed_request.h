/* Pushed authorization requests (RFC 9126). */
#ifndef AUTHZ_OAUTH_PUSHED_REQUEST_H
#define AUTHZ_OAUTH_PUSHED_REQUEST_H

#include "http/request.h"
#include "store/clients.h"

/* Is it a request_uri of ours? */
bool pushed_request_is(struct text request_uri);
/* Puts the parameters that `client` pushed in place of rq->parameters; STORE_NONE when
 * there are none, or none any more. */
enum store_status pushed_request_open(
    struct request *rq, const struct client *client, struct text request_uri);
/* Must this app push its requests? */
bool pushed_request_required(const struct client *client);

#endif
