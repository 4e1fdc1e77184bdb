/* Every address of the developers' pages that is about something somebody owns, read from
 * the table in authz/routes.c, so that a new one can't be forgotten. */
#ifndef INTEGRATION_DEVELOPER_ROUTES_H
#define INTEGRATION_DEVELOPER_ROUTES_H

#include "harness.h"

struct developer_route {
	bool post;
	const char *kind;  /* "apps", "teams", "apis": what the first {} is an id of */
	const char *below; /* what follows that {}; may have a {} itself */
};

/* As many as there are, at most `most`. */
size_t developer_routes(struct developer_route *out, size_t most);

/* The paths below a prefix that take that method ("GET"), likewise. */
size_t routes_below(
    const char *method, const char *prefix, const char **out, size_t most);

#endif
