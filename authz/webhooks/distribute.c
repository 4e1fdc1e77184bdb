#include "base/log.h"
#include "webhooks/event.h"
#include "webhooks/sending.h"

static enum store_status
distribute(struct db *db, struct arena *a, const struct webhook_event *e)
{
	struct client app;
	struct text body;
	enum store_status status = client_by_id(db, a, e->client_id, &app);
	if (status == STORE_OK)
		status = webhook_body(db, a, &app, e, &body);
	if (status == STORE_OK)
		status = webhook_event_distribute(db, a, e, body);
	/* Of an app that has gone, or a person it never knew, nobody is told. */
	return status == STORE_NONE ? STORE_OK : status;
}

/* What can't be put into words now can't be later: it must not hold up the others. */
static void
drop(struct db *db, struct arena *a, const struct webhook_event *e)
{
	struct webhook_event again;
	if (db_begin(db) != STORE_OK)
		return;
	if (webhook_event_take(db, a, &again) == STORE_OK && uuid_eq(again.id, e->id))
		db_commit(db);
	else
		db_rollback(db);
}

static bool
take_one(struct db *db, struct arena *a)
{
	struct webhook_event e;
	if (db_ready(db) != STORE_OK || db_begin(db) != STORE_OK)
		return false;
	enum store_status status = webhook_event_take(db, a, &e);
	if (status != STORE_OK) {
		db_rollback(db);
		return false;
	}
	status = distribute(db, a, &e);
	if (status == STORE_OK)
		return db_commit(db) == STORE_OK;
	db_rollback(db);
	if (status == STORE_AWAY)
		return false;
	/* The person went while we looked for their name: that is no loss. */
	if (status != STORE_CONFLICT)
		log_error("webhook_event_lost", LT("type", e.type),
		    LT("client_id", uuid_text(a, e.client_id)));
	drop(db, a, &e);
	return true;
}

bool
webhooks_distribute(struct db *db)
{
	struct arena *a = arena_new();
	bool taken = take_one(db, a);
	arena_free(a);
	return taken;
}
