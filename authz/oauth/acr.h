/* How surely a person signed in: authentication context class references (OIDC Core 2,
 * RFC 9470). One table; what a person did to sign in says which they reached. */
#ifndef AUTHZ_OAUTH_ACR_H
#define AUTHZ_OAUTH_ACR_H

#include "base/arena.h"

/* Those that are offered, the weakest first. */
struct texts acr_offered(struct arena *a);
/* Did who signed in by these methods (RFC 8176) reach one of `wanted`, or a stronger one
 * than it? */
bool acr_reached(struct texts amr, struct texts wanted);
/* Could another sign-in reach one of them? */
bool acr_attainable(struct texts wanted);
/* What is told of a sign-in: the first of `wanted` that it reached, else the strongest;
 * empty when it reached none. */
struct text acr_of(struct texts amr, struct texts wanted);
/* Is `held` one of `wanted`, or stronger than one? */
bool acr_suffices(struct text held, struct texts wanted);

#endif
