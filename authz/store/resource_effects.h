/* Whom it hits when an API or a scope goes. */
#ifndef AUTHZ_STORE_RESOURCE_EFFECTS_H
#define AUTHZ_STORE_RESOURCE_EFFECTS_H

#include "store/db.h"

enum { EFFECTS_MOST = 1000 }; /* nobody needs to know more: what is counted ends here */

struct effects {
	int64_t apps;	  /* that have one of the scopes, or ask for it */
	int64_t consents; /* of people to those apps, with one of the scopes */
};
/* Of the scope `scope`, or (empty) of all of the API. Looks at the first consents of
 * those apps only, so that it takes no time with millions of them. */
enum store_status effects_of_removal(struct db *db, struct arena *a,
    struct uuid resource_id, struct text scope, struct effects *out);

#endif
