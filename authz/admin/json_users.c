/* /api/v1/admin/users: people, their sessions and what they allowed. */
#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/lookup.h"
#include "admin/person_change.h"
#include "api/api.h"
#include "base/json.h"
#include "oauth/errors.h"
#include "store/consents.h"

const struct response *
load_person_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return api_not_found(rq);
	enum store_status status =
	    user_by_id(rq->db, rq->arena, id, &admin_of(rq)->person);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

static json_t *
person_json(struct arena *a, const struct user *u)
{
	return json_pack("{so so so so so so}", "id", json_text(uuid_text(a, u->id)),
	    "email", json_text(u->email), "name", json_text(u->name), "created_at",
	    json_time(u->created_at), "email_verified_at",
	    json_time(u->email_verified_at), "disabled_at", json_time(u->disabled_at));
}

const struct response *
list_people_for_api(struct request *rq)
{
	struct api_page page;
	struct user *found;
	size_t n;
	const struct response *refused = api_read_page(rq, &page);
	if (refused)
		return refused;
	enum store_status status =
	    lookup_people(rq, lookup_words(rq), page.after, page.limit + 1, &found, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	size_t shown = api_rows_shown(&page, n);
	json_t *items = json_array();
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(items, person_json(rq->arena, &found[i]));
	return api_respond_page(rq, items, shown < n ? found[shown - 1].id : NO_UUID);
}

const struct response *
show_person_for_api(struct request *rq)
{
	return api_respond(rq, 200, person_json(rq->arena, &admin_of(rq)->person));
}

/* The person as they are after the change. */
static const struct response *
respond_changed(struct request *rq, enum store_status status)
{
	struct user *u = &admin_of(rq)->person;
	if (status == STORE_OK)
		status = user_by_id(rq->db, rq->arena, u->id, u);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? show_person_for_api(rq)
				  : oauth_store_error(rq, status);
}

static const struct response *
disable(struct request *rq)
{
	enum store_status status = person_disable(rq);
	if (status == STORE_CONFLICT)
		return api_conflict(rq, "that is you: another operator must do it");
	return respond_changed(rq, status);
}

const struct response *
disable_person_for_api(struct request *rq)
{
	return api_once(rq, disable);
}

static const struct response *
enable(struct request *rq)
{
	return respond_changed(rq, person_enable(rq));
}

const struct response *
enable_person_for_api(struct request *rq)
{
	return api_once(rq, enable);
}

const struct response *
list_sessions_for_api(struct request *rq)
{
	struct session *all;
	size_t n;
	enum store_status status = person_sessions(rq, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    items, json_pack("{so so so so so so}", "id",
			       json_text(uuid_text(rq->arena, all[i].id)), "user_agent",
			       json_text(all[i].user_agent), "address",
			       json_text(all[i].address), "created_at",
			       json_time(all[i].created_at), "seen_at",
			       json_time(all[i].seen_at), "expires_at",
			       json_time(all[i].expires_at)));
	return api_respond_page(rq, items, NO_UUID);
}

const struct response *
end_session_for_api(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return api_not_found(rq);
	enum store_status status = person_end_session(rq, id);
	if (status == STORE_NONE)
		return api_not_found(rq);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}

const struct response *
end_sessions_for_api(struct request *rq)
{
	int64_t ended = 0;
	enum store_status status = person_end_sessions(rq, &ended);
	return status == STORE_OK ? respond(rq, 204, NO_TEXT, NO_TEXT)
				  : oauth_store_error(rq, status);
}

const struct response *
list_allowed_for_api(struct request *rq)
{
	struct consent *all;
	size_t n;
	enum store_status status =
	    consents_of_user(rq->db, rq->arena, admin_of(rq)->person.id, &all, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_t *items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    items, json_pack("{so so so sb so so}", "id",
			       json_text(uuid_text(rq->arena, all[i].client_id)),
			       "client_name", json_text(all[i].client_name), "scopes",
			       json_texts(all[i].scopes), "by_policy", all[i].by_policy,
			       "created_at", json_time(all[i].created_at), "updated_at",
			       json_time(all[i].updated_at)));
	return api_respond_page(rq, items, NO_UUID);
}
