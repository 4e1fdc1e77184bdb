#ifndef AUTHZ_BASE_CLOCK_H
#define AUTHZ_BASE_CLOCK_H

#include <stdint.h>

/* Seconds since 1970 UTC, as in a JWT's NumericDate (RFC 7519 2). */
int64_t clock_now(void);
/* Milliseconds since 1970 UTC. */
int64_t clock_now_ms(void);
/* Microseconds that only grow; for measuring how long something took. */
int64_t clock_monotonic_us(void);

#endif
