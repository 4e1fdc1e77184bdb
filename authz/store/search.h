/* What operators look for, always by an index. */
#ifndef AUTHZ_STORE_SEARCH_H
#define AUTHZ_STORE_SEARCH_H

#include "store/clients.h"
#include "store/users.h"

struct app_found {
	struct uuid id;
	struct text name;
	struct text owner; /* the team, or the address of whose own team it is */
	enum app_kind kind;
	int64_t reviewed_at, suspended_at, created_at, deleted_at;
};

/* Where the page before ended: the last row's name or address and id; empty: the start.
 */
struct search_cursor {
	struct text word;
	struct uuid id;
};

/* Apps whose name begins so (ASCII letters count alike), by name. */
enum store_status search_apps_by_name(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct app_found **out, size_t *n);
/* Apps of the teams of people whose address begins so, the first 50 of them, by id. */
enum store_status search_apps_by_owner(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct app_found **out, size_t *n);
/* The one app, or none. */
enum store_status search_apps_by_id(
    struct db *db, struct arena *a, struct uuid id, struct app_found **out, size_t *n);

/* People whose address begins so, by address; only what a list shows is filled in. */
enum store_status search_users(struct db *db, struct arena *a, struct text prefix,
    struct search_cursor after, int limit, struct user **out, size_t *n);

#endif
