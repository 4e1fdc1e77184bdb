/* What threads in the background do for webhooks. */
#ifndef AUTHZ_WEBHOOKS_SENDING_H
#define AUTHZ_WEBHOOKS_SENDING_H

#include "store/db.h"

/* Puts one event into words for the endpoints that want it. False: there is none. */
bool webhooks_distribute(struct db *db);
/* Makes one attempt, to an endpoint that was slow or failed the last time, or to one of
 * the others. Blocks for [outbound] timeout at the most. False: nothing is due. */
bool webhooks_send(struct db *db, bool slow);

/* Attempts of this node that arrived, and that did not. */
struct webhook_counts {
	uint64_t delivered, failed;
};
struct webhook_counts webhook_counts(void);

#endif
