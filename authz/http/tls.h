/* The server's certificate and key, for this room only. */
#ifndef AUTHZ_HTTP_TLS_H
#define AUTHZ_HTTP_TLS_H

#include <stdbool.h>

struct tls {
	char *certificate, *key; /* PEM */
};

/* *out is NULL when the settings name none. False after logging why they can't be used.
 */
bool tls_load(struct tls **out);
/* Wipes the key; NULL is fine. */
void tls_free(struct tls *tls);

#endif
