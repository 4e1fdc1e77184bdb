/* Signed request objects, by value (RFC 9101, OIDC Core 6.1). */
#ifndef AUTHZ_OAUTH_REQUEST_OBJECT_H
#define AUTHZ_OAUTH_REQUEST_OBJECT_H

#include "http/request.h"
#include "oauth/errors.h"
#include "store/clients.h"

/*
 * Puts what the `request` parameter says in place of all of rq->parameters, when there is
 * one: *found. NULL, or one sentence of why it may not, with its error; then
 * rq->parameters are as they were. May block: for workers.
 */
const char *request_object_open(struct request *rq, const struct client *client,
    bool *found, enum oauth_error_code *code);

#endif
