/* Counting what apps do without a lock that threads share; written once a second. */
#ifndef AUTHZ_LIVE_USAGE_H
#define AUTHZ_LIVE_USAGE_H

#include "store/usage.h"

/* One more. From any thread. */
void live_count(struct uuid client_id, enum usage what);
/* Writes what was counted since the last time; what the database does not take is kept
 * for the next. One thread at a time. */
void live_usage_write(struct db *db);

#endif
