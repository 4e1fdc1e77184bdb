#include "store/usage.h"

#include "base/encoding.h"
#include "store/rows.h"

static const char *const names[USAGES] = {[USAGE_ACCESS_TOKENS] = "access_tokens",
    [USAGE_REFRESHES] = "refreshes",
    [USAGE_LOGINS] = "logins",
    [USAGE_INTROSPECTIONS] = "introspections"};

const char *
usage_name(enum usage what)
{
	return names[what];
}

static const char usage_add_sql[] =
    "WITH counts AS (SELECT client_id::uuid AS client_id, "
    "(now() AT TIME ZONE 'UTC')::date AS day, what, n::bigint AS n "
    "FROM unnest($1::text[], $2::text[], $3::text[]) AS t (client_id, what, n)), "
    "totals AS (INSERT INTO usage_totals AS c (day, what, n) "
    "SELECT day, what, sum(n) FROM counts GROUP BY 1, 2 ORDER BY 1, 2 "
    "ON CONFLICT (day, what) DO UPDATE SET n = c.n + excluded.n) "
    "INSERT INTO usage_counters AS c (client_id, day, what, n) "
    "SELECT client_id, day, what, sum(n) FROM counts "
    /* The same order on all nodes: no deadlocks. */
    "GROUP BY 1, 2, 3 ORDER BY 1, 3 "
    "ON CONFLICT (client_id, day, what) DO UPDATE SET n = c.n + excluded.n";

enum store_status
usage_add(struct db *db, struct arena *a, const struct usage_count *counts, size_t n)
{
	struct text *ids = ARENA_ARRAY(a, n, struct text);
	struct text *whats = ARENA_ARRAY(a, n, struct text);
	struct text *numbers = ARENA_ARRAY(a, n, struct text);
	for (size_t i = 0; i < n; i++) {
		ids[i] = uuid_text(a, counts[i].client_id);
		whats[i] = arena_printf(
		    a, "%s%s", counts[i].is_error ? "error." : "", counts[i].what);
		numbers[i] = arena_printf(a, "%lld", (long long)counts[i].n);
	}
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, usage_add_sql, P_TEXTS(((struct texts){ids, n})),
	    P_TEXTS(((struct texts){whats, n})), P_TEXTS(((struct texts){numbers, n})));
}

static const char usage_people_add_sql[] =
    "INSERT INTO usage_people AS p (client_id, day, sketch) "
    "SELECT client_id::uuid, date '1970-01-01' + $1::integer, decode(sketch, 'hex') "
    "FROM unnest($2::text[], $3::text[]) AS t (client_id, sketch) ORDER BY 1 "
    "ON CONFLICT (client_id, day) DO UPDATE "
    "SET sketch = merge_sketches(p.sketch, excluded.sketch)";

enum store_status
usage_people_add(struct db *db, struct arena *a, int64_t day,
    const struct usage_people *people, size_t n)
{
	struct text *ids = ARENA_ARRAY(a, n, struct text);
	struct text *sketches = ARENA_ARRAY(a, n, struct text);
	for (size_t i = 0; i < n; i++) {
		ids[i] = uuid_text(a, people[i].client_id);
		sketches[i] = hex_encode(a, people[i].sketch->registers, SKETCH_SIZE);
	}
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, usage_people_add_sql, P_NUMBER(day),
	    P_TEXTS(((struct texts){ids, n})), P_TEXTS(((struct texts){sketches, n})));
}
