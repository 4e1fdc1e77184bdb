/* Every URL that the server answers. */
#ifndef AUTHZ_ROUTES_H
#define AUTHZ_ROUTES_H

#include "http/server.h"

extern const struct route routes[];
extern const size_t route_count;
extern const struct route private_routes[];
extern const size_t private_route_count;

/* Formats the errors that the HTTP server itself answers. */
const struct response *routes_answer_error(
    struct request *rq, const struct error_answer *e);

#endif
