/* Places in the status lists, of which each node has reserved some (Token Status List).
 */
#ifndef AUTHZ_LIVE_STATUS_INDEXES_H
#define AUTHZ_LIVE_STATUS_INDEXES_H

#include "store/status_list.h"

/* One that no other token gets. Reserves more when there are none left; with `db` NULL
 * (on a loop) that is STORE_DEFER. */
enum store_status live_status_index(struct db *db, struct arena *a, int64_t *out);

#endif
