/* When client secrets were last used, to the hour: gathered without a lock that threads
 * share, written once a second. */
#ifndef AUTHZ_LIVE_SECRET_USES_H
#define AUTHZ_LIVE_SECRET_USES_H

#include "store/clients.h"

/* It has proven its app. From any thread. */
void live_secret_used(struct uuid secret_id);
/* Writes what was used since the last time; what the database does not take is kept for
 * the next, as long as there is room. One thread at a time. */
void live_secret_uses_write(struct db *db);

#endif
