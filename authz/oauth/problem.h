/* Errors of the JSON API (RFC 9457). */
#ifndef AUTHZ_OAUTH_PROBLEM_H
#define AUTHZ_OAUTH_PROBLEM_H

#include "http/request.h"

#include <jansson.h>

/*
 * application/problem+json: `code` says to a program what is wrong, `detail` to its
 * developer what to do. `errors` is taken over: NULL, or an array of {"pointer",
 * "detail"} that tell which members of the body are at fault (RFC 6901).
 */
struct response *respond_problem(
    struct request *rq, int status, const char *code, struct text detail, json_t *errors);

#endif
