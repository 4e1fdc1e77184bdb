/* RFC 8707 2.2: of the resources that were granted, those that one access token is for.
 */
#ifndef AUTHZ_OAUTH_RESOURCE_CHOICE_H
#define AUTHZ_OAUTH_RESOURCE_CHOICE_H

#include "http/request.h"
#include "store/families.h"
#include "store/resources.h"

struct resource_choice {
	const struct resource *resource;   /* NULL: the issuer itself */
	struct texts others;		   /* URIs of more audiences */
	struct texts scopes;		   /* of those given, what belongs to them */
	struct text authorization_details; /* likewise, of those granted */
};

/*
 * By the form's `resource` parameters; without any, the first that was granted: a token
 * has one audience unless more are asked for. NULL, or the answer (invalid_target).
 */
const struct response *resource_choice(struct request *rq, const struct family *granted,
    struct texts scopes, struct resource_choice *out);

#endif
