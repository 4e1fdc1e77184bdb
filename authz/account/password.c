/* Changing the password, by who knows the old one. */
#include "identity/password.h"
#include "account/endpoints.h"
#include "account/page.h"
#include "base/cleanup.h"
#include "identity/mails.h"
#include "identity/signin.h"
#include "identity/throttle.h"

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

/* NULL when the old password is right. */
static const struct response *
check_old(struct request *rq, struct user *user)
{
	int64_t wait;
	enum store_status status = throttle_attempt(rq, rq->user->email, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_for(rq, wait);
	status = user_by_id(rq->db, rq->arena, rq->user->id, user);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (!password_matches(
		rq->arena, user->password_hash, form_get(rq->form, TEXT("old_password"))))
		return password_page(rq, 422, "password.wrong", NULL);
	status = throttle_forgive(rq, rq->user->email);
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

/* All sessions end, and this browser gets a new one. */
static enum store_status
change(struct request *rq, const struct user *user, struct text hash)
{
	struct texts amr = rq->session->amr;
	enum store_status status = user_set_password(rq->db, rq->arena, user->id, hash);
	if (status == STORE_OK)
		status = signin_start(rq, user, amr);
	if (status == STORE_OK)
		status = note_change(rq, "password_changed", NO_UUID);
	return status == STORE_OK ? mail_password_changed(rq, user->email) : status;
}

const struct response *
change_password(struct request *rq)
{
	struct user user = {0};
	struct text password = form_get(rq->form, TEXT("new_password"));
	const char *fault = password_fault(password);
	if (fault)
		return password_page(rq, 422, NULL, fault);
	const struct response *refusal = check_old(rq, &user);
	if (refusal)
		return refusal;
	struct text hash = password_hash(rq->arena, password);
	if (!hash.n)
		return respond_error_page(rq, 503, "errors.busy");
	enum store_status status = change(rq, &user, hash);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/account?changed=1"))
				  : store_error_page(rq, status);
}
