#ifndef AUTHZ_BASE_RANDOM_H
#define AUTHZ_BASE_RANDOM_H

#include <stddef.h>

/* Fills with random bytes of the kernel's; ends the process if there are none to be had.
 */
void random_bytes(void *out, size_t n);

#endif
