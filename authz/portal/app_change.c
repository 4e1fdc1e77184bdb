#include "portal/app_change.h"

#include "base/clock.h"
#include "oauth/app_rules.h"
#include "oauth/client_auth.h"
#include "oauth/client_secret.h"
#include "store/logos.h"
#include "store/reviews.h"
#include "store/users.h"

static enum store_status
note(struct request *rq, const char *event, const struct client *before, struct uuid id)
{
	struct client after;
	enum store_status status = client_by_id(rq->db, rq->arena, id, &after);
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	json_t *left = status == STORE_OK ? client_audited(&after) : NULL;
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = rq->user->id,
	    .client_id = id,
	    .via = rq->client ? rq->client->id : NO_UUID,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details =
		audit_changes(rq->arena, before ? client_audited(before) : NULL, left)};
	return audit_add(rq->db, rq->arena, &e);
}

enum store_status
app_change_end(struct request *rq, const char *event, const struct client *before,
    struct uuid id, enum store_status status)
{
	if (status == STORE_OK || status == STORE_NONE)
		status = note(rq, event, before, id);
	return db_finish(rq->db, status);
}

struct client
app_new(struct arena *a, enum app_kind kind, struct uuid team)
{
	const struct app_kind_rule *rule = app_kind_rule(kind);
	struct client app = {.id = uuid_new(),
	    .kind = kind,
	    .team_id = team,
	    .auth_method = rule->auth_method,
	    .grant_types = rule->grant_types,
	    .created_at = clock_now()};
	app.client_id = uuid_text(a, app.id);
	return app;
}

enum store_status
app_register(struct request *rq, struct client *app, struct text *secret)
{
	*secret = NO_TEXT;
	if (client_auth_has_secret(app->auth_method)) {
		struct client_secret *stored = ARENA_NEW(rq->arena, struct client_secret);
		struct secret_wish wish = secret_wish_default();
		*secret = client_secret_new(rq->arena, app, &wish, stored);
		app->secrets = stored;
		app->secret_count = 1;
	}
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_add(rq->db, rq->arena, app, (struct texts){NULL, 0});
	status = app_change_end(rq, "app_registered", NULL, app->id, status);
	return status == STORE_OK ? client_by_id(rq->db, rq->arena, app->id, app)
				  : status;
}

enum store_status
app_replace(struct request *rq, const struct client *before, const struct client *after,
    const char *event)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_set(rq->db, rq->arena, after);
	return app_change_end(rq, event, before, after->id, status);
}

enum store_status
app_set_logo(struct request *rq, const struct client *app, struct text png)
{
	struct client before;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_hold(rq->db, rq->arena, app->id, &before);
	if (status != STORE_OK)
		return db_finish(rq->db, status);
	status = png.n ? logo_set(rq->db, rq->arena, app->id, png)
		       : logo_remove(rq->db, rq->arena, app->id);
	if (status != STORE_NONE)
		return app_change_end(rq, "app_changed", &before, app->id, status);
	return db_finish(rq->db, STORE_OK);
}

enum store_status
app_delete(struct request *rq, const struct client *app)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_delete(rq->db, rq->arena, app->id);
	return app_change_end(rq, "app_deleted", app, app->id, status);
}

enum store_status
app_restore(struct request *rq, const struct client *app)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_restore(rq->db, rq->arena, app->id);
	if (status == STORE_NONE)
		return db_finish(rq->db, status);
	return app_change_end(rq, "app_restored", app, app->id, status);
}

enum store_status
app_ask_review(struct request *rq, const struct client *app)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = review_ask_again(rq->db, rq->arena, app->id);
	if (status == STORE_NONE)
		return db_finish(rq->db, status);
	return app_change_end(rq, "app_review_asked", app, app->id, status);
}

enum store_status
app_add_secret(struct request *rq, const struct client *app,
    const struct secret_wish *wish, struct client_secret *stored, struct text *secret)
{
	if (!client_auth_has_secret(app->auth_method))
		return STORE_CONFLICT;
	*secret = client_secret_new(rq->arena, app, wish, stored);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_secret_add(rq->db, rq->arena, app->id, stored);
	return app_change_end(rq, "app_secret_added", app, app->id, status);
}

enum store_status
app_remove_secret(struct request *rq, const struct client *app, struct uuid id)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = client_secret_remove(rq->db, rq->arena, app->id, id, false);
	return app_change_end(rq, "app_secret_removed", app, app->id, status);
}

enum store_status
app_choose_scope(struct request *rq, const struct client *app, const struct scope *s,
    bool wanted, struct text reason)
{
	const struct app_scope *held = app_scope_find(app, s->name);
	if (held && held->state == SCOPE_REFUSED)
		return STORE_OK;
	if (!wanted && held)
		return client_remove_scope(rq->db, rq->arena, app->id, s->name);
	if (!wanted || held)
		return STORE_OK;
	if (s->sensitivity != SCOPE_OPEN)
		return review_ask(rq->db, rq->arena, app->id, s->name, reason);
	return client_set_scope(rq->db, rq->arena, app->id, s->name, SCOPE_APPROVED);
}
