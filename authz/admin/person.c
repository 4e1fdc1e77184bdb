#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/person_change.h"
#include "store/consents.h"

const struct response *
load_person(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	enum store_status status =
	    user_by_id(rq->db, rq->arena, id, &admin_of(rq)->person);
	if (status == STORE_NONE)
		return respond_error_page(rq, 404, "errors.not_found");
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

static struct text
person_path(struct request *rq)
{
	return arena_printf(rq->arena, "/admin/users/%.*s",
	    TEXT_ARG(uuid_text(rq->arena, admin_of(rq)->person.id)));
}

static enum store_status
add_sessions(struct request *rq, json_t *data)
{
	struct session *all;
	size_t n;
	enum store_status status = person_sessions(rq, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    list, json_pack("{so so so so}", "id",
			      json_text(uuid_text(rq->arena, all[i].id)), "user_agent",
			      json_text(all[i].user_agent), "address",
			      json_text(all[i].address), "seen",
			      admin_time(rq, all[i].seen_at)));
	json_object_set_new(data, "sessions", list);
	json_object_set_new(data, "has_sessions", json_boolean(n > 0));
	return STORE_OK;
}

static enum store_status
add_apps(struct request *rq, json_t *data)
{
	struct consent *all;
	size_t n;
	enum store_status status =
	    consents_of_user(rq->db, rq->arena, admin_of(rq)->person.id, &all, &n);
	if (status != STORE_OK)
		return status;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list,
		    json_pack("{so so so so}", "app", json_text(all[i].client_name),
			"link", json_text(admin_app_path(rq, all[i].client_id)),
			"allowed", json_text(texts_join(rq->arena, all[i].scopes, ' ')),
			"since", admin_time(rq, all[i].created_at)));
	json_object_set_new(data, "apps", list);
	json_object_set_new(data, "has_apps", json_boolean(n > 0));
	return STORE_OK;
}

static const struct response *
person_page(struct request *rq, const char *fault, int code)
{
	const struct user *u = &admin_of(rq)->person;
	json_t *data = admin_data(rq, "admin.menu.users", "users");
	json_object_set_new(data, "title", json_text(u->email));
	json_object_set_new(data, "page", json_text(person_path(rq)));
	json_object_set_new(data, "path", json_text(person_path(rq)));
	json_object_set_new(data, "id", json_text(uuid_text(rq->arena, u->id)));
	json_object_set_new(data, "person_email", json_text(u->email));
	json_object_set_new(data, "person_name", json_text(u->name));
	json_object_set_new(data, "locale", json_text(u->locale));
	json_object_set_new(data, "created", admin_time(rq, u->created_at));
	json_object_set_new(data, "verified", admin_time(rq, u->email_verified_at));
	json_object_set_new(data, "disabled", json_boolean(u->disabled_at != 0));
	if (fault)
		json_object_set_new(data, "fault", admin_phrase(rq, fault));
	enum store_status status = add_sessions(rq, data);
	if (status == STORE_OK)
		status = add_apps(rq, data);
	if (status == STORE_OK)
		return respond_page(rq, code, "admin_user", data);
	json_decref(data);
	return store_error_page(rq, status);
}

const struct response *
show_person(struct request *rq)
{
	return person_page(rq, NULL, 200);
}

const struct response *
end_session_of(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[1], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	return admin_back(rq, person_end_session(rq, id), person_path(rq));
}

const struct response *
disable_person(struct request *rq)
{
	enum store_status status = person_disable(rq);
	if (status == STORE_CONFLICT)
		return person_page(rq, "admin.yourself", 422);
	return admin_back(rq, status, person_path(rq));
}

const struct response *
enable_person(struct request *rq)
{
	return admin_back(rq, person_enable(rq), person_path(rq));
}
