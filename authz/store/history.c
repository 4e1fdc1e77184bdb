#include "store/history.h"

#include "store/rows.h"

/* By the index that begins with the person; what one more event costs does not grow with
 * those of others. Where an operator sat is not the person's to know. */
static const char history_of_user_sql[] =
    "SELECT (extract(epoch FROM e.at) * 1000000)::bigint, e.id, e.at, e.event, e.actor, "
    "a.name, CASE WHEN e.actor = 'operator' THEN '' ELSE e.address END "
    "FROM audit_events e LEFT JOIN apps a ON a.id = e.client_id "
    "WHERE e.user_id = $1::uuid AND (e.at, e.id) < "
    "(timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::uuid) "
    "ORDER BY e.at DESC, e.id DESC LIMIT $4::bigint";

enum store_status
history_of_user(struct db *db, struct arena *a, struct uuid user_id,
    const struct history_place *before, int limit, struct history_entry **out, size_t *n)
{
	RESULT *r = NULL;
	/* The year 2200 is later than all that has happened. */
	struct history_place place = {INT64_C(7258118400000000), {{0xff}}};
	if (before)
		place = *before;
	enum store_status status = DB_RUN(db, a, &r, history_of_user_sql, P_UUID(user_id),
	    P_NUMBER(place.at), P_UUID(place.id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct history_entry);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct history_entry){
		    .place = {cell_number(r, (int)i, 0), cell_uuid(r, (int)i, 1)},
		    .at = cell_time(r, (int)i, 2),
		    .event = cell_text(a, r, (int)i, 3),
		    .actor = cell_text(a, r, (int)i, 4),
		    .app_name = cell_text(a, r, (int)i, 5),
		    .address = cell_text(a, r, (int)i, 6)};
	return STORE_OK;
}
