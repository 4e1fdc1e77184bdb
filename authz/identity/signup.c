#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "identity/endpoints.h"
#include "identity/mails.h"
#include "identity/password.h"
#include "identity/person_rules.h"
#include "identity/signin.h"
#include "identity/signup_by_mail.h"
#include "identity/throttle.h"
#include "outbound/mail.h"
#include "settings/settings.h"
#include "store/audit.h"

static const struct text password_amr[] = {TEXT_INIT("pwd")};

struct signup {
	struct text email, name, password;
	const char *email_fault, *name_fault, *password_fault;
};

static json_t *
field(struct request *rq, struct text value, const char *fault)
{
	json_t *f = json_pack("{so}", "value", json_text(value));
	if (fault)
		json_object_set_new(f, "error",
		    json_text(
			phrase(rq->arena, request_language(rq), text_of(fault), NULL)));
	return f;
}

static struct response *
signup_page(struct request *rq, int status, const struct signup *s)
{
	const struct login_context *context = rq->own;
	json_t *data = json_pack("{so so so so so so so}", "title",
	    json_text(
		phrase(rq->arena, request_language(rq), TEXT("signup.title"), NULL)),
	    "email_field", field(rq, s->email, s->email_fault), "name_field",
	    field(rq, s->name, s->name_fault), "password_field",
	    field(rq, NO_TEXT, s->password_fault), "return_to",
	    json_text(requested_return(rq)), "page",
	    json_text(signup_url(rq->arena, requested_return(rq))), "login_url",
	    json_text(login_url(rq->arena, requested_return(rq))));
	if (context && context->app_name.n)
		json_object_set_new(data, "app_name", json_text(context->app_name));
	return respond_page_leading_to(
	    rq, status, "signup", data, context ? context->form_action : NO_TEXT);
}

const struct response *
show_signup(struct request *rq)
{
	if (!settings()->login.signup)
		return respond_error_page(rq, 404, "errors.not_found");
	return signup_page(rq, 200, &(struct signup){0});
}

/* Without mail the form has to say that an address is taken. */
static const struct response *
create(struct request *rq, struct signup *s, struct text hash)
{
	struct user user = {.id = uuid_new(),
	    .email = s->email,
	    .name = s->name,
	    .locale = language_tag(request_language(rq)),
	    .created_at = clock_now(),
	    .password_hash = hash};
	enum store_status status = user_add(rq->db, rq->arena, &user);
	if (status == STORE_CONFLICT) {
		s->email_fault = "signup.email_unusable";
		return signup_page(rq, 422, s);
	}
	struct audit_event e = {.event = TEXT("signed_up"),
	    .actor = TEXT("user"),
	    .user_id = user.id,
	    .address = rq->peer,
	    .request_id = rq->id};
	if (status == STORE_OK)
		status = throttle_forgive(rq, s->email);
	if (status == STORE_OK)
		status = audit_add(rq->db, rq->arena, &e);
	if (status == STORE_OK)
		status = signin_start(
		    rq, &user, (struct texts){password_amr, COUNT_OF(password_amr)});
	return status == STORE_OK ? respond_redirect(rq, requested_return(rq))
				  : store_error_page(rq, status);
}

/* An address that gets a link must be one that mail can be sent to. */
static const char *
email_fault(struct text email)
{
	const char *fault = person_email_fault(email);
	if (!fault && signup_is_by_mail() && !mail_address_fits(email))
		fault = "signup.email_malformed";
	return fault;
}

const struct response *
sign_up(struct request *rq)
{
	struct signup s = {.email = text_trim(form_get(rq->form, TEXT("email"))),
	    .name = text_trim(form_get(rq->form, TEXT("name"))),
	    .password = form_get(rq->form, TEXT("password"))};
	int64_t wait;
	if (!settings()->login.signup)
		return respond_error_page(rq, 404, "errors.not_found");
	s.email_fault = email_fault(s.email);
	s.name_fault = person_name_fault(s.name);
	s.password_fault = password_fault(s.password);
	if (s.email_fault || s.name_fault || s.password_fault)
		return signup_page(rq, 422, &s);
	enum store_status status = signup_is_by_mail()
				       ? throttle_mail(rq, s.email, &wait)
				       : throttle_attempt(rq, s.email, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_for(rq, wait);
	/* Hashed before anything is looked up: a taken address takes as long. */
	struct text hash = password_hash(rq->arena, s.password);
	if (!hash.n)
		return respond_error_page(rq, 503, "errors.busy");
	return signup_is_by_mail() ? sign_up_by_mail(rq, s.email, s.name, hash)
				   : create(rq, &s, hash);
}
