/* Counting what apps do without a lock that threads share; written once a second. */
#ifndef AUTHZ_LIVE_USAGE_H
#define AUTHZ_LIVE_USAGE_H

#include "store/usage.h"

/* One more. From any thread. */
void live_count(struct uuid client_id, enum usage what);
/* One more error that the app was answered with; `code` is RFC 6749's, and static. */
void live_count_error(struct uuid client_id, const char *code);
/* This person used the app: today, however often. */
void live_count_person(struct uuid client_id, struct uuid user_id);
/* Writes what was counted since the last time; what the database does not take is kept
 * for the next. One thread at a time. */
void live_usage_write(struct db *db);

#endif
