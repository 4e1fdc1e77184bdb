/* Who the person at the browser is: the session cookie and what pages need from it. */
#ifndef AUTHZ_IDENTITY_SIGNIN_H
#define AUTHZ_IDENTITY_SIGNIN_H

#include "base/json.h"
#include "html/page.h"
#include "http/request.h"
#include "store/sessions.h"

/* A step: sets rq->session and rq->user when a live session's cookie came; passes in any
 * case, but for a database that is away (503 page). */
const struct response *load_session(struct request *rq);
/* A step, after load_session: sends who is not signed in to /login and back. */
const struct response *require_session(struct request *rq);

/* Starts a session for `user` and sets the cookie; rq->session and rq->user are set. The
 * session that this browser had ends: as by signing out if it was somebody else's. */
enum store_status signin_start(
    struct request *rq, const struct user *user, struct texts amr);
/* Ends the session of this request and removes the cookie. */
enum store_status signin_end(struct request *rq);

/* The URL of the login page that leads back to `return_to` (a path of ours). */
struct text login_url(struct arena *a, struct text return_to);
/* A path of this server and nothing else: "/…", not "//…" or "/\…", no control
 * characters. */
bool is_local_path(struct text path);

/*
 * The CSRF token for this browser and session; sets the browser's cookie when it has none
 * (__Host-authz_csrf). Forms carry it as `csrf`.
 */
struct text csrf_token(struct request *rq);
/* What csrf_token() knows the browser by; empty when it has no such cookie. */
struct text csrf_browser(struct request *rq);
/* A step, after read_form and load_session: refuses a POST without the right token (403
 * page). */
const struct response *check_csrf(struct request *rq);

/*
 * A page in the person's language, with csrf, user and language filled in and the
 * security headers (strict CSP, no framing, no-referrer, no-store). Takes over `data`;
 * its `page` is the address to have an answer to a POST again, in another language.
 */
struct response *respond_page(
    struct request *rq, int status, const char *name, json_t *data);
/* The same; `form_action` is one more CSP source that forms may lead to ("https:"). */
struct response *respond_page_leading_to(struct request *rq, int status, const char *name,
    json_t *data, struct text form_action);
/* The language of this request: the `ui_locales` parameter or cookie, then
 * Accept-Language. */
enum language request_language(struct request *rq);
/* The error page: `phrase_name` "errors.not_found" has .title and .text below it. */
struct response *respond_error_page(
    struct request *rq, int status, const char *phrase_name);
/* The same with a sentence of what exactly was wrong, for a developer. */
struct response *respond_error_detail(
    struct request *rq, int status, const char *phrase_name, struct text detail);
/* 503 with Retry-After for STORE_AWAY, 500 for the rest, as a page. */
const struct response *store_error_page(struct request *rq, enum store_status status);
/* A date for people, "2026-11-24", in UTC. */
struct text date_text(struct arena *a, int64_t seconds);
/* The same to the minute, "2026-11-24 13:05". */
struct text time_text(struct arena *a, int64_t seconds);

#endif
