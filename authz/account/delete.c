/* The end of an account, by who knows its password and says so. */
#include "account/endpoints.h"
#include "account/page.h"
#include "account/reauthenticate.h"
#include "store/teams.h"

static const struct response *
data_page(struct request *rq, int status, const char *confirmation_fault,
    const char *password_fault)
{
	struct team *needing;
	size_t n;
	enum store_status found =
	    teams_needing(rq->db, rq->arena, rq->user->id, &needing, &n);
	if (found != STORE_OK)
		return store_error_page(rq, found);
	json_t *teams = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(teams,
		    json_pack("{so so}", "team", json_text(needing[i].name), "link",
			json_text(arena_printf(rq->arena, "/developer/teams/%.*s",
			    TEXT_ARG(uuid_text(rq->arena, needing[i].id))))));
	json_t *data =
	    json_pack("{so sb so so so so}", "email", json_text(rq->user->email),
		"needed", n > 0, "teams", teams, "confirmation_fault",
		phrase_if(rq, confirmation_fault != NULL, confirmation_fault),
		"password_fault", phrase_if(rq, password_fault != NULL, password_fault),
		"page", json_text(TEXT("/account/data")));
	return account_page(rq, status, "account_data", "data.title", data);
}

const struct response *
show_data(struct request *rq)
{
	return data_page(rq, 200, NULL, NULL);
}

/* The person is gone: this answer is to a browser in which nobody is signed in. */
static const struct response *
say_goodbye(struct request *rq)
{
	enum store_status status = signin_end(rq);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	rq->session = NULL;
	rq->user = NULL;
	json_t *data = json_pack("{so so}", "title",
	    phrase_if(rq, true, "data.deleted_title"), "page", json_text(TEXT("/login")));
	return respond_page(rq, 200, "account_deleted", data);
}

const struct response *
delete_account(struct request *rq)
{
	struct user user;
	bool right = false;
	struct text typed = text_trim(form_get(rq->form, TEXT("confirmation")));
	if (!text_eq_nocase(typed, rq->user->email))
		return data_page(rq, 422, "data.confirmation_wrong", NULL);
	const struct response *refusal =
	    reauthenticate(rq, form_get(rq->form, TEXT("password")), &user, &right);
	if (refusal)
		return refusal;
	if (!right)
		return data_page(rq, 422, NULL, "password.wrong");
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	status = user_remove_unneeded(rq->db, rq->arena, rq->user->id);
	if (status == STORE_OK)
		status = user_forget_profile(rq->db, rq->arena, rq->user->id);
	status = change_end(rq, "account_deleted", NO_UUID, NO_TEXT, status);
	if (status == STORE_NONE)
		return data_page(rq, 422, NULL, NULL);
	return status == STORE_OK ? say_goodbye(rq) : store_error_page(rq, status);
}
