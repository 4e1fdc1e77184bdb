/* The audit log as the person sees it whom it is about. */
#ifndef AUTHZ_STORE_HISTORY_H
#define AUTHZ_STORE_HISTORY_H

#include "store/db.h"

/* Where a page ends and the next begins. */
struct history_place {
	int64_t at; /* microseconds since 1970 */
	struct uuid id;
};

struct history_entry {
	struct history_place place;
	int64_t at; /* seconds */
	struct text event, actor, app_name, address;
};

/* The newest first, `limit` of them, those before `before` (NULL: from the newest). */
enum store_status history_of_user(struct db *db, struct arena *a, struct uuid user_id,
    const struct history_place *before, int limit, struct history_entry **out, size_t *n);

#endif
