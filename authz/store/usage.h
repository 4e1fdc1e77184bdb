/* What apps do, counted by day. */
#ifndef AUTHZ_STORE_USAGE_H
#define AUTHZ_STORE_USAGE_H

#include "store/db.h"

/* access_tokens: for the app itself; logins: codes redeemed; introspections: asked by it.
 */
enum usage {
	USAGE_ACCESS_TOKENS,
	USAGE_REFRESHES,
	USAGE_LOGINS,
	USAGE_INTROSPECTIONS,
	USAGES
};

struct usage_count {
	struct uuid client_id;
	enum usage what;
	int64_t n;
};

/* Adds to today's counters (UTC), in one statement; an app may stand there several times.
 */
enum store_status usage_add(
    struct db *db, struct arena *a, const struct usage_count *counts, size_t n);

struct usage_day {
	struct text day; /* 2026-01-31 */
	int64_t n[USAGES];
};
/* The last `days` days of an app on which it did something, the newest first. */
enum store_status usage_list(struct db *db, struct arena *a, struct uuid client_id,
    int days, struct usage_day **out, size_t *n);

struct text usage_name(enum usage what);

#endif
