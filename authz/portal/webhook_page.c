#include "portal/webhook_page.h"
#include "portal/developer_page.h"

#include "portal/app_tabs.h"
#include "webhooks/event.h"

enum { MESSAGES_SHOWN = 50 };

struct text
webhooks_path(struct arena *a, const struct client *app)
{
	return arena_printf(a, "%.*s/webhooks", TEXT_ARG(app_path(a, app)));
}

struct text
webhook_path(struct arena *a, const struct client *app, const struct webhook *w)
{
	return arena_printf(a, "%.*s/%.*s", TEXT_ARG(webhooks_path(a, app)),
	    TEXT_ARG(uuid_text(a, w->id)));
}

static json_t *
word(struct request *rq, const char *prefix, struct text name)
{
	struct text full =
	    arena_printf(rq->arena, "webhooks.%s.%.*s", prefix, TEXT_ARG(name));
	return json_text(phrase(rq->arena, request_language(rq), full, NULL));
}

/* "consent.given" goes by webhooks.event.consent.given. */
static json_t *
events_json(struct request *rq, struct texts chosen)
{
	json_t *list = json_array();
	for (size_t i = 0; i < webhook_event_types.n; i++) {
		struct text type = webhook_event_types.at[i];
		json_array_append_new(list,
		    json_pack("{so so sb}", "type", json_text(type), "event_title",
			word(rq, "event", type), "chosen", texts_have(chosen, type)));
	}
	return list;
}

static const char *
fault_of(const struct webhook_page *p, const char *field)
{
	bool here = p->fault.field && text_eq(text_of(p->fault.field), text_of(field));
	return here ? p->fault.phrase : NULL;
}

/* What every page has, and the form as it was sent or as it stands. */
static json_t *
page_data(struct request *rq, const struct client *app, const struct webhook_page *p,
    const struct webhook_wish *stored)
{
	const struct webhook_wish *w = p->typed ? p->typed : stored;
	const char *events_fault = fault_of(p, "events");
	json_t *data = json_pack("{so so so so so so so sb sb sb}", "title",
	    json_text(app->name), "app_name", json_text(app->name), "app_path",
	    json_text(app_path(rq->arena, app)), "webhooks_path",
	    json_text(webhooks_path(rq->arena, app)), "url",
	    field_json(rq, "url", w->url, fault_of(p, "url")), "description",
	    field_json(rq, "description", w->description, fault_of(p, "description")),
	    "events", events_json(rq, w->events), "wide", true, "has_fault",
	    p->fault.phrase != NULL, "enabled", w->enabled);
	if (events_fault)
		json_object_set_new(data, "events_error",
		    json_text(phrase(
			rq->arena, request_language(rq), text_of(events_fault), NULL)));
	if (p->fault.phrase && !p->fault.field)
		json_object_set_new(data, "fault",
		    json_text(phrase(rq->arena, request_language(rq),
			text_of(p->fault.phrase), NULL)));
	return data;
}

/* "on", "off", "failing": what its badge says. */
static const char *
health_of(const struct webhook *w)
{
	return !w->enabled ? "off" : w->failing_since ? "failing" : "on";
}

static void
put_health(struct request *rq, json_t *row, const struct webhook *w)
{
	json_object_set_new(row, "health", word(rq, "health", text_of(health_of(w))));
	json_object_set_new(
	    row, "is_good", json_boolean(w->enabled && !w->failing_since));
	json_object_set_new(row, "is_off", json_boolean(!w->enabled));
	if (w->off_because.n)
		json_object_set_new(row, "off_because", word(rq, "off", w->off_because));
}

