/* The people who have a role here. */
#include "store/operators.h"

#include "admin/admin.h"
#include "admin/endpoints.h"
#include "admin/operator_change.h"
#include "portal/api_page.h"

static const char path[] = "/admin/operators";

static json_t *
roles_json(struct request *rq, enum operator_role chosen, bool with_none)
{
	json_t *list = json_array();
	for (int i = with_none ? ROLE_NONE : ROLE_AUDITOR; i <= ROLE_OPERATOR; i++) {
		struct text name = operator_role_name((enum operator_role)i);
		json_array_append_new(
		    list, json_pack("{so so sb}", "value", json_text(name), "role_name",
			      admin_word(rq, "role", name), "chosen", i == (int)chosen));
	}
	return list;
}

static const struct response *
operators_page(
    struct request *rq, struct text email, enum operator_role role, struct outcome o)
{
	struct operator_row *all;
	size_t n;
	enum store_status status = operators_list(rq->db, rq->arena, &all, &n);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = admin_data(rq, "admin.menu.operators", "operators");
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    rows, json_pack("{so so so so so so sb}", "person_email",
			      json_text(all[i].email), "person_name",
			      json_text(all[i].name), "link",
			      json_text(arena_printf(rq->arena, "/admin/users/%.*s",
				  TEXT_ARG(uuid_text(rq->arena, all[i].user_id)))),
			      "role_name",
			      admin_word(rq, "role", operator_role_name(all[i].role)),
			      "since", admin_time(rq, all[i].created_at), "choices",
			      roles_json(rq, all[i].role, true), "self",
			      uuid_eq(all[i].user_id, rq->user->id)));
	json_object_set_new(data, "page", json_string(path));
	json_object_set_new(data, "rows", rows);
	json_object_set_new(data, "email_field", api_field(rq, "email", email, o));
	json_object_set_new(data, "roles", roles_json(rq, role, false));
	if (o.fault && (!o.field || !text_eq(text_of(o.field), TEXT("email"))))
		json_object_set_new(data, "fault", admin_phrase(rq, o.fault));
	return respond_page(rq, o.fault ? 422 : 200, "admin_operators", data);
}

const struct response *
show_operators(struct request *rq)
{
	return operators_page(rq, NO_TEXT, ROLE_REVIEWER, DONE);
}

const struct response *
change_operator(struct request *rq)
{
	struct user user;
	enum operator_role role = ROLE_NONE;
	struct text email = text_trim(form_get(rq->form, TEXT("email")));
	struct text name = form_get(rq->form, TEXT("role"));
	bool sure = form_get(rq->form, TEXT("sure")).n != 0;
	struct outcome o = ENDED(user_by_email(rq->db, rq->arena, email, &user));
	if (o.status == STORE_NONE)
		return operators_page(
		    rq, email, ROLE_REVIEWER, REFUSED("email", "server.no_person"));
	if (!operator_role_parse(name, &role) && !text_eq(name, TEXT("none")))
		return respond_error_page(rq, 400, "errors.bad_request");
	if (outcome_is_done(o))
		o = operator_change(rq, user.id, role, sure);
	if (o.fault)
		return operators_page(rq, email, role, o);
	/* Who has just given up their own role is no longer shown this page. */
	bool left = uuid_eq(user.id, rq->user->id) && role == ROLE_NONE;
	return admin_back(rq, o.status, left ? TEXT("/account") : text_of(path));
}
