/* The pure rules for redirect URIs (RFC 6749 3.1.2, RFC 8252 7, RFC 9700 4.1). */
#ifndef AUTHZ_OAUTH_REDIRECT_URI_H
#define AUTHZ_OAUTH_REDIRECT_URI_H

#include "store/clients.h"

/* May this be registered for an app of this kind? NULL when yes, or a phrase name of the
 * catalogue ("redirect_uri.fragment") that says why not. */
const char *redirect_uri_fault(enum app_kind kind, struct text uri);
/* The same for any https URL, or http URL on a loopback host, that people follow: its
 * scheme, host and port, not its characters. */
const char *web_url_fault(struct text url);
/* Exact string comparison; for http loopback IP literals any port (RFC 8252 7.3). */
bool redirect_uri_matches(struct texts registered, struct text asked);
/* The CSP source that a form may lead to for this URI: "https:", "http:", "myapp:". */
struct text redirect_uri_form_action(struct arena *a, struct text uri);
/* "budget.example" of "https://budget.example/cb"; the scheme of another: what stands
 * where a host would is the app's own choice there, and nobody's name. */
struct text redirect_uri_host(struct text uri);
/* A scheme of an app's own, which any app on the device may claim: no silent consent for
 * those (RFC 8252 8.6). */
bool redirect_uri_is_private_use(struct text uri);

#endif