const struct response *
webhooks_page(struct request *rq, const struct client *app, const struct webhook_page *p)
{
	struct webhook *all;
	size_t n;
	enum store_status status = webhooks_list(rq->db, rq->arena, app->id, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *row =
		    json_pack("{so so so so}", "webhook_url", json_text(all[i].url),
			"webhook_description", json_text(all[i].description), "link",
			json_text(webhook_path(rq->arena, app, &all[i])), "wanted",
			json_text(texts_join(rq->arena, all[i].events, ' ')));
		put_health(rq, row, &all[i]);
		json_array_append_new(list, row);
	}
	const struct webhook_wish fresh = {.events = webhook_event_types};
	json_t *data = page_data(rq, app, p, &fresh);
	json_object_set_new(data, "webhooks", list);
	json_object_set_new(data, "has_webhooks", json_boolean(n > 0));
	json_object_set_new(data, "can_add", json_boolean(n < WEBHOOKS_MOST));
	json_object_set_new(data, "page", json_text(webhooks_path(rq->arena, app)));
	json_object_set_new(data, "deleted",
	    json_boolean(form_get(rq->parameters, TEXT("deleted")).n != 0));
	return app_tab(rq, p->status ? p->status : 200, "developer_webhooks", app, data);
}

static json_t *
message_json(struct request *rq, const struct webhook_message *m)
{
	json_t *row = json_pack("{so so so so so sb sb so so so}", "id",
	    json_text(uuid_text(rq->arena, m->id)), "type", json_text(m->type), "body",
	    json_text(m->body), "made", json_text(time_text(rq->arena, m->created_at)),
	    "state", word(rq, "state", m->state), "is_delivered",
	    text_eq(m->state, TEXT("delivered")), "is_failed",
	    text_eq(m->state, TEXT("failed")), "attempts",
	    json_text(arena_printf(rq->arena, "%lld", (long long)m->attempts)), "answer",
	    json_text(m->answer), "error", json_text(m->error));
	if (m->attempted_at)
		json_object_set_new(row, "took",
		    json_text(arena_printf(rq->arena, "%lld", (long long)m->took_ms)));
	if (m->status)
		json_object_set_new(row, "status",
		    json_text(arena_printf(rq->arena, "%lld", (long long)m->status)));
	if (m->next_at && m->attempts)
		json_object_set_new(
		    row, "next", json_text(time_text(rq->arena, m->next_at)));
	return row;
}

static enum store_status
add_messages(struct request *rq, json_t *data, const struct webhook *w)
{
	struct webhook_message *all;
	size_t n;
	enum store_status status =
	    webhook_messages(rq->db, rq->arena, w->id, MESSAGES_SHOWN, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, message_json(rq, &all[i]));
	json_object_set_new(data, "messages", list);
	json_object_set_new(data, "has_messages", json_boolean(n > 0));
	return STORE_OK;
}

const struct response *
webhook_page(struct request *rq, const struct client *app, const struct webhook *w,
    const struct webhook_page *p)
{
	const struct webhook_wish stored = {
	    w->url, w->description, w->events, w->enabled};
	json_t *data = page_data(rq, app, p, &stored);
	struct text path = webhook_path(rq->arena, app, w);
	put_health(rq, data, w);
	json_object_set_new(data, "path", json_text(path));
	json_object_set_new(data, "webhook_url", json_text(w->url));
	json_object_set_new(data, "hint", json_text(w->secret_hint));
	if (w->old_secret.n)
		json_object_set_new(data, "old_until",
		    json_text(time_text(rq->arena, w->old_secret_until)));
	json_object_set_new(data, "is_on", json_boolean(w->enabled));
	json_object_set_new(
	    data, "saved", json_boolean(form_get(rq->parameters, TEXT("saved")).n != 0));
	json_object_set_new(
	    data, "sent", json_boolean(form_get(rq->parameters, TEXT("sent")).n != 0));
	if (p->new_secret.n)
		json_object_set_new(data, "new_secret", json_text(p->new_secret));
	else
		json_object_set_new(data, "page", json_text(path));
	enum store_status status = add_messages(rq, data, w);
	if (status == STORE_OK)
		return respond_page(
		    rq, p->status ? p->status : 200, "developer_webhook", data);
	json_decref(data);
	return store_error_page(rq, status);
}
