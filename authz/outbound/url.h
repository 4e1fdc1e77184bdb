/* For this room only. */
#ifndef AUTHZ_OUTBOUND_URL_H
#define AUTHZ_OUTBOUND_URL_H

#include "base/text.h"

#include <curl/curl.h>

/* NULL, and *url is the caller's to clean up; or what is wrong with it. */
const char *url_open(struct text t, CURLU **url);

/* localhost, 127.0.0.0/8 or [::1]. */
bool host_is_loopback(const char *host);

#endif
