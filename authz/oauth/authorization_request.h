/* What an app asks for a person's yes to (RFC 6749 4.1.1, OIDC Core 3.1.2.1): read and
 * checked in one place, wherever it came in and whoever is told of a fault. */
#ifndef AUTHZ_OAUTH_AUTHORIZATION_REQUEST_H
#define AUTHZ_OAUTH_AUTHORIZATION_REQUEST_H

#include "http/request.h"
#include "oauth/errors.h"
#include "oauth/ticket.h"
#include "store/clients.h"

/* A parameter of rq->parameters. */
struct text authorization_parameter(const struct request *rq, const char *name);
/* The values of prompt that there are here. */
struct texts authorization_prompts(struct arena *a);
/* NULL, or what is wrong with client_id or redirect_uri in themselves. */
const char *authorization_where_to_fault(struct request *rq);
/* Sets the ticket's client_id and redirect_uri; false when the client may not be answered
 * there. */
bool authorization_redirect_uri(
    struct request *rq, const struct client *client, struct ticket *t);
/* Sets the ticket's state and mode: by what even a fault is answered. False for an
 * unknown mode. */
bool authorization_answer_read(struct request *rq, struct ticket *t);
/*
 * Reads the rest of rq->parameters into the ticket. NULL, or one sentence of what is
 * wrong, with its error; what it is answered by is set whenever it can be read.
 */
const char *authorization_request_read(struct request *rq, const struct client *client,
    struct ticket *t, enum oauth_error_code *code);
/* All parameters that mean something, form-encoded. */
void authorization_request_build(const struct request *rq, struct builder *b);

#endif
