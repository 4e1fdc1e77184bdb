#include "base/cleanup.h"
#include "identity/endpoints.h"
#include "identity/password.h"
#include "identity/signin.h"
#include "identity/throttle.h"
#include "outbound/mail.h"
#include "settings/settings.h"
#include "store/audit.h"

static const struct text password_amr[] = {TEXT_INIT("pwd")};

struct text
requested_return(struct request *rq)
{
	struct text path = form_get(rq->form, TEXT("return_to"));
	if (!path.n)
		path = form_get(rq->parameters, TEXT("return_to"));
	return is_local_path(path) ? path : TEXT("/account");
}

struct text
signup_url(struct arena *a, struct text return_to)
{
	struct builder b = builder_new(a, 128);
	build_text(&b, TEXT("/signup"));
	build_query(&b, TEXT("return_to"), return_to);
	return builder_text(&b);
}

/* `fault` names a phrase; `wait` are the seconds it speaks of. */
static struct response *
login_page(
    struct request *rq, int status, struct text login, const char *fault, int64_t wait)
{
	const struct login_context *context = rq->own;
	enum language language = request_language(rq);
	struct text back = requested_return(rq);
	json_t *data = json_pack("{so so so so sI sb so sb so sb}", "title",
	    json_text(phrase(rq->arena, language, TEXT("login.title"), NULL)), "login",
	    json_text(login), "return_to", json_text(back), "page",
	    json_text(login_url(rq->arena, back)), "wait", (json_int_t)wait,
	    "can_sign_up", settings()->login.signup, "signup_url",
	    json_text(signup_url(rq->arena, back)), "can_reset", mail_arrives(),
	    "forgot_url", json_text(forgot_url(rq->arena, back)), "changed",
	    form_get(rq->parameters, TEXT("changed")).n > 0);
	if (fault)
		json_object_set_new(data, "fault",
		    json_text(phrase(rq->arena, language, text_of(fault), data)));
	if (context && context->app_name.n)
		json_object_set_new(data, "app_name", json_text(context->app_name));
	return respond_page_leading_to(
	    rq, status, "login", data, context ? context->form_action : NO_TEXT);
}

const struct response *
show_login(struct request *rq)
{
	const struct login_context *context = rq->own;
	return login_page(rq, 200, context ? context->login_hint : NO_TEXT, NULL, 0);
}

static const struct response *
refuse_to_wait(struct request *rq, struct text login, int64_t seconds)
{
	struct response *rs = login_page(rq, 429, login, "login.wait", seconds);
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(rq->arena, "%lld", (long long)seconds));
	return rs;
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

static const struct response *
let_in(struct request *rq, const struct user *user, struct text login)
{
	enum store_status status = throttle_forgive(rq, login);
	if (status == STORE_OK)
		status = signin_start(
		    rq, user, (struct texts){password_amr, COUNT_OF(password_amr)});
	if (status == STORE_OK)
		status = note(rq, "signed_in", user->id);
	return status == STORE_OK ? respond_redirect(rq, requested_return(rq))
				  : store_error_page(rq, status);
}

const struct response *
sign_in(struct request *rq)
{
	struct text login = text_trim(form_get(rq->form, TEXT("login")));
	struct text password = form_get(rq->form, TEXT("password"));
	struct user user = {0};
	int64_t wait;
	enum store_status status = throttle_attempt(rq, login, &wait);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	if (wait > 0)
		return refuse_to_wait(rq, login, wait);
	status = user_by_email(rq->db, rq->arena, login, &user);
	if (status != STORE_OK && status != STORE_NONE)
		return store_error_page(rq, status);
	/* Unknown and disabled accounts take the time of a wrong password. */
	struct text hash = status == STORE_OK ? user.password_hash : NO_TEXT;
	bool right = password_matches(rq->arena, hash, password);
	if (right && !user.disabled_at)
		return let_in(rq, &user, login);
	status = note(rq, "sign_in_refused", user.id);
	return status == STORE_OK ? login_page(rq, 401, login, "login.wrong", 0)
				  : store_error_page(rq, status);
}

const struct response *
sign_out(struct request *rq)
{
	enum store_status status = signin_end(rq);
	if (status == STORE_OK && rq->session)
		status = note(rq, "signed_out", rq->session->user_id);
	return status == STORE_OK ? respond_redirect(rq, TEXT("/login"))
				  : store_error_page(rq, status);
}
