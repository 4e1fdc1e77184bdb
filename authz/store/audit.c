#include "store/audit.h"

#include "base/json.h"
#include "store/rows.h"

static const char audit_add_sql[] =
    "INSERT INTO audit_events (id, event, actor, "
    "user_id, client_id, address, request_id, "
    "details) VALUES ($1::uuid, $2::text, $3::text, "
    "$4::uuid, $5::uuid, $6::text, $7::text, "
    "coalesce($8::text, '{}')::jsonb || "
    "jsonb_strip_nulls(jsonb_build_object('via', $9::uuid)))";

enum store_status
audit_add(struct db *db, struct arena *a, const struct audit_event *e)
{
	RESULT *r = NULL;
	return DB_RUN(db, a, &r, audit_add_sql, P_UUID(uuid_new()), P_TEXT(e->event),
	    P_TEXT(e->actor), P_UUID(e->user_id), P_UUID(e->client_id),
	    P_TEXT(e->address), P_TEXT(e->request_id), P_TEXT_OR_NULL(e->details),
	    P_UUID(e->via));
}

/* Moves the members of `from` that `other` does not have, or has otherwise. */
static json_t *
differing(json_t *from, json_t *other)
{
	json_t *out = json_object(), *value;
	const char *name;
	json_object_foreach(
	    from, name, value) if (!json_equal(value, json_object_get(other, name)))
	    json_object_set(out, name, value);
	return out;
}

struct text
audit_changes(struct arena *a, json_t *before, json_t *after)
{
	json_t *changes = json_pack("{so so}", "before", differing(before, after),
	    "after", differing(after, before));
	struct text details = json_compact(a, changes);
	json_decref(changes);
	json_decref(before);
	json_decref(after);
	return details;
}

static const char audit_list_sql[] =
    "SELECT at, event, actor, user_id, client_id, address, request_id, details "
    "FROM audit_events WHERE ($1::uuid IS NULL OR user_id = $1::uuid) "
    "AND ($2::uuid IS NULL OR client_id = $2::uuid) ORDER BY at DESC, id DESC "
    "LIMIT $3::bigint";

enum store_status
audit_list(struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id,
    int limit, struct audit_row **out, size_t *n)
{
	RESULT *r = NULL;
	enum store_status status = DB_RUN(db, a, &r, audit_list_sql, P_UUID(user_id),
	    P_UUID(client_id), P_NUMBER(limit));
	if (status != STORE_OK)
		return status;
	*n = row_count(r);
	*out = ARENA_ARRAY(a, *n, struct audit_row);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct audit_row){.at = cell_time(r, (int)i, 0),
		    .event = {.event = cell_text(a, r, (int)i, 1),
			.actor = cell_text(a, r, (int)i, 2),
			.user_id = cell_uuid(r, (int)i, 3),
			.client_id = cell_uuid(r, (int)i, 4),
			.address = cell_text(a, r, (int)i, 5),
			.request_id = cell_text(a, r, (int)i, 6),
			.details = cell_text(a, r, (int)i, 7)}};
	return STORE_OK;
}
