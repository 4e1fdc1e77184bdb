/* What client metadata may say (store/client_metadata.h); asked by everybody who writes
 * it: registration, the command line, the portal. */
#ifndef AUTHZ_OAUTH_METADATA_RULES_H
#define AUTHZ_OAUTH_METADATA_RULES_H

#include "store/clients.h"

/* NULL when the app's metadata may be so; else a sentence of ASCII for its developer,
 * which begins with the member's name, in `a`. Asks nobody else. */
const char *client_metadata_fault(struct arena *a, const struct client *app);

#endif
