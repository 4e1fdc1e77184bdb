/* Where the person is signed in, and signing out from afar. */
#include "store/sessions.h"
#include "account/device.h"
#include "account/endpoints.h"
#include "account/page.h"
#include "base/cleanup.h"
#include "settings/settings.h"

static json_t *
device_json(struct request *rq, struct text user_agent)
{
	struct device d = device_of(user_agent);
	if (!d.browser.n && !d.system.n)
		return phrase_if(rq, true, "sessions.unknown_device");
	if (!d.browser.n || !d.system.n)
		return json_text(d.browser.n ? d.browser : d.system);
	json_t *names = json_pack(
	    "{so so}", "browser", json_text(d.browser), "system", json_text(d.system));
	json_t *device = json_text(
	    phrase(rq->arena, request_language(rq), TEXT("sessions.device"), names));
	json_decref(names);
	return device;
}

static json_t *
session_json(struct request *rq, const struct session *s)
{
	struct device d = device_of(s->user_agent);
	bool unknown = !d.browser.n && !d.system.n;
	json_t *row = json_pack("{so so so so so sb}", "id",
	    json_text(uuid_text(rq->arena, s->id)), "device",
	    device_json(rq, s->user_agent), "address", json_text(s->address), "signed_in",
	    json_text(time_text(rq->arena, s->created_at)), "seen",
	    json_text(time_text(rq->arena, s->seen_at)), "here",
	    uuid_eq(s->id, rq->session->id));
	if (unknown && s->user_agent.n)
		json_object_set_new(row, "user_agent", json_text(s->user_agent));
	return row;
}

const struct response *
show_sessions(struct request *rq)
{
	struct session *all;
	size_t n;
	enum store_status status = sessions_of_user(
	    rq->db, rq->arena, rq->user->id, settings()->sessions.idle, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, session_json(rq, &all[i]));
	bool ended = form_get(rq->parameters, TEXT("ended")).n > 0;
	json_t *data = json_pack("{so sb so}", "sessions", list, "has_others", n > 1,
	    "done", phrase_if(rq, ended, "sessions.ended"));
	return account_page(rq, 200, "account_sessions", "sessions.title", data);
}

const struct response *
end_one_session(struct request *rq)
{
	struct uuid id;
	if (!uuid_parse(rq->path_args[0], &id))
		return respond_error_page(rq, 404, "errors.not_found");
	bool own = uuid_eq(id, rq->session->id);
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	/* The key begins with the person: another's session is not even there. */
	status = own ? signin_end(rq) : session_end(rq->db, rq->arena, rq->user->id, id);
	status = change_end(
	    rq, own ? "signed_out" : "session_ended", NO_UUID, NO_TEXT, status);
	/* Ended twice is ended. */
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	return respond_redirect(
	    rq, own ? TEXT("/login") : TEXT("/account/sessions?ended=1"));
}

const struct response *
end_other_sessions(struct request *rq)
{
	int64_t ended = 0;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status =
	    sessions_end_others(rq->db, rq->arena, rq->user->id, rq->session->id, &ended);
	if (status == STORE_OK && !ended)
		status = STORE_NONE; /* and nothing to tell */
	status = change_end(rq, "other_sessions_ended", NO_UUID, NO_TEXT, status);
	return status == STORE_OK || status == STORE_NONE
		   ? respond_redirect(rq, TEXT("/account/sessions?ended=1"))
		   : store_error_page(rq, status);
}
