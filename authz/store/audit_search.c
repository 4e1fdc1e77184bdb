#include "store/audit_search.h"

#include "store/rows.h"

/* What an index leads to stands alone, so that a plan that is made once for all
 * parameters uses it, too. */
#define AUDIT_SELECT                                                                     \
	"SELECT (extract(epoch FROM at) * 1000000)::bigint, id, at, event, actor, "      \
	"user_id, client_id, address, request_id, details FROM audit_events WHERE "
#define AUDIT_PAGE                                                                       \
	" AND at >= coalesce(($1::text || 'Z')::timestamptz, '-infinity') "              \
	"AND at < coalesce(($2::text || 'Z')::timestamptz + interval '1 day', "          \
	"'infinity') "                                                                   \
	"AND (at, id) < (coalesce('epoch'::timestamptz + $3::bigint * interval '1 us', " \
	"'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')) "      \
	"ORDER BY "
#define AUDIT_END "at DESC, id DESC LIMIT $8::bigint"
#define EVENT_IF_ASKED "($5::text IS NULL OR event = $5::text)"
#define CLIENT_IF_ASKED "($7::uuid IS NULL OR client_id = $7::uuid)"
static const char audit_of_user_sql[] = AUDIT_SELECT
    "user_id = $6::uuid AND " CLIENT_IF_ASKED " AND " EVENT_IF_ASKED AUDIT_PAGE AUDIT_END;
static const char audit_of_client_sql[] = AUDIT_SELECT
    "client_id = $7::uuid AND $6::uuid IS NULL AND " EVENT_IF_ASKED AUDIT_PAGE AUDIT_END;
/* A range of one, so that only the index of events has this order: the planner would hope
 * to meet it soon on the way through all events. */
static const char audit_of_event_sql[] =
    AUDIT_SELECT "event >= $5::text AND event <= $5::text AND $6::uuid IS NULL "
		 "AND $7::uuid IS NULL" AUDIT_PAGE "event DESC, " AUDIT_END;
static const char audit_of_all_sql[] = AUDIT_SELECT
    "$5::text IS NULL AND $6::uuid IS NULL AND $7::uuid IS NULL" AUDIT_PAGE AUDIT_END;

static const char *
audit_search_sql(const struct audit_filter *f)
{
	if (!uuid_is_nil(f->user_id))
		return audit_of_user_sql;
	if (!uuid_is_nil(f->client_id))
		return audit_of_client_sql;
	return f->event.n ? audit_of_event_sql : audit_of_all_sql;
}

enum store_status
audit_search(struct db *db, struct arena *a, const struct audit_filter *f, int limit,
    struct audit_found **out, size_t *n)
{
	RESULT *r = NULL;
	struct param before = {.kind = PARAM_NULL};
	if (f->before_us)
		before = P_NUMBER(f->before_us);
	enum store_status status = DB_RUN(db, a, &r, audit_search_sql(f),
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
