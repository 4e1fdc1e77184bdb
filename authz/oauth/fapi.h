/* FAPI 2.0 Security Profile: what holds for apps with metadata.fapi2 and belongs to no
 * endpoint alone. */
#ifndef AUTHZ_OAUTH_FAPI_H
#define AUTHZ_OAUTH_FAPI_H

#include "store/clients.h"

/* Algorithms for what is signed by or for such an app (5.4.1). */
bool fapi2_allows(struct text alg);
/* What signs for an app: as it registered, else `otherwise`, unless its profile forbids
 * that. */
struct text signing_alg(
    const struct client *client, struct text registered, struct text otherwise);
/* NULL when an app of the profile may be registered so, or a sentence of ASCII. */
const char *fapi2_fault(const struct client *app);

#endif
