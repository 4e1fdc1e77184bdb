/* Certificates of apps (RFC 8705) in the server's metadata. */
#ifndef AUTHZ_OAUTH_MTLS_H
#define AUTHZ_OAUTH_MTLS_H

#include "base/arena.h"

#include <jansson.h>

/* Can an app show a certificate, here or where [tls] mtls_issuer leads? */
bool mtls_available(void);

/* A part of the metadata (RFC 8705 3.3, 5), to stand behind those that name endpoints. */
void put_mtls(struct arena *a, json_t *m);

#endif
