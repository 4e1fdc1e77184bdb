#ifndef AUTHZ_OUTBOUND_LIFETIME_H
#define AUTHZ_OUTBOUND_LIFETIME_H

#include "base/text.h"

/* The headers of an answer that say how long it is good; empty when absent. */
struct freshness {
	struct text cache_control, expires, date, age;
};

/* RFC 9111 4.2.1, for a private cache: seconds that it may be kept, 0 for not at all, -1
 * when nothing is said. */
int64_t cache_lifetime(struct freshness f);

#endif
