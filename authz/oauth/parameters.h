/* What parameters an endpoint knows; checked once, by the table. */
#ifndef AUTHZ_OAUTH_PARAMETERS_H
#define AUTHZ_OAUTH_PARAMETERS_H

#include "http/request.h"

struct parameter {
	const char *name;
	bool required;
	bool may_repeat;
	size_t longest; /* bytes; 0: 4096 */
};

/* NULL when the form obeys the table (unknown names are ignored; a known one twice, too
 * long, or missing is refused), or a sentence for invalid_request, in `a`. */
const char *parameters_check(
    struct arena *a, const struct parameter *table, size_t n, struct form form);

#endif
