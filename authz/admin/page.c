#include "admin/admin.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "store/audit.h"

#include <time.h>

json_t *
admin_phrase(struct request *rq, const char *name)
{
	return json_text(phrase(rq->arena, request_language(rq), text_of(name), NULL));
}

json_t *
admin_word(struct request *rq, const char *prefix, struct text word)
{
	struct text name =
	    arena_printf(rq->arena, "admin.%s.%.*s", prefix, TEXT_ARG(word));
	return json_text(phrase(rq->arena, request_language(rq), name, NULL));
}

json_t *
admin_time(struct request *rq, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm utc;
	if (!seconds)
		return json_string("");
	gmtime_r(&t, &utc);
	return json_text(arena_printf(rq->arena, "%.*s %02d:%02d:%02d",
	    TEXT_ARG(date_text(rq->arena, seconds)), utc.tm_hour, utc.tm_min,
	    utc.tm_sec));
}

json_t *
admin_next(struct request *rq, const char *path, struct text q, struct uuid after)
{
	struct builder b = builder_new(rq->arena, 128);
	build_text(&b, text_of(path));
	if (q.n)
		build_query(&b, TEXT("q"), q);
	build_query(&b, TEXT("after"), uuid_text(rq->arena, after));
	return json_text(builder_text(&b));
}

json_t *
admin_data(struct request *rq, const char *title, const char *here)
{
	static const struct {
		const char *name, *path;
	} menu[] = {{"overview", "/admin"}, {"reviews", "/admin/reviews"},
	    {"apps", "/admin/apps"}, {"users", "/admin/users"}, {"apis", "/admin/apis"},
	    {"operators", "/admin/operators"}, {"deliveries", "/admin/deliveries"},
	    {"keys", "/admin/keys"}, {"nodes", "/admin/nodes"},
	    {"settings", "/admin/settings"}, {"audit", "/admin/audit"}};
	const struct admin *admin = admin_of(rq);
	json_t *items = json_array();
	for (size_t i = 0; i < COUNT_OF(menu); i++)
		json_array_append_new(
		    items, json_pack("{so ss sb}", "label",
			       admin_word(rq, "menu", text_of(menu[i].name)), "link",
			       menu[i].path, "here",
			       text_eq(text_of(menu[i].name), text_of(here))));
	return json_pack("{so so so sb sb sb sb sb}", "title", admin_phrase(rq, title),
	    "menu", items, "role",
	    admin_word(rq, "role", operator_role_name(admin->role)), "may_review",
	    admin->role >= ROLE_REVIEWER, "may_operate", admin->role >= ROLE_OPERATOR,
	    "wide", true, "done", form_get(rq->parameters, TEXT("done")).n != 0, "late",
	    form_get(rq->parameters, TEXT("late")).n != 0);
}

enum store_status
admin_audit(struct request *rq, const char *event, struct uuid user_id,
    struct uuid client_id, json_t *change)
{
	CLEANUP(json) json_t *details = change;
	struct text role = operator_role_name(admin_of(rq)->role);
	struct uuid by = rq->user ? rq->user->id : NO_UUID;
	if (rq->user)
		json_object_set_new(details, "by", json_text(uuid_text(rq->arena, by)));
	json_object_set_new(details, "role", json_text(role));
	struct audit_event e = {.event = text_of(event),
	    .actor = rq->user ? TEXT("operator") : TEXT("client"),
	    .user_id = uuid_is_nil(user_id) ? by : user_id,
	    .client_id = client_id,
	    .via = rq->client ? rq->client->id : NO_UUID,
	    .address = rq->peer,
	    .request_id = rq->id,
	    .details = json_compact(rq->arena, details)};
	return audit_add(rq->db, rq->arena, &e);
}

const struct response *
admin_back(struct request *rq, enum store_status status, struct text path)
{
	if (status != STORE_OK && status != STORE_NONE && status != STORE_CONFLICT)
		return store_error_page(rq, status);
	return respond_redirect(rq, arena_printf(rq->arena, "%.*s?%s=1", TEXT_ARG(path),
					status == STORE_OK ? "done" : "late"));
}

struct text
admin_app_path(struct request *rq, struct uuid id)
{
	return arena_printf(
	    rq->arena, "/admin/apps/%.*s", TEXT_ARG(uuid_text(rq->arena, id)));
}
