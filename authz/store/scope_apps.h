/* Which apps have or ask for the scopes of an API: what its owners see. */
#ifndef AUTHZ_STORE_SCOPE_APPS_H
#define AUTHZ_STORE_SCOPE_APPS_H

#include "store/clients.h"

struct scope_app {
	struct uuid client_id;
	struct text name, owner_name, homepage, scope, reason;
	enum scope_state state;
	bool reviewed;
	int64_t changed_at;
};

/* Apps with a scope, in whatever state, by id; `limit` after `after` (nil: the start). */
enum store_status scope_apps_list(struct db *db, struct arena *a, struct text scope,
    struct uuid after, int limit, struct scope_app **out, size_t *n);
/* What apps ask of an API and waits for an answer, at most `limit`. */
enum store_status scope_requests_list(struct db *db, struct arena *a,
    struct uuid resource_id, int limit, struct scope_app **out, size_t *n);

#endif
