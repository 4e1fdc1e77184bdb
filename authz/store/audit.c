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
