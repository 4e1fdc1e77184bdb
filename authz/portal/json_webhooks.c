/* /api/v1/apps/{}/webhooks: what an app is told of, and what was sent. */
#include "api/api.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "base/members.h"
#include "html/page.h"
#include "oauth/errors.h"
#include "portal/endpoints.h"
#include "webhooks/change.h"

enum { MESSAGES_SHOWN = 100 };

#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct webhook_wish, member)                     \
	}
static const struct member rows[] = {
    ROW(url, MEMBER_TEXT),
    ROW(description, MEMBER_TEXT),
    ROW(events, MEMBER_TEXTS),
    ROW(enabled, MEMBER_FLAG),
};
static const struct members wish_members = {rows, COUNT_OF(rows)};

static const struct client *
app_of(const struct request *rq)
{
	return rq->own;
}

static json_t *
webhook_json(struct arena *a, const struct webhook *w)
{
	return json_pack("{so so so so sb so so so so so so}", "id",
	    json_text(uuid_text(a, w->id)), "url", json_text(w->url), "description",
	    json_text(w->description), "events", json_texts(w->events), "enabled",
	    w->enabled, "off_because",
	    w->off_because.n ? json_text(w->off_because) : json_null(), "failing_since",
	    json_time(w->failing_since), "secret_ends_with", json_text(w->secret_hint),
	    "secret_made_at", json_time(w->secret_made_at), "old_secret_until",
	    json_time(w->old_secret_until), "created_at", json_time(w->created_at));
}

/* What an endpoint is to be; those that are only read are passed over. */
static const struct response *
read_wish(struct request *rq, struct webhook_wish *out)
{
	static const char *const members[] = {"url", "description", "events", "enabled",
	    "id", "off_because", "failing_since", "secret_ends_with", "secret_made_at",
	    "old_secret_until", "created_at", NULL};
	CLEANUP(json) json_t *body = NULL;
	*out = (struct webhook_wish){.enabled = true};
	const struct response *refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const char *wrong = members_read(rq->arena, &wish_members, body, out);
	out->url = text_trim(out->url);
	out->description = text_trim(out->description);
	return wrong ? api_refuse_member(rq, arena_printf(rq->arena, "/%s", wrong),
			   TEXT("it has the wrong type"))
		     : NULL;
}

static const struct response *
refuse(struct request *rq, const struct webhook_fault *fault)
{
	struct text why = phrase(rq->arena, LANGUAGE_EN, text_of(fault->phrase), NULL);
	if (fault->field)
		return api_refuse_member(
		    rq, arena_printf(rq->arena, "/%s", fault->field), why);
	return api_conflict(rq, arena_cstr(rq->arena, why));
}

/* The endpoint in the path, if it is this app's; else the answer that there is none. */
static const struct response *
find_webhook(struct request *rq, struct webhook *out)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	enum store_status status =
	    webhook_find(rq->db, rq->arena, app_of(rq)->id, id, out);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

