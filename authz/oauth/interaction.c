#include "oauth/interaction.h"

#include "base/clock.h"
#include "identity/signin.h"
#include "oauth/acr.h"
#include "oauth/authorization_response.h"
#include "oauth/pushed_request.h"
#include "oauth/redirect_uri.h"
#include "oauth/sandbox.h"
#include "oauth/scope.h"
#include "oauth/subject.h"
#include "store/consents.h"

static bool
is_expected(const struct request *rq, const struct ticket *t)
{
	return uuid_is_nil(t->expected) || uuid_eq(t->expected, rq->session->user_id);
}

/* Every sign-in makes a new session: the same one means that nobody signed in since. */
static bool
signed_in_since(const struct request *rq, const struct ticket *t)
{
	return !uuid_eq(rq->session->id, t->session_then) &&
	       rq->session->auth_time >= t->created_at;
}

/* The sign-in is not as sure as the app wants, and another could be. */
static bool
must_step_up(const struct request *rq, const struct ticket *t)
{
	return !acr_reached(rq->session->amr, t->acr_values) &&
	       acr_attainable(t->acr_values);
}

/* True when the person must sign in (again) before anything else. */
static bool
must_sign_in(const struct request *rq, const struct ticket *t)
{
	if (!rq->session)
		return true;
	if (signed_in_since(rq, t))
		return false;
	if (!is_expected(rq, t) || must_step_up(rq, t))
		return true;
	if (t->prompt & (PROMPT_LOGIN | PROMPT_CREATE))
		return true;
	return t->max_age >= 0 && rq->session->auth_time + t->max_age <= clock_now();
}

/* The app's choice goes along to the page that comes first, which remembers it. */
void
carry_language(const struct request *rq, struct builder *url)
{
	struct text wanted = form_get(rq->parameters, TEXT("ui_locales"));
	if (wanted.n)
		build_query(url, TEXT("ui_locales"), wanted);
}

static const struct response *
send_to_sign_in(struct request *rq, const struct ticket *t)
{
	struct builder back = builder_new(rq->arena, 2048),
		       url = builder_new(rq->arena, 2048);
	build_text(&back, TEXT("/consent"));
	build_query(&back, TEXT("ticket"), ticket_make(rq->arena, t));
	build_text(&url, t->prompt & PROMPT_CREATE ? TEXT("/signup") : TEXT("/login"));
	build_query(&url, TEXT("return_to"), builder_text(&back));
	carry_language(rq, &url);
	return respond_redirect(rq, builder_text(&url));
}

/* OIDC Core 3.1.2.2: nothing is said about another person than the one who is meant. */
const struct response *
require_person(struct request *rq, const struct ticket *t)
{
	if (must_sign_in(rq, t) && t->prompt & PROMPT_NONE)
		return authorization_error(rq, t, LOGIN_REQUIRED,
		    "nobody is signed in, or not recently or surely enough, or not the "
		    "one whom the request names");
	if (must_sign_in(rq, t))
		return send_to_sign_in(rq, t);
	if (!is_expected(rq, t))
		return authorization_error(rq, t, LOGIN_REQUIRED,
		    "another person signed in than the request names");
	if (t->acr_essential && !acr_reached(rq->session->amr, t->acr_values))
		return authorization_error(rq, t, UNMET_AUTHENTICATION_REQUIREMENTS,
		    "the person can not sign in as surely as acr_values asks");
	return NULL;
}

/* Asked although it was allowed before: nobody vouches for who the app is (RFC 8252 8.6).
 */
static bool
always_asks(const struct client *client, const struct ticket *t)
{
	return text_eq(client->auth_method, TEXT("none")) ||
	       redirect_uri_is_private_use(t->redirect_uri);
}

/* May a code be given without asking? */
static enum store_status
find_consent(struct request *rq, const struct client *client, const struct ticket *t,
    bool *allowed)
{
	struct consent consent;
	*allowed = false;
	if (always_asks(client, t))
		return STORE_OK;
	struct texts scopes = ticket_scopes(rq->arena, t);
	if (client->trusted) {
		*allowed = true;
		return consent_give(
		    rq->db, rq->arena, rq->user->id, client->id, scopes, scopes, true);
	}
	enum store_status status =
	    consent_find(rq->db, rq->arena, rq->user->id, client->id, &consent);
	if (status == STORE_OK)
		*allowed = scope_within(scopes, consent.scopes);
	return status == STORE_NONE ? STORE_OK : status;
}

const struct response *
give_code(struct request *rq, const struct client *client, const struct ticket *t,
    struct texts scopes)
{
	struct ticket named = *t;
	const struct response *used = pushed_request_close(rq, t);
	if (used)
		return used;
	enum store_status status =
	    subject_for(rq->db, rq->arena, client, rq->user->id, &named.extras.subject);
	return status == STORE_OK ? authorization_code(rq, &named, scopes)
				  : store_error_page(rq, status);
}

const struct response *
require_open(struct request *rq, const struct client *client, const struct ticket *t)
{
	const struct response *closed = require_open_app(rq, client);
	if (closed && closed->status == 403 && t->prompt & PROMPT_NONE)
		return authorization_error(rq, t, ACCESS_DENIED,
		    "this app waits for its review: until then it is open to the "
		    "members of its team only");
	return closed;
}

const struct response *
interact(struct request *rq, const struct client *client, const struct ticket *t)
{
	bool allowed;
	const struct response *answer = require_person(rq, t);
	if (answer)
		return answer;
	if (t->prompt & PROMPT_SELECT_ACCOUNT && !signed_in_since(rq, t))
		return show_accounts(rq, client, t);
	answer = require_open(rq, client, t);
	if (answer)
		return answer;
	enum store_status status = find_consent(rq, client, t, &allowed);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	/* Details are about this one time. */
	if (t->extras.authorization_details.n && !client->trusted)
		allowed = false;
	if (allowed && !(t->prompt & PROMPT_CONSENT))
		return give_code(rq, client, t, t->scopes);
	if (t->prompt & PROMPT_NONE)
		return authorization_error(rq, t, CONSENT_REQUIRED,
		    always_asks(client, t)
			? "a public app is never given consent silently"
			: "the person has not allowed all of these scopes yet");
	return show_consent(rq, client, t);
}
