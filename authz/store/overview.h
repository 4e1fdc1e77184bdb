/* What waits, what failed and what was done, over all apps, in a few reads of indexes. */
#ifndef AUTHZ_STORE_OVERVIEW_H
#define AUTHZ_STORE_OVERVIEW_H

#include "store/db.h"

enum { OVERVIEW_MOST = 1000, OVERVIEW_DAYS = 30 }; /* counts end at the first */

struct waiting {
	int64_t scopes, apps, apis; /* that wait for a review */
};
enum store_status waiting_count(struct db *db, struct arena *a, struct waiting *out);

/* Of one kind of what is sent: "mail", "post", "logout", "webhook". */
struct undelivered {
	struct text kind;
	int64_t n, oldest_at; /* seconds; 0: not known */
	struct text last_error;
	int64_t given_up; /* of them: no attempt is left */
};
/* What was tried and has not arrived, a row a kind, those without any too. */
enum store_status undelivered_count(
    struct db *db, struct arena *a, struct undelivered **out, size_t *n);

struct day_total {
	struct text day; /* 2026-01-31 */
	int64_t tokens;	 /* logins, refreshes and tokens of apps for themselves */
};
/* OVERVIEW_DAYS of them up to today, the oldest first. */
enum store_status totals_by_day(
    struct db *db, struct arena *a, struct day_total **out, size_t *n);

#endif
