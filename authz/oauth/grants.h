#ifndef AUTHZ_OAUTH_GRANTS_H
#define AUTHZ_OAUTH_GRANTS_H

#include "base/builder.h"

/* Names of the grants, for metadata. */
struct texts grant_types(struct arena *a);
bool grant_type_known(struct text name);
/* May an app that registers itself have it? */
bool grant_type_for_anybody(struct text name);

#endif
