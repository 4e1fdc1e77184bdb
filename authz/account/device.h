#ifndef AUTHZ_ACCOUNT_DEVICE_H
#define AUTHZ_ACCOUNT_DEVICE_H

#include "base/text.h"

/* What a User-Agent says of itself, in names of our own table; either may be empty. A
 * help for the eye: nothing is decided by it. */
struct device {
	struct text browser, system;
};
struct device device_of(struct text user_agent);

#endif
