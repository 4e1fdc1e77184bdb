/*
 * Signing up where mail is sent. What was written into the form goes, sealed, into a link
 * in a mail; following it makes the account and signs in. So nobody has an account with
 * an address that is not theirs, the database keeps nothing of who never answers, and the
 * page tells nobody whether an address is taken: its owner is told, by mail.
 */
#include "identity/signup_by_mail.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "identity/endpoints.h"
#include "identity/mailed_link.h"
#include "identity/mails.h"
#include "identity/password.h"
#include "identity/signin.h"
#include "identity/throttle.h"
#include "settings/settings.h"
#include "store/audit.h"

static const struct text password_amr[] = {TEXT_INIT("pwd")};

static struct text
title(struct request *rq, const char *name)
{
	return phrase(rq->arena, request_language(rq), text_of(name), NULL);
}

static struct text
here(struct request *rq, const char *path)
{
	return arena_printf(
	    rq->arena, "%.*s%s", TEXT_ARG(settings()->server.issuer), path);
}

/* The same work for both: a look, a link, a mail. */
static enum store_status
tell_owner(struct request *rq, const struct signup_link *l)
{
	struct user owner;
	enum store_status status = user_by_email(rq->db, rq->arena, l->email, &owner);
	if (status != STORE_OK && status != STORE_NONE)
		return status;
	bool taken = status == STORE_OK;
	return mail_person(rq, taken ? owner.email : l->email, taken ? "taken" : "signup",
	    json_pack("{so so so}", "link", json_text(signup_link_make(rq, l)), "login",
		json_text(here(rq, "/login")), "forgot",
		json_text(here(rq, "/password/forgot"))),
	    SIGNUP_LINK_LIFETIME, true);
}

const struct response *
sign_up_by_mail(
    struct request *rq, struct text email, struct text name, struct text password_hash)
{
	struct signup_link l = {.email = email,
	    .name = name,
	    .password_hash = password_hash,
	    .locale = language_tag(request_language(rq)),
	    .return_to = requested_return(rq),
	    .browser = csrf_browser(rq)};
	enum store_status status = tell_owner(rq, &l);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	json_t *data = json_pack("{so so so}", "title",
	    json_text(title(rq, "signup.sent_title")), "email", json_text(email),
	    "signup_url", json_text(signup_url(rq->arena, l.return_to)));
	return respond_page(rq, 200, "signup_sent", data);
}

static bool
open_link(struct request *rq, struct signup_link *out)
{
	struct text ticket = form_get(rq->form, TEXT("ticket"));
	if (!ticket.n)
		ticket = form_get(rq->parameters, TEXT("ticket"));
	return signup_link_open(rq, ticket, out);
}

const struct response *
return_by_link(struct request *rq)
{
	struct signup_link l;
	if (!open_link(rq, &l))
		return respond_error_page(rq, 400, "errors.link");
	struct field *fields = ARENA_ARRAY(rq->arena, rq->parameters.n + 1, struct field);
	fields[0] = (struct field){TEXT("return_to"), l.return_to};
	for (size_t i = 0; i < rq->parameters.n; i++)
		fields[i + 1] = rq->parameters.at[i];
	rq->parameters = (struct form){fields, rq->parameters.n + 1};
	return NULL;
}

/* Whoever signed up with somebody else's address must not get an account by that person's
 * click: in another browser than the one where it began, the password is asked for. */
static bool
began_here(struct request *rq, const struct signup_link *l)
{
	return l->browser.n && text_eq_secret(l->browser, csrf_browser(rq));
}

static struct response *
verify_page(
    struct request *rq, int status, const struct signup_link *l, const char *fault)
{
	const struct login_context *context = rq->own;
	struct text ticket = form_get(rq->form, TEXT("ticket"));
	if (!ticket.n)
		ticket = form_get(rq->parameters, TEXT("ticket"));
	struct builder page = builder_new(rq->arena, 1024);
	build_text(&page, TEXT("/verify"));
	build_query(&page, TEXT("ticket"), ticket);
	json_t *data =
	    json_pack("{so so so sb so}", "title", json_text(title(rq, "verify.title")),
		"email", json_text(l->email), "ticket", json_text(ticket), "elsewhere",
		!began_here(rq, l), "page", json_text(builder_text(&page)));
	if (fault)
		json_object_set_new(data, "fault", json_text(title(rq, fault)));
	if (context && context->app_name.n)
		json_object_set_new(data, "app_name", json_text(context->app_name));
	return respond_page_leading_to(
	    rq, status, "verify", data, context ? context->form_action : NO_TEXT);
}

const struct response *
show_verify(struct request *rq)
{
	struct signup_link l;
	if (!open_link(rq, &l))
		return respond_error_page(rq, 400, "errors.link");
	return verify_page(rq, 200, &l, NULL);
}

static enum store_status
make_account(struct request *rq, const struct signup_link *l)
{
	int64_t now = clock_now();
	struct user user = {.id = uuid_new(),
	    .email = l->email,
	    .name = l->name,
	    .locale = l->locale,
	    .created_at = now,
	    .email_verified_at = now,
	    .password_hash = l->password_hash};
	struct audit_event e = {.event = TEXT("signed_up"),
	    .actor = TEXT("user"),
	    .user_id = user.id,
	    .address = rq->peer,
	    .request_id = rq->id};
	enum store_status status = user_add(rq->db, rq->arena, &user);
	if (status == STORE_OK)
		status = audit_add(rq->db, rq->arena, &e);
	if (status == STORE_OK)
		status = signin_start(
		    rq, &user, (struct texts){password_amr, COUNT_OF(password_amr)});
	return status;
}

/* NULL when the password fits, or none is needed. */
static const struct response *
check_password(struct request *rq, const struct signup_link *l)
{
	int64_t wait;
	if (began_here(rq, l))
		return NULL;
	enum store_status status = throttle_attempt(rq, l->email, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_for(rq, wait);
	if (!password_matches(
		rq->arena, l->password_hash, form_get(rq->form, TEXT("password"))))
		return verify_page(rq, 401, l, "verify.wrong");
	status = throttle_forgive(rq, l->email);
	return status == STORE_OK ? NULL : store_error_page(rq, status);
}

const struct response *
verify(struct request *rq)
{
	struct signup_link l;
	if (!open_link(rq, &l))
		return respond_error_page(rq, 400, "errors.link");
	const struct response *refusal = check_password(rq, &l);
	if (refusal)
		return refusal;
	enum store_status status = make_account(rq, &l);
	/* Followed twice, or the address got its account by another link. */
	if (status == STORE_CONFLICT)
		return respond_redirect(rq, login_url(rq->arena, l.return_to));
	return status == STORE_OK ? respond_redirect(rq, requested_return(rq))
				  : store_error_page(rq, status);
}
