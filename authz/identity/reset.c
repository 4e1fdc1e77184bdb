/* A new password for who forgot the old one, by a link in a mail. */
#include "base/cleanup.h"
#include "identity/endpoints.h"
#include "identity/mailed_link.h"
#include "identity/mails.h"
#include "identity/password.h"
#include "identity/person_rules.h"
#include "identity/signin.h"
#include "identity/throttle.h"
#include "outbound/mail.h"
#include "store/audit.h"

static struct text
words(struct request *rq, const char *name)
{
	return phrase(rq->arena, request_language(rq), text_of(name), NULL);
}

struct text
forgot_url(struct arena *a, struct text return_to)
{
	struct builder b = builder_new(a, 128);
	build_text(&b, TEXT("/password/forgot"));
	build_query(&b, TEXT("return_to"), return_to);
	return builder_text(&b);
}

static struct response *
forgot_page(
    struct request *rq, int status, struct text email, const char *fault, bool sent)
{
	struct text back = requested_return(rq);
	json_t *data = json_pack("{so so so so so sb}", "title",
	    json_text(words(rq, sent ? "forgot.sent_title" : "forgot.title")), "email",
	    json_text(email), "return_to", json_text(back), "login_url",
	    json_text(login_url(rq->arena, back)), "page",
	    json_text(forgot_url(rq->arena, back)), "sent", sent);
	if (fault)
		json_object_set_new(data, "fault", json_text(words(rq, fault)));
	return respond_page(rq, status, "forgot", data);
}

const struct response *
show_forgot(struct request *rq)
{
	if (!mail_arrives())
		return respond_error_page(rq, 404, "errors.not_found");
	return forgot_page(rq, 200, NO_TEXT, NULL, false);
}

static enum store_status
note(struct request *rq, const char *event, struct uuid user_id)
{
	struct audit_event e = {.event = text_of(event),
	    .actor = TEXT("user"),
	    .user_id = user_id,
	    .address = rq->peer,
	    .request_id = rq->id};
	return audit_add(rq->db, rq->arena, &e);
}

/* Unknown and disabled accounts cost the same: a look, a link, a row. */
static enum store_status
send_link(struct request *rq, struct text email)
{
	struct user user = {.email = email};
	enum store_status status = user_by_email(rq->db, rq->arena, email, &user);
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	bool known = status == STORE_OK && !user.disabled_at;
	status = mail_person(rq, user.email, "reset",
	    json_pack("{so}", "link",
		json_text(reset_link_make(rq, &user, requested_return(rq)))),
	    RESET_LINK_LIFETIME, known);
	return status == STORE_OK ? note(rq, "password_reset_asked", user.id) : status;
}

const struct response *
send_reset_link(struct request *rq)
{
	struct text email = text_trim(form_get(rq->form, TEXT("email")));
	int64_t wait;
	if (!mail_arrives())
		return respond_error_page(rq, 404, "errors.not_found");
	const char *fault = person_email_fault(email);
	if (fault)
		return forgot_page(rq, 422, email, fault, false);
	enum store_status status = throttle_mail(rq, email, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_for(rq, wait);
	status = send_link(rq, email);
	return status == STORE_OK ? forgot_page(rq, 200, email, NULL, true)
				  : store_error_page(rq, status);
}

/* The account that the link is for; or the answer, when it is no longer good. */
static const struct response *
find_account(
    struct request *rq, struct text ticket, struct reset_link *l, struct user *user)
{
	if (!reset_link_open(rq, ticket, l))
		return respond_error_page(rq, 400, "errors.link");
	enum store_status status = user_by_id(rq->db, rq->arena, l->user_id, user);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	if (status == STORE_NONE || !reset_link_fits(rq, l, user))
		return respond_error_page(rq, 400, "errors.link");
	return NULL;
}

static struct response *
reset_page(struct request *rq, int status, struct text ticket, const struct user *user,
    const char *fault)
{
	struct builder page = builder_new(rq->arena, 1024);
	build_text(&page, TEXT("/password/reset"));
	build_query(&page, TEXT("ticket"), ticket);
	json_t *data = json_pack("{so so so so}", "title",
	    json_text(words(rq, "reset.title")), "email", json_text(user->email),
	    "ticket", json_text(ticket), "page", json_text(builder_text(&page)));
	if (fault)
		json_object_set_new(data, "fault", json_text(words(rq, fault)));
	return respond_page(rq, status, "reset", data);
}

const struct response *
show_reset(struct request *rq)
{
	struct reset_link l;
	struct user user = {0};
	struct text ticket = form_get(rq->parameters, TEXT("ticket"));
	const struct response *over = find_account(rq, ticket, &l, &user);
	return over ? over : reset_page(rq, 200, ticket, &user, NULL);
}

static enum store_status
settle(struct request *rq, const struct user *user)
{
	enum store_status status = note(rq, "password_reset", user->id);
	if (status == STORE_OK)
		status = throttle_forgive(rq, user->email);
	return status == STORE_OK ? mail_password_changed(rq, user->email) : status;
}

static const struct response *
go_to_login(struct request *rq, struct text return_to)
{
	struct builder b = builder_new(rq->arena, 256);
	build_text(&b, login_url(rq->arena, return_to));
	build_query(&b, TEXT("changed"), TEXT("1"));
	return respond_redirect(rq, builder_text(&b));
}

const struct response *
reset_password(struct request *rq)
{
	struct reset_link l;
	struct user user = {0};
	struct text ticket = form_get(rq->form, TEXT("ticket"));
	struct text password = form_get(rq->form, TEXT("password"));
	const struct response *over = find_account(rq, ticket, &l, &user);
	if (over)
		return over;
	const char *fault = password_fault(password);
	if (fault)
		return reset_page(rq, 422, ticket, &user, fault);
	struct text hash = password_hash(rq->arena, password);
	if (!hash.n)
		return respond_error_page(rq, 503, "errors.busy");
	enum store_status status =
	    user_reset_password(rq->db, rq->arena, user.id, user.password_hash, hash);
	/* The same link was used a moment ago. */
	if (status == STORE_NONE)
		return respond_error_page(rq, 400, "errors.link");
	if (status == STORE_OK)
		status = settle(rq, &user);
	return status == STORE_OK ? go_to_login(rq, l.return_to)
				  : store_error_page(rq, status);
}
