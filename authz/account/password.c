/* Changing the password, by who knows the old one. */
#include "identity/password.h"
#include "account/endpoints.h"
#include "account/page.h"
#include "account/reauthenticate.h"
#include "base/cleanup.h"
#include "identity/mails.h"
#include "identity/signin.h"

static struct response *
password_page(
    struct request *rq, int status, const char *old_fault, const char *new_fault)
{
	json_t *data = json_pack("{so so so so}", "page",
	    json_text(TEXT("/account/password")), "email", json_text(rq->user->email),
	    "old_fault", phrase_if(rq, old_fault != NULL, old_fault), "new_fault",
	    phrase_if(rq, new_fault != NULL, new_fault));
	return account_page(rq, status, "account_password", "password.title", data);
}

const struct response *
show_password(struct request *rq)
{
	return password_page(rq, 200, NULL, NULL);
}

/* All sessions end, and this browser gets a new one. */
static enum store_status
change(struct request *rq, const struct user *user, struct text hash)
{
	struct texts amr = rq->session->amr;
	enum store_status status = db_begin(rq->db);
	if (status != STORE_OK)
		return status;
	status = user_set_password(rq->db, rq->arena, user->id, hash);
	if (status == STORE_OK)
		status = signin_start(rq, user, amr);
	if (status == STORE_OK)
		status = mail_password_changed(rq, user->email);
	return change_end(rq, "password_changed", NO_UUID, NO_TEXT, status);
}

const struct response *
change_password(struct request *rq)
{
	struct user user = {0};
	struct text password = form_get(rq->form, TEXT("new_password"));
	const char *fault = password_fault(password);
	if (fault)
		return password_page(rq, 422, NULL, fault);
	bool right = false;
	const struct response *refusal =
	    reauthenticate(rq, form_get(rq->form, TEXT("old_password")), &user, &right);
	if (refusal)
		return refusal;
	if (!right)
		return password_page(rq, 422, "password.wrong", NULL);
	struct text hash = password_hash(rq->arena, password);
	if (!hash.n)
		return respond_error_page(rq, 503, "errors.busy");
	enum store_status status = change(rq, &user, hash);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/account?changed=1"))
				  : store_error_page(rq, status);
}