static const struct response *
done(struct request *rq, enum store_status status, int code)
{
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? respond(rq, code, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}

const struct response *
list_webhooks_for_api(struct request *rq)
{
	struct webhook *all;
	size_t n;
	enum store_status status =
	    webhooks_list(rq->db, rq->arena, app_of(rq)->id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, webhook_json(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

/* The endpoint as it is now, with the secret, which is shown this once. */
static const struct response *
respond_with_secret(struct request *rq, const struct webhook *w, struct text secret)
{
	struct webhook now = {0};
	enum store_status status =
	    webhook_find(rq->db, rq->arena, w->client_id, w->id, &now);
	if (status != STORE_OK)
		return done(rq, status, 201);
	json_t *document = webhook_json(rq->arena, &now);
	json_object_set_new(document, "secret", json_text(secret));
	struct response *rs = respond_json(rq, 201, json_compact(rq->arena, document));
	json_decref(document);
	return rs;
}

static const struct response *
create(struct request *rq)
{
	struct webhook_wish wish;
	struct webhook_fault fault = {NULL, NULL};
	struct webhook w = {0};
	struct text secret;
	const struct response *refused = read_wish(rq, &wish);
	if (refused)
		return refused;
	enum store_status status =
	    webhook_create(rq, app_of(rq), &wish, &w, &secret, &fault);
	if (status == STORE_CONFLICT)
		return refuse(rq, &fault);
	return status == STORE_OK ? respond_with_secret(rq, &w, secret)
				  : oauth_store_error(rq, status);
}

const struct response *
add_webhook_for_api(struct request *rq)
{
	return api_once(rq, create);
}

const struct response *
show_webhook_for_api(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	return none ? none : api_respond(rq, 200, webhook_json(rq->arena, &w));
}

/* While the app is held: the version that is checked is the one that is replaced. */
static const struct response *
replace(struct request *rq)
{
	struct client held;
	struct webhook_wish wish;
	struct webhook_fault fault = {NULL, NULL};
	struct webhook w = {0};
	const struct response *refused = read_wish(rq, &wish);
	if (refused)
		return refused;
	enum store_status status = client_hold(rq->db, rq->arena, app_of(rq)->id, &held);
	if (status != STORE_OK)
		return done(rq, status, 200);
	refused = find_webhook(rq, &w);
	if (!refused)
		refused = api_check_version(rq, webhook_json(rq->arena, &w));
	if (refused)
		return refused;
	status = webhook_change(rq, &w, &wish, &fault);
	if (status == STORE_CONFLICT)
		return refuse(rq, &fault);
	return status == STORE_OK ? show_webhook_for_api(rq) : done(rq, status, 200);
}

const struct response *
replace_webhook_for_api(struct request *rq)
{
	return api_in_one(rq, replace);
}

const struct response *
remove_webhook_for_api(struct request *rq)
{
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	return none ? none : done(rq, webhook_delete(rq, &w), 204);
}

static const struct response *
renew_secret(struct request *rq)
{
	static const char *const members[] = {"at_once", NULL};
	CLEANUP(json) json_t *body = NULL;
	struct webhook w = {0};
	struct text secret;
	const struct response *refused = find_webhook(rq, &w);
	if (!refused)
		refused = api_read_body(rq, members, &body);
	if (refused)
		return refused;
	const json_t *at_once = json_object_get(body, "at_once");
	if (at_once && !json_is_boolean(at_once))
		return api_refuse_member(
		    rq, TEXT("/at_once"), TEXT("it is true or false"));
	enum store_status status =
	    webhook_new_secret(rq, &w, json_is_true(at_once), &secret);
	return status == STORE_OK ? respond_with_secret(rq, &w, secret)
				  : done(rq, status, 201);
}

const struct response *
renew_webhook_secret_for_api(struct request *rq)
{
	return api_once(rq, renew_secret);
}

static const struct response *
test(struct request *rq)
{
	struct webhook_fault fault = {NULL, NULL};
	struct webhook w = {0};
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	enum store_status status = webhook_test(rq, &w, &fault);
	return status == STORE_CONFLICT ? refuse(rq, &fault) : done(rq, status, 202);
}

const struct response *
test_webhook_for_api(struct request *rq)
{
	return api_once(rq, test);
}

static json_t *
message_json(struct arena *a, const struct webhook_message *m)
{
	json_t *body = json_loadb(m->body.at, m->body.n, 0, NULL);
	return json_pack("{so so so so sI so so so so so so}", "id",
	    json_text(uuid_text(a, m->id)), "type", json_text(m->type), "body",
	    body ? body : json_object(), "state", json_text(m->state), "attempts",
	    (json_int_t)m->attempts, "created_at", json_time(m->created_at),
	    "attempted_at", json_time(m->attempted_at), "next_at",
	    json_time(m->attempts ? m->next_at : 0), "status",
	    m->status ? json_integer(m->status) : json_null(), "answer",
	    json_text(m->answer), "error", json_text(m->error));
}

const struct response *
list_webhook_messages_for_api(struct request *rq)
{
	struct webhook w = {0};
	struct webhook_message *all;
	size_t n;
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	enum store_status status =
	    webhook_messages(rq->db, rq->arena, w.id, MESSAGES_SHOWN, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, message_json(rq->arena, &all[i]));
	return api_respond_page(rq, items, NO_UUID);
}

static const struct response *
send_again(struct request *rq)
{
	struct webhook w = {0};
	struct uuid id;
	const struct response *none = find_webhook(rq, &w);
	if (none)
		return none;
	if (!uuid_parse(rq->path_args[2], &id))
		return api_not_found(rq);
	if (!w.enabled)
		return refuse(rq, &(struct webhook_fault){NULL, "webhooks.is_off"});
	return done(rq, webhook_send_again(rq, &w, id), 202);
}

const struct response *
send_webhook_again_for_api(struct request *rq)
{
	return api_once(rq, send_again);
}
