#ifndef AUTHZ_CLI_FETCH_H
#define AUTHZ_CLI_FETCH_H

#include "base/arena.h"

/* The body of a GET: at most 1 MiB, within 10 seconds, no redirects. NULL, or why not. */
const char *fetch_url(struct arena *a, struct text url, struct text *body);
/* The same for a file. */
const char *fetch_file(struct arena *a, struct text path, struct text *body);

#endif
