#include "store/audit_search.h"

#include "store/rows.h"

static const char audit_search_sql[] =
    "SELECT (extract(epoch FROM at) * 1000000)::bigint, id, at, event, actor, user_id, "
    "client_id, address, request_id, details FROM audit_events "
    "WHERE at >= coalesce(($1::text || 'Z')::timestamptz, '-infinity') "
    "AND at < coalesce(($2::text || 'Z')::timestamptz + interval '1 day', 'infinity') "
    "AND (at, id) < (coalesce('epoch'::timestamptz + $3::bigint * interval '1 us', "
    "'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) "
    "AND ($5::text IS NULL OR event = $5::text) "
    "AND ($6::uuid IS NULL OR user_id = $6::uuid) "
    "AND ($7::uuid IS NULL OR client_id = $7::uuid) "
    "ORDER BY at DESC, id DESC LIMIT $8::bigint";

enum store_status
audit_search(struct db *db, struct arena *a, const struct audit_filter *f, int limit,
    struct audit_found **out, size_t *n)
{
	RESULT *r = NULL;
	struct param before = {.kind = PARAM_NULL};
	if (f->before_us)
		before = P_NUMBER(f->before_us);
	enum store_status status = DB_RUN(db, a, &r, audit_search_sql,
	    P_TEXT_OR_NULL(f->from), P_TEXT_OR_NULL(f->until), before,
	    P_UUID(f->before_id), P_TEXT_OR_NULL(f->event), P_UUID(f->user_id),
	    P_UUID(f->client_id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct audit_found);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct audit_found){.at_us = cell_number(r, (int)i, 0),
		    .id = cell_uuid(r, (int)i, 1),
		    .row = {.at = cell_time(r, (int)i, 2),
			.event = {.event = cell_text(a, r, (int)i, 3),
			    .actor = cell_text(a, r, (int)i, 4),
			    .user_id = cell_uuid(r, (int)i, 5),
			    .client_id = cell_uuid(r, (int)i, 6),
			    .address = cell_text(a, r, (int)i, 7),
			    .request_id = cell_text(a, r, (int)i, 8),
			    .details = cell_text(a, r, (int)i, 9)}}};
	return STORE_OK;
}
