/* OpenID CIBA Core 7: a server that knows whom it talks to asks that person for consent,
 * on a device of theirs; poll mode. */
#include "base/builder.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "identity/throttle.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/id_token_hint.h"
#include "oauth/metadata.h"
#include "oauth/parameters.h"
#include "oauth/pending_code.h"
#include "oauth/sandbox.h"
#include "oauth/scope_asked.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/pending_grants.h"
#include "store/users.h"

enum { INTERVAL = 5, BINDING_MESSAGE_MOST = 100, WAITING_MOST = 5 };

static const struct parameter parameters[] = {
    {"scope", true, false, 2000},
    {"resource", false, true, 1000},
    {"login_hint", false, false, 254},
    {"id_token_hint", false, false, 8000},
    {"login_hint_token", false, false, 8000},
    {"binding_message", false, false, 1000},
    {"requested_expiry", false, false, 12},
    {"request", false, false, 8000},
};

static struct text
parameter(const struct request *rq, const char *name)
{
	return form_get(rq->form, text_of(name));
}

static const struct response *
check(struct request *rq)
{
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	struct text message = parameter(rq, "binding_message");
	if (fault)
		return oauth_error(because(rq, WHY_PARAMETER), INVALID_REQUEST, fault);
	if (!texts_have(
		rq->client->grant_types, TEXT("urn:openid:params:grant-type:ciba")))
		return oauth_error(because(rq, WHY_GRANT_TYPE), UNAUTHORIZED_CLIENT,
		    "this app is not registered for the CIBA grant, which the operator "
		    "gives");
	if (parameter(rq, "request").n)
		return oauth_error(
		    rq, INVALID_REQUEST, "signed authentication requests are not taken");
	if (message.n && (!utf8_plain(message, false) || utf8_blank(message) ||
			     utf8_length(message) > BINDING_MESSAGE_MOST))
		return oauth_error(rq, INVALID_BINDING_MESSAGE,
		    "binding_message has at most 100 characters, all of them visible");
	return NULL;
}

static const struct response *
check_scopes(struct request *rq, struct scope_answer *answer)
{
	const struct response *refused = scope_asked(rq, answer);
	if (!refused && !texts_have(answer->scopes, TEXT("openid")))
		return oauth_error(rq, INVALID_SCOPE, "scope must have openid");
	return refused;
}

static const struct response *
read_expiry(struct request *rq, int64_t *seconds)
{
	uint64_t asked = 0;
	struct text sent = parameter(rq, "requested_expiry");
	*seconds = settings()->tokens.device_code_lifetime;
	if (!sent.n)
		return NULL;
	if (!text_to_u64(sent, &asked) || asked == 0)
		return oauth_error(rq, INVALID_REQUEST,
		    "requested_expiry is a positive number of seconds");
	if (asked < (uint64_t)*seconds)
		*seconds = (int64_t)asked;
	return NULL;
}

/* Whom the one hint names, known or not; an ID token must be the app's own. */
static enum store_status
find_hinted(struct request *rq, struct user *user)
{
	struct id_token_hint read = {0};
	struct text hint = parameter(rq, "id_token_hint");
	enum store_status status;
	if (hint.n) {
		status = id_token_hint_read(rq->db, rq->arena, hint, &read);
		if (read.too_old || !text_eq(read.audience, rq->client->client_id))
			status = status == STORE_OK ? STORE_NONE : status;
		if (status == STORE_OK)
			status = user_by_id(rq->db, rq->arena, read.user_id, user);
	} else {
		status = user_by_email(
		    rq->db, rq->arena, text_trim(parameter(rq, "login_hint")), user);
	}
	return status == STORE_OK && user->disabled_at ? STORE_NONE : status;
}

static const struct response *
refuse_for_now(struct request *rq, int64_t seconds, const char *sentence)
{
	struct response *rs = oauth_error(rq, TEMPORARILY_UNAVAILABLE, sentence);
	rs->status = 429;
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(rq->arena, "%lld", (long long)seconds));
	return rs;
}

/* The app is told whether it guessed right, so it has few guesses. */
static const struct response *
find_user(struct request *rq, struct user *user)
{
	size_t hints = form_count(rq->form, TEXT("login_hint")) +
		       form_count(rq->form, TEXT("id_token_hint")) +
		       form_count(rq->form, TEXT("login_hint_token"));
	int64_t wait;
	if (hints != 1 || parameter(rq, "login_hint_token").n)
		return oauth_error(rq, INVALID_REQUEST,
		    "exactly one of login_hint (an e-mail address) and id_token_hint is "
		    "needed");
	enum store_status status = throttle_client(rq, "login_hint", &wait);
	if (status == STORE_OK && wait > 0)
		return refuse_for_now(
		    rq, wait, "this app has named too many people who are not here");
	if (status == STORE_OK)
		status = find_hinted(rq, user);
	if (status == STORE_OK)
		status = throttle_client_right(rq, "login_hint");
	if (status == STORE_NONE)
		return oauth_error(
		    rq, UNKNOWN_USER_ID, "the hint names nobody who has an account here");
	return status == STORE_OK ? NULL : oauth_store_error(rq, status);
}

/* Nobody is to be worn down by asking. */
static const struct response *
check_patience(struct request *rq, const struct user *user)
{
	struct pending_grant *waiting;
	size_t n;
	enum store_status status =
	    pending_grants_of_user(rq->db, rq->arena, user->id, &waiting, &n);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	return n < WAITING_MOST ? NULL
				: refuse_for_now(rq, INTERVAL,
				      "too many requests wait for this person already");
}

static const struct response *
answer(struct request *rq, const struct pending_grant *g)
{
	struct builder b = builder_new(rq->arena, 512);
	const struct pending_code code = {
	    .id = g->id, .client_id = g->client_id, .expires_at = g->expires_at};
	build_text(&b, TEXT("{\"auth_req_id\":"));
	build_json_string(&b, pending_code_make(rq->arena, DOOR_BACKCHANNEL, &code));
	build_json_number(&b, TEXT("expires_in"), g->expires_at - clock_now());
	build_json_number(&b, TEXT("interval"), g->interval);
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}

const struct response *
answer_backchannel_authentication(struct request *rq)
{
	struct scope_answer scopes = {0};
	struct user user = {0};
	int64_t lifetime = 0;
	const struct response *refused = check(rq);
	if (!refused)
		refused = read_expiry(rq, &lifetime);
	if (!refused)
		refused = check_scopes(rq, &scopes);
	if (!refused)
		refused = find_user(rq, &user);
	if (!refused)
		refused = require_open_client(rq, user.id);
	if (!refused)
		refused = check_patience(rq, &user);
	if (refused)
		return refused;
	struct pending_grant g = {.id = uuid_new(),
	    .client_id = rq->client->id,
	    .resource_id = scopes.resource ? scopes.resource->id : NO_UUID,
	    .user_id = user.id,
	    .scopes = scopes.scopes,
	    .extras = {.resources = scopes.more_resources},
	    .binding_message = parameter(rq, "binding_message"),
	    .interval = INTERVAL,
	    .expires_at = clock_now() + lifetime};
	enum store_status status = pending_grant_add(rq->db, rq->arena, &g);
	return status == STORE_OK ? answer(rq, &g) : oauth_store_error(rq, status);
}

/* CIBA 4. */
void
put_backchannel_metadata(struct arena *a, json_t *m)
{
	(void)a;
	metadata_url(m, "backchannel_authentication_endpoint", "/oauth2/bc-authorize");
	metadata_list(m, "backchannel_token_delivery_modes_supported", "poll");
	metadata_flag(m, "backchannel_user_code_parameter_supported", false);
}
