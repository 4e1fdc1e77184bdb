#include "store/resource_effects.h"

#include "store/rows.h"

/* Each part ends after so many rows of an index. */
static const char effects_sql[] =
    "WITH gone AS MATERIALIZED (SELECT name FROM scopes WHERE "
    "CASE WHEN $2::text = '' THEN resource_id = $1::uuid ELSE name = $2::text END), "
    "asking AS MATERIALIZED (SELECT DISTINCT client_id FROM (SELECT client_id "
    "FROM app_scopes WHERE scope IN (SELECT name FROM gone) LIMIT 10000) s "
    "LIMIT $3::bigint), "
    "looked AS (SELECT c.scopes FROM asking, LATERAL (SELECT scopes FROM consents "
    "WHERE client_id = asking.client_id LIMIT 1000) c LIMIT 10000) "
    "SELECT (SELECT count(*) FROM asking), (SELECT count(*) FROM (SELECT FROM looked "
    "WHERE scopes && (SELECT array_agg(name) FROM gone) LIMIT $3::bigint) f)";

enum store_status
effects_of_removal(struct db *db, struct arena *a, struct uuid resource_id,
    struct text scope, struct effects *out)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, effects_sql, P_UUID(resource_id),
	    P_TEXT(scope), P_NUMBER(EFFECTS_MOST));
	if (status == STORE_OK)
		*out = (struct effects){cell_number(r, 0, 0), cell_number(r, 0, 1)};
	return status;
}
