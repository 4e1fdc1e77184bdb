/* RFC 8628 3.1, 3.2: a device asks for a code that its person enters elsewhere. */
#include "base/builder.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "oauth/endpoints.h"
#include "oauth/errors.h"
#include "oauth/explain.h"
#include "oauth/metadata.h"
#include "oauth/parameters.h"
#include "oauth/pending_code.h"
#include "oauth/scope_asked.h"
#include "oauth/user_code.h"
#include "settings/settings.h"
#include "store/clients.h"
#include "store/pending_grants.h"
#include "store/users.h"

/* Two user codes of twenty-five thousand million rarely meet. */
enum { INTERVAL = 5, ATTEMPTS = 3 };

static const struct parameter parameters[] = {
    {"scope", false, false, 2000},
    {"resource", false, true, 1000},
};

static const struct response *
check(struct request *rq, struct scope_answer *answer)
{
	const char *fault =
	    parameters_check(rq->arena, parameters, COUNT_OF(parameters), rq->form);
	if (fault)
		return oauth_error(because(rq, WHY_PARAMETER), INVALID_REQUEST, fault);
	if (!texts_have(rq->client->grant_types,
		TEXT("urn:ietf:params:oauth:grant-type:device_code")))
		return oauth_error(because(rq, WHY_GRANT_TYPE), UNAUTHORIZED_CLIENT,
		    "this app is not registered for the device_code grant");
	return scope_asked(rq, answer);
}

static enum store_status
keep(struct request *rq, struct pending_grant *g, struct text *user_code)
{
	enum store_status status = STORE_CONFLICT;
	for (int i = 0; i < ATTEMPTS && status == STORE_CONFLICT; i++) {
		*user_code = user_code_new(rq->arena);
		g->user_code = user_code_key(rq->arena, *user_code);
		status = pending_grant_add(rq->db, rq->arena, g);
	}
	return status;
}

static const struct response *
answer(struct request *rq, const struct pending_grant *g, struct text user_code)
{
	struct text issuer = settings()->server.issuer,
		    shown = user_code_shown(rq->arena, user_code);
	const struct pending_code code = {
	    .id = g->id, .client_id = g->client_id, .expires_at = g->expires_at};
	struct builder b = builder_new(rq->arena, 1024);
	build_text(&b, TEXT("{\"device_code\":"));
	build_json_string(&b, pending_code_make(rq->arena, DOOR_DEVICE, &code));
	build_json_member(&b, TEXT("user_code"), shown);
	build_json_member(&b, TEXT("verification_uri"),
	    arena_printf(rq->arena, "%.*s/device", TEXT_ARG(issuer)));
	build_json_member(&b, TEXT("verification_uri_complete"),
	    arena_printf(rq->arena, "%.*s/device?user_code=%.*s", TEXT_ARG(issuer),
		TEXT_ARG(shown)));
	/* Ours: a picture of verification_uri_complete for a device's screen. */
	build_json_member(&b, TEXT("verification_uri_qr"),
	    arena_printf(rq->arena, "%.*s/oauth2/device_qr?user_code=%.*s",
		TEXT_ARG(issuer), TEXT_ARG(shown)));
	build_json_number(&b, TEXT("expires_in"), g->expires_at - clock_now());
	build_json_number(&b, TEXT("interval"), g->interval);
	build_char(&b, '}');
	return respond_json(rq, 200, builder_text(&b));
}

const struct response *
answer_device_authorization(struct request *rq)
{
	struct scope_answer scopes = {0};
	struct text user_code;
	const struct response *refused = check(rq, &scopes);
	if (refused)
		return refused;
	struct pending_grant g = {.id = uuid_new(),
	    .client_id = rq->client->id,
	    /* In the developers' console: for who tries the app, and nobody else. */
	    .user_id = rq->user ? rq->user->id : NO_UUID,
	    .resource_id = scopes.resource ? scopes.resource->id : NO_UUID,
	    .scopes = scopes.scopes,
	    .extras = {.resources = scopes.more_resources},
	    .interval = INTERVAL,
	    .expires_at = clock_now() + settings()->tokens.device_code_lifetime};
	enum store_status status = keep(rq, &g, &user_code);
	return status == STORE_OK ? answer(rq, &g, user_code)
				  : oauth_store_error(rq, status);
}

/* RFC 8628 4. */
void
put_device_metadata(struct arena *a, json_t *m)
{
	(void)a;
	metadata_url(m, "device_authorization_endpoint", "/oauth2/device_authorization");
}
