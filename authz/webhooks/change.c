#include "webhooks/change.h"

#include "base/encoding.h"
#include "base/json.h"
#include "outbound/fetch.h"
#include "store/audit.h"
#include "store/users.h"
#include "webhooks/event.h"
#include "webhooks/secret.h"

enum { DESCRIPTION_MOST = 200, OLD_SECRET_LIVES = 86400 /* seconds */ };

static json_t *
state_json(const struct webhook *w)
{
	return json_pack("{so so so sb}", "url", json_text(w->url), "description",
	    json_text(w->description), "events", json_texts(w->events), "enabled",
	    w->enabled);
}

/* Ends the transaction, with what is other than before noted in it. Takes both
 * references. */
static enum store_status
finish(struct request *rq, enum store_status status, const struct webhook *w,
    const char *event, json_t *before, json_t *after)
{
	struct text changes = audit_changes(rq->arena, before, after);
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = rq->user ? rq->user->id : NO_UUID,
	    .client_id = w->client_id,
	    .via = rq->client ? rq->client->id : NO_UUID,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details = arena_printf(rq->arena, "{\"webhook\":\"%.*s\",%.*s",
		TEXT_ARG(uuid_text(rq->arena, w->id)),
		TEXT_ARG(text_part(changes, 1, changes.n)))};
	if (status == STORE_OK)
		status = audit_add(rq->db, rq->arena, &e);
	if (status == STORE_OK)
		return db_commit(rq->db);
	db_rollback(rq->db);
	return status;
}

static const char *
events_fault(struct texts events)
{
	if (!events.n)
		return "webhooks.no_events";
	for (size_t i = 0; i < events.n; i++)
		if (!texts_have(webhook_event_types, events.at[i]))
			return "webhooks.event_unknown";
	return NULL;
}

static bool
is_faulty(const struct webhook_wish *wish, struct webhook_fault *fault)
{
	*fault = (struct webhook_fault){NULL, NULL};
	if (fetch_url_fault(wish->url))
		*fault = (struct webhook_fault){"url", "webhooks.url_fault"};
	else if (!utf8_plain(wish->description, false) ||
		 utf8_length(wish->description) > DESCRIPTION_MOST)
		*fault =
		    (struct webhook_fault){"description", "webhooks.description_fault"};
	else if (events_fault(wish->events))
		*fault = (struct webhook_fault){"events", events_fault(wish->events)};
	return fault->phrase != NULL;
}

static struct texts
each_once(struct arena *a, struct texts events)
{
	struct texts_builder b = texts_builder_new(a);
	for (size_t i = 0; i < webhook_event_types.n; i++)
		if (texts_have(events, webhook_event_types.at[i]))
			texts_add(&b, webhook_event_types.at[i]);
	return texts_done(&b);
}

enum store_status
webhook_create(struct request *rq, const struct client *app,
    const struct webhook_wish *wish, struct webhook *out, struct text *secret,
    struct webhook_fault *fault)
{
	if (is_faulty(wish, fault))
		return STORE_CONFLICT;
	*out = (struct webhook){.id = uuid_new(),
	    .client_id = app->id,
	    .url = wish->url,
	    .description = wish->description,
	    .events = each_once(rq->arena, wish->events),
	    .enabled = wish->enabled};
	*secret = webhook_secret_new(rq->arena, out);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = webhook_add(rq->db, rq->arena, out);
	if (status == STORE_CONFLICT)
		fault->phrase = "webhooks.too_many";
	return finish(rq, status, out, "webhook_added", NULL, state_json(out));
}

enum store_status
webhook_change(struct request *rq, const struct webhook *w,
    const struct webhook_wish *wish, struct webhook_fault *fault)
{
	struct webhook changed = *w;
	if (is_faulty(wish, fault))
		return STORE_CONFLICT;
	changed.url = wish->url;
	changed.description = wish->description;
	changed.events = each_once(rq->arena, wish->events);
	changed.enabled = wish->enabled;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = webhook_set(rq->db, rq->arena, &changed);
	return finish(
	    rq, status, w, "webhook_changed", state_json(w), state_json(&changed));
}

enum store_status
webhook_new_secret(
    struct request *rq, struct webhook *w, bool at_once, struct text *secret)
{
	struct text before = w->secret_hint;
	*secret = webhook_secret_new(rq->arena, w);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = webhook_roll(rq->db, rq->arena, w, at_once ? 0 : OLD_SECRET_LIVES);
	return finish(rq, status, w, "webhook_secret_changed",
	    json_pack("{so}", "secret_hint", json_text(before)),
	    json_pack("{so sb}", "secret_hint", json_text(w->secret_hint),
		"old_ends_at_once", at_once));
}

enum store_status
webhook_delete(struct request *rq, const struct webhook *w)
{
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = webhook_remove(rq->db, rq->arena, w->client_id, w->id);
	return finish(rq, status, w, "webhook_removed", state_json(w), NULL);
}

enum store_status
webhook_test(struct request *rq, const struct webhook *w, struct webhook_fault *fault)
{
	struct webhook_event e = {.client_id = w->client_id,
	    .type = WEBHOOK_TEST,
	    .webhook_id = w->id,
	    .facts = TEXT("{\"message\":\"It works: this is a test.\"}")};
	*fault = (struct webhook_fault){NULL, "webhooks.is_off"};
	return w->enabled ? webhook_event_add(rq->db, rq->arena, &e) : STORE_CONFLICT;
}

enum store_status
webhook_send_again(struct request *rq, const struct webhook *w, struct uuid message_id)
{
	return webhook_message_again(rq->db, rq->arena, w->id, message_id);
}
