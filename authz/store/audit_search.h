/* The audit log, filtered, page by page. */
#ifndef AUTHZ_STORE_AUDIT_SEARCH_H
#define AUTHZ_STORE_AUDIT_SEARCH_H

#include "store/audit.h"

struct audit_filter {
	struct text event;		/* exactly; empty: all */
	struct uuid user_id, client_id; /* nil: all */
	struct text from, until;	/* dates, 2026-01-31, in UTC; empty: all */
	/* Where the page before ended: the row's time in microseconds, and its id. */
	int64_t before_us;
	struct uuid before_id;
};
struct audit_row {
	int64_t at;
	struct audit_event event;
};
struct audit_found {
	int64_t at_us;
	struct uuid id;
	struct audit_row row;
};

/* The newest first. `from` and `until` are dates that there are. */
enum store_status audit_search(struct db *db, struct arena *a,
    const struct audit_filter *f, int limit, struct audit_found **out, size_t *n);

#endif
