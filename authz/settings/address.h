#ifndef AUTHZ_SETTINGS_ADDRESS_H
#define AUTHZ_SETTINGS_ADDRESS_H

#include "base/text.h"

struct address {
	struct text host; /* without brackets */
	uint64_t port;
	bool bracketed; /* [::1] */
};

/* Takes host:port apart; false when there is no port from 0 to 65535. */
bool address_split(struct text t, struct address *out);
/* localhost, 127.0.0.1 or ::1. */
bool address_is_loopback(struct text host);

#endif
