#include "oauth/errors.h"

#include "http/server.h"
#include "live/usage.h"
#include "oauth/problem.h"
#include "store/clients.h"

#include <assert.h>

const struct oauth_error_row oauth_errors[OAUTH_ERRORS] = {
    [INVALID_REQUEST] = {"invalid_request", 400},
    [INVALID_CLIENT] = {"invalid_client", 401},
    [INVALID_GRANT] = {"invalid_grant", 400},
    [UNAUTHORIZED_CLIENT] = {"unauthorized_client", 400},
    [UNSUPPORTED_GRANT_TYPE] = {"unsupported_grant_type", 400},
    [UNSUPPORTED_RESPONSE_TYPE] = {"unsupported_response_type", 400},
    [UNSUPPORTED_TOKEN_TYPE] = {"unsupported_token_type", 400},
    [INVALID_SCOPE] = {"invalid_scope", 400},
    [INVALID_TARGET] = {"invalid_target", 400},
    [INVALID_TOKEN] = {"invalid_token", 401},
    [INSUFFICIENT_SCOPE] = {"insufficient_scope", 403},
    [ACCESS_DENIED] = {"access_denied", 400},
    [LOGIN_REQUIRED] = {"login_required", 400},
    [CONSENT_REQUIRED] = {"consent_required", 400},
    [INTERACTION_REQUIRED] = {"interaction_required", 400},
    [REQUEST_URI_NOT_SUPPORTED] = {"request_uri_not_supported", 400},
    [ACCOUNT_SELECTION_REQUIRED] = {"account_selection_required", 400},
    [UNMET_AUTHENTICATION_REQUIREMENTS] = {"unmet_authentication_requirements", 400},
    [INVALID_REQUEST_OBJECT] = {"invalid_request_object", 400},
    [INVALID_REQUEST_URI] = {"invalid_request_uri", 400},
    [INVALID_DPOP_PROOF] = {"invalid_dpop_proof", 400},
    [USE_DPOP_NONCE] = {"use_dpop_nonce", 400},
    [INSUFFICIENT_USER_AUTHENTICATION] = {"insufficient_user_authentication", 401},
    [INVALID_AUTHORIZATION_DETAILS] = {"invalid_authorization_details", 400},
    [AUTHORIZATION_PENDING] = {"authorization_pending", 400},
    [SLOW_DOWN] = {"slow_down", 400},
    [EXPIRED_TOKEN] = {"expired_token", 400},
    [UNKNOWN_USER_ID] = {"unknown_user_id", 400},
    [INVALID_BINDING_MESSAGE] = {"invalid_binding_message", 400},
    [INVALID_REDIRECT_URI] = {"invalid_redirect_uri", 400},
    [INVALID_CLIENT_METADATA] = {"invalid_client_metadata", 400},
    [INVALID_SOFTWARE_STATEMENT] = {"invalid_software_statement", 400},
    [UNAPPROVED_SOFTWARE_STATEMENT] = {"unapproved_software_statement", 400},
    [SERVER_ERROR] = {"server_error", 500},
    [TEMPORARILY_UNAVAILABLE] = {"temporarily_unavailable", 503},
};

#ifndef NDEBUG
/* RFC 6749 5.2: %x20-21 / %x23-5B / %x5D-7E. */
static bool
is_description(const char *sentence)
{
	for (; *sentence; sentence++)
		if (*sentence < 0x20 || *sentence > 0x7e || *sentence == '"' ||
		    *sentence == '\\')
			return false;
	return true;
}
#endif

void
oauth_error_count(struct uuid client_id, enum oauth_error_code code)
{
	/* Steps on the way, which every app that does it right meets too. */
	if (code == AUTHORIZATION_PENDING || code == SLOW_DOWN || code == USE_DPOP_NONCE)
		return;
	live_count_error(client_id, oauth_errors[code].code);
}

struct response *
oauth_error(struct request *rq, enum oauth_error_code code, const char *sentence)
{
	assert(is_description(sentence));
	if (rq->client)
		oauth_error_count(rq->client->id, code);
	const struct oauth_error_row *row = &oauth_errors[code];
	if (rq->route && rq->route->errors == ERRORS_PROBLEM)
		return respond_problem(
		    rq, row->status, row->code, text_of(sentence), NULL);
	struct response *rs = respond_json(rq, row->status,
	    arena_printf(rq->arena, "{\"error\":\"%s\",\"error_description\":\"%s\"}",
		row->code, sentence));
	no_store(rq);
	return rs;
}

const struct response *
oauth_store_error(struct request *rq, enum store_status status)
{
	if (status == STORE_DEFER)
		return DEFER;
	if (status != STORE_AWAY)
		return oauth_error(
		    rq, SERVER_ERROR, "the server has failed; it has been noted");
	struct response *rs = oauth_error(
	    rq, TEMPORARILY_UNAVAILABLE, "the database is away; try again in a moment");
	response_header(rq, rs, TEXT("Retry-After"), TEXT("2"));
	return rs;
}
