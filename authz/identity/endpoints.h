/* Pages where a person signs in, up and out. */
#ifndef AUTHZ_IDENTITY_ENDPOINTS_H
#define AUTHZ_IDENTITY_ENDPOINTS_H

#include "http/request.h"

/* What brought the person to the login page; rq->own, set by a step before, or NULL. */
struct login_context {
	struct text app_name;	 /* who asks */
	struct text login_hint;	 /* what to write into the field */
	struct text form_action; /* where signing in may lead (a CSP source) */
};

/* GET /login, /signup: no_store, read_query, load_session, [describe_asking_app,] show_…;
 * POST: no_store, read_query, read_form, load_session, check_csrf, [describe_asking_app,]
 * … */
const struct response *show_login(struct request *rq);
const struct response *sign_in(struct request *rq);
const struct response *show_signup(struct request *rq);
const struct response *sign_up(struct request *rq);
/* POST /logout: no_store, read_form, load_session, check_csrf, sign_out. */
const struct response *sign_out(struct request *rq);

/* GET and POST /verify, by a link from sign_up's mail; as the above with return_by_link
 * in place of a return_to, before describe_asking_app. */
const struct response *return_by_link(struct request *rq);
const struct response *show_verify(struct request *rq);
const struct response *verify(struct request *rq);
/* GET and POST /password/forgot, /password/reset. */
const struct response *show_forgot(struct request *rq);
const struct response *send_reset_link(struct request *rq);
const struct response *show_reset(struct request *rq);
const struct response *reset_password(struct request *rq);
/* GET /dev/mails: no_store, read_query, load_session, show_dev_mails. */
const struct response *show_dev_mails(struct request *rq);

/* Where the person goes next: `return_to` of the form or the query, if it is a path of
 * ours. */
struct text requested_return(struct request *rq);
/* The URL of the sign-up page that leads on to `return_to`. */
struct text signup_url(struct arena *a, struct text return_to);
/* The same of the page for who forgot their password. */
struct text forgot_url(struct arena *a, struct text return_to);

#endif
