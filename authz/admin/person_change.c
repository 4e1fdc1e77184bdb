#include "admin/person_change.h"

#include "admin/admin.h"
#include "base/json.h"
#include "settings/settings.h"

static enum store_status
change(struct request *rq,
    enum store_status (*apply)(struct db *db, struct arena *a, struct uuid person),
    const char *event, const char *after)
{
	const struct user *u = &admin_of(rq)->person;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = apply(rq->db, rq->arena, u->id);
	if (status == STORE_OK)
		status = admin_audit(rq, event, u->id, NO_UUID,
		    json_pack("{ss ss}", "before",
			u->disabled_at ? "disabled" : "enabled", "after", after));
	return db_finish(rq->db, status);
}

enum store_status
person_disable(struct request *rq)
{
	if (rq->user && uuid_eq(admin_of(rq)->person.id, rq->user->id))
		return STORE_CONFLICT;
	return change(rq, user_disable, "user_disabled", "disabled");
}

enum store_status
person_enable(struct request *rq)
{
	return change(rq, user_enable, "user_enabled", "enabled");
}

enum store_status
person_end_session(struct request *rq, struct uuid id)
{
	struct uuid person = admin_of(rq)->person.id;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = session_end(rq->db, rq->arena, person, id);
	if (status == STORE_OK)
		status = admin_audit(rq, "session_ended", person, NO_UUID,
		    json_pack("{so}", "session", json_text(uuid_text(rq->arena, id))));
	return db_finish(rq->db, status);
}

enum store_status
person_end_sessions(struct request *rq, int64_t *ended)
{
	struct uuid person = admin_of(rq)->person.id;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = sessions_end_others(rq->db, rq->arena, person, NO_UUID, ended);
	if (status == STORE_OK && *ended)
		status = admin_audit(rq, "sessions_ended", person, NO_UUID,
		    json_pack("{sI}", "ended", (json_int_t)*ended));
	return db_finish(rq->db, status);
}

enum store_status
person_sessions(struct request *rq, struct session **out, size_t *n)
{
	return sessions_of_user(rq->db, rq->arena, admin_of(rq)->person.id,
	    settings()->sessions.idle, out, n);
}
