/*
 * RFC 8628 3.3: the person enters the code that the device shows, signs in, and is asked.
 * A complete URI fills in the code, and nothing more: whoever sent it may be a thief
 * (5.4).
 */
#include "base/builder.h"
#include "base/clock.h"
#include "base/pack.h"
#include "identity/signin.h"
#include "identity/throttle.h"
#include "jose/keyring.h"
#include "oauth/consent_view.h"
#include "oauth/endpoints.h"
#include "oauth/pending_decision.h"
#include "oauth/sandbox.h"
#include "oauth/user_code.h"

enum { TICKET_LIFETIME = 3600 };

/* That this code was entered here, on its way through the login page. */
static struct text
ticket_make(struct arena *a, struct text code)
{
	struct builder b = builder_new(a, 64);
	pack_text(&b, code);
	pack_number(&b, clock_now());
	return seal(a, FOR_TICKETS, TEXT("device"), builder_text(&b));
}

static bool
ticket_open(struct arena *a, struct text sealed, struct text *code)
{
	struct unpack u = {NO_TEXT, false};
	if (!seal_open(a, FOR_TICKETS, TEXT("device"), sealed, &u.rest))
		return false;
	*code = unpack_text(&u);
	int64_t made_at = unpack_number(&u);
	return unpack_done(&u) && made_at > clock_now() - TICKET_LIFETIME;
}

/* `fault` names a phrase; `wait` are the seconds it speaks of. */
static struct response *
device_page(
    struct request *rq, int status, struct text typed, const char *fault, int64_t wait)
{
	enum language language = request_language(rq);
	struct builder here = builder_new(rq->arena, 128);
	build_text(&here, TEXT("/device"));
	if (typed.n)
		build_query(&here, TEXT("user_code"), typed);
	json_t *data = json_pack("{so so so sI sb}", "title",
	    json_text(phrase(rq->arena, language, TEXT("device.title"), NULL)),
	    "user_code", json_text(typed), "page", json_text(builder_text(&here)), "wait",
	    (json_int_t)wait, "prefilled", typed.n && !fault);
	if (fault)
		json_object_set_new(data, "fault",
		    json_text(phrase(rq->arena, language, text_of(fault), data)));
	return respond_page(rq, status, "device", data);
}

/* Of what was sent, what may stand in the field again. */
static struct text
typed_code(struct form form)
{
	return text_part(text_trim(form_get(form, TEXT("user_code"))), 0, 20);
}

const struct response *
show_device(struct request *rq)
{
	struct text typed = typed_code(rq->parameters), code;
	if (user_code_read(rq->arena, typed, &code))
		typed = user_code_shown(rq->arena, code);
	return device_page(rq, 200, typed, NULL, 0);
}

const struct response *
enter_user_code(struct request *rq)
{
	struct text typed = typed_code(rq->form), code;
	if (!user_code_read(rq->arena, typed, &code))
		return device_page(rq, 422, typed, "device.malformed", 0);
	struct builder url = builder_new(rq->arena, 512);
	build_text(&url, TEXT("/device/request"));
	build_query(&url, TEXT("ticket"), ticket_make(rq->arena, code));
	return respond_redirect(rq, builder_text(&url));
}

static const struct response *
refuse_to_wait(struct request *rq, struct text typed, int64_t seconds)
{
	struct response *rs = device_page(rq, 429, typed, "device.wait", seconds);
	response_header(rq, rs, TEXT("Retry-After"),
	    arena_printf(rq->arena, "%lld", (long long)seconds));
	return rs;
}

static const struct response *
done(struct request *rq, enum pending_state state)
{
	return respond_redirect(rq, state == PENDING_ALLOWED
					? TEXT("/device/done?decision=allow")
					: TEXT("/device/done?decision=deny"));
}

/* What waits under that code, and whose it is; each look counts as a guess unless it was
 * right. */
static const struct response *
find_request(
    struct request *rq, struct text code, struct pending_grant *g, struct client *client)
{
	struct text shown = user_code_shown(rq->arena, code);
	int64_t wait;
	enum store_status status = throttle_guess(rq, "user_code", &wait);
	if (status == STORE_OK && wait > 0)
		return refuse_to_wait(rq, shown, wait);
	if (status == STORE_OK)
		status = pending_grant_by_user_code(
		    rq->db, rq->arena, user_code_key(rq->arena, code), g);
	if (status == STORE_OK && !uuid_is_nil(g->user_id) &&
	    !uuid_eq(g->user_id, rq->user->id))
		status = STORE_NONE;
	if (status == STORE_OK)
		status = pending_client(rq, g, client);
	if (status == STORE_OK)
		status = throttle_guess_right(rq, "user_code");
	if (status == STORE_NONE)
		return device_page(rq, 422, shown, "device.wrong", 0);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	/* Sent twice (a double click, two tabs) is done. */
	return g->state == PENDING_WAITS ? require_open_app(rq, client)
					 : done(rq, g->state);
}

const struct response *
show_device_request(struct request *rq)
{
	struct text ticket = form_get(rq->parameters, TEXT("ticket")), code = NO_TEXT;
	struct pending_grant g = {0};
	struct client *client = ARENA_NEW(rq->arena, struct client);
	json_t *data = NULL;
	if (!ticket_open(rq->arena, ticket, &code))
		return respond_redirect(rq, TEXT("/device"));
	const struct response *refused = find_request(rq, code, &g, client);
	if (refused)
		return refused;
	enum store_status status =
	    consent_view(rq, client, g.scopes, "device.asks", &data);
	if (status != STORE_OK)
		return store_error_page(rq, status);
	struct builder here = builder_new(rq->arena, 512);
	build_text(&here, TEXT("/device/request"));
	build_query(&here, TEXT("ticket"), ticket);
	json_object_set_new(
	    data, "user_code", json_text(user_code_shown(rq->arena, code)));
	json_object_set_new(data, "ticket", json_text(ticket));
	json_object_set_new(data, "page", json_text(builder_text(&here)));
	json_object_set_new(data, "other_account_url",
	    json_text(login_url(rq->arena, builder_text(&here))));
	return respond_page(rq, 200, "device_request", data);
}

const struct response *
decide_device(struct request *rq)
{
	struct text decision = form_get(rq->form, TEXT("decision")), code = NO_TEXT;
	struct pending_grant g = {0};
	struct client *client = ARENA_NEW(rq->arena, struct client);
	bool allow = text_eq(decision, TEXT("allow"));
	if (!allow && !text_eq(decision, TEXT("deny")))
		return respond_error_page(rq, 400, "errors.bad_request");
	if (!ticket_open(rq->arena, form_get(rq->form, TEXT("ticket")), &code))
		return respond_redirect(rq, TEXT("/device"));
	const struct response *refused = find_request(rq, code, &g, client);
	if (refused)
		return refused;
	enum store_status status = pending_decide(rq, &g, allow);
	if (status == STORE_NONE)
		return device_page(
		    rq, 422, user_code_shown(rq->arena, code), "device.wrong", 0);
	return status == STORE_OK ? done(rq, g.state) : store_error_page(rq, status);
}

const struct response *
show_device_done(struct request *rq)
{
	bool allowed = text_eq(form_get(rq->parameters, TEXT("decision")), TEXT("allow"));
	struct text title =
	    text_of(allowed ? "device.allowed_title" : "device.denied_title");
	json_t *data = json_pack("{so sb}", "title",
	    json_text(phrase(rq->arena, request_language(rq), title, NULL)), "allowed",
	    allowed);
	return respond_page(rq, 200, "device_done", data);
}
