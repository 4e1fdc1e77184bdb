/* What apps do, counted by day (UTC). */
#ifndef AUTHZ_STORE_USAGE_H
#define AUTHZ_STORE_USAGE_H

#include "base/sketch.h"
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
	const char *what; /* usage_name(), or with `is_error` an error's code */
	bool is_error;
	int64_t n;
};

/* Adds to today's counters, in one statement; an app may stand there several times. */
enum store_status usage_add(
    struct db *db, struct arena *a, const struct usage_count *counts, size_t n);

struct usage_people {
	struct uuid client_id;
	const struct sketch *sketch;
};
/* Merges into the sketches of that day (days since 1970). */
enum store_status usage_people_add(struct db *db, struct arena *a, int64_t day,
    const struct usage_people *people, size_t n);

struct usage_day {
	struct text day; /* 2026-01-31 */
	int64_t n[USAGES];
	int64_t errors; /* of all codes */
	int64_t people; /* different ones, about (base/sketch.h); of 100 days */
};
struct usage_error {
	struct text code;
	int64_t sum;
	int64_t *by_day; /* as many as there are days */
};
/* All days up to today, the oldest first, those without anything too. */
struct usage_report {
	struct usage_day *days;
	size_t day_count;
	int64_t sum[USAGES], errors;
	int64_t active; /* different people in the last 30 days, about */
	struct usage_error *by_code;
	size_t code_count;
};
enum { USAGE_DAYS_MOST = 400, USAGE_ACTIVE_DAYS = 30 };
/* `days` of one app, USAGE_DAYS_MOST at the most. */
enum store_status usage_report(struct db *db, struct arena *a, struct uuid client_id,
    int days, struct usage_report *out);

/* "access_tokens", always at the same address. */
const char *usage_name(enum usage what);

#endif
