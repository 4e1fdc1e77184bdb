#include "store/usage.h"

#include "base/builder.h"
#include "store/rows.h"

static const struct text names[USAGES] = {
    [USAGE_ACCESS_TOKENS] = TEXT_INIT("access_tokens"),
    [USAGE_REFRESHES] = TEXT_INIT("refreshes"),
    [USAGE_LOGINS] = TEXT_INIT("logins"),
    [USAGE_INTROSPECTIONS] = TEXT_INIT("introspections")};

struct text
usage_name(enum usage what)
{
	return names[what];
}

static const char usage_add_sql[] =
    "INSERT INTO usage_counters AS c (client_id, day, what, n) "
    "SELECT client_id::uuid, (now() AT TIME ZONE 'UTC')::date, what, sum(n::bigint) "
    "FROM unnest($1::text[], $2::text[], $3::text[]) AS t (client_id, what, n) "
    /* The same order on all nodes: no deadlocks. */
    "GROUP BY 1, 3 ORDER BY 1, 3 "
    "ON CONFLICT (client_id, day, what) DO UPDATE SET n = c.n + excluded.n";

enum store_status
usage_add(struct db *db, struct arena *a, const struct usage_count *counts, size_t n)
{
	struct text *ids = ARENA_ARRAY(a, n, struct text);
	struct text *whats = ARENA_ARRAY(a, n, struct text);
	struct text *numbers = ARENA_ARRAY(a, n, struct text);
	for (size_t i = 0; i < n; i++) {
		ids[i] = uuid_text(a, counts[i].client_id);
		whats[i] = names[counts[i].what];
		numbers[i] = arena_printf(a, "%lld", (long long)counts[i].n);
	}
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, usage_add_sql, P_TEXTS(((struct texts){ids, n})),
	    P_TEXTS(((struct texts){whats, n})), P_TEXTS(((struct texts){numbers, n})));
}

static const char usage_list_sql[] =
    "SELECT day::text, coalesce(sum(n) FILTER (WHERE what = 'access_tokens'), "
    "0)::bigint, "
    "coalesce(sum(n) FILTER (WHERE what = 'refreshes'), 0)::bigint, "
    "coalesce(sum(n) FILTER (WHERE what = 'logins'), 0)::bigint, "
    "coalesce(sum(n) FILTER (WHERE what = 'introspections'), 0)::bigint "
    "FROM usage_counters WHERE client_id = $1::uuid "
    "AND day > (now() AT TIME ZONE 'UTC')::date - $2::integer "
    "GROUP BY day ORDER BY day DESC";

enum store_status
usage_list(struct db *db, struct arena *a, struct uuid client_id, int days,
    struct usage_day **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status =
	    DB_RUN(db, a, &r, usage_list_sql, P_UUID(client_id), P_NUMBER(days));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct usage_day);
	for (size_t i = 0; i < *n; i++) {
		(*out)[i].day = cell_text(a, r, (int)i, 0);
		for (int what = 0; what < USAGES; what++)
			(*out)[i].n[what] = cell_number(r, (int)i, 1 + what);
	}
	return STORE_OK;
}
