#ifndef AUTHZ_BASE_RANDOM_H
#define AUTHZ_BASE_RANDOM_H

#include <stddef.h>

/* Fills with the kernel's random bytes; ends the process if there are none to be had. */
void random_bytes(void *out, size_t n);

#endif
