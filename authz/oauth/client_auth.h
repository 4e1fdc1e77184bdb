/* Client authentication (RFC 6749 2.3): a table of methods, one file each in
 * client_auth/. */
#ifndef AUTHZ_OAUTH_CLIENT_AUTH_H
#define AUTHZ_OAUTH_CLIENT_AUTH_H

#include "http/request.h"
#include "store/clients.h"

/* A step, after read_form: sets rq->client, or answers invalid_client (401). A public
 * client (method none) passes with its client_id alone. */
const struct response *authenticate_client(struct request *rq);
/* A step: refuses public clients. */
const struct response *require_confidential(struct request *rq);

/* Names of the methods, for metadata. */
struct texts client_auth_methods(struct arena *a);
/* NULL when the client may be registered with its auth_method, or a phrase's name. */
const char *client_auth_fault(const struct client *client);
/* Do apps of this method have a secret? */
bool client_auth_has_secret(struct text auth_method);

#endif
