/* Gathering what apps were refused, without a lock that threads share; written once a
 * second. */
#ifndef AUTHZ_LIVE_APP_ERRORS_H
#define AUTHZ_LIVE_APP_ERRORS_H

#include "store/app_errors.h"

/*
 * One more, from any thread: client_id, kind, the texts, proven, and the one request; all
 * is copied. Where there are too many kinds of an app at once it is counted under
 * `coarse`, without sentence and details.
 */
void live_app_error(const struct app_error *e, struct uuid coarse);
/* Writes what came since the last time; what the database does not take is kept for the
 * next, as long as there is room. One thread at a time. */
void live_app_errors_write(struct db *db);

#endif
