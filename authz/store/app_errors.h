/* What apps were refused, and why; the same error again is counted in the same row. */
#ifndef AUTHZ_STORE_APP_ERRORS_H
#define AUTHZ_STORE_APP_ERRORS_H

#include "base/builder.h"
#include "store/db.h"

/* How much is kept: kinds of an app (that proved itself, and that did not), and the last
 * requests of each. */
enum {
	APP_ERRORS_KEPT = 200,
	APP_ERRORS_DAYS = 14,
	APP_ERROR_REQUESTS = 50,
	APP_ERROR_REQUESTS_AT_ONCE = 20
};

struct app_error {
	struct uuid client_id;
	struct uuid kind; /* the same for the same error */
	struct text endpoint, code, sentence;
	struct text details; /* JSON of oauth/explain.h */
	bool proven;	     /* the app authenticated itself */
	int64_t n;
	int64_t first_at, last_at; /* microseconds since 1970 */
	const struct uuid *requests;
	size_t request_count; /* the last ones, the latest first */
};

/* Adds to what is there, those of apps that are gone left out; each client_id and kind
 * stands there once. Then forgets the oldest of these apps. */
enum store_status app_errors_add(
    struct db *db, struct arena *a, const struct app_error *errors, size_t n);

/* Empty members: any; before_kind: those behind that one in the list, which was of
 * before_at then (0: where it is now). */
struct app_error_filter {
	struct uuid client_id;
	struct text endpoint, code;
	struct uuid request;
	int64_t before_at;
	struct uuid before_kind;
};
/* The latest first; at most `limit`. */
enum store_status app_errors_list(struct db *db, struct arena *a,
    const struct app_error_filter *f, int limit, struct app_error **out, size_t *n);

#endif
