#include "oauth/errors.h"

#include "http/server.h"
#include "oauth/app_error.h"
#include "oauth/problem.h"

#include <assert.h>

const struct oauth_error_row oauth_errors[OAUTH_ERRORS] = {
    [INVALID_REQUEST] = {"invalid_request", 400, "RFC 6749 5.2"},
    [INVALID_CLIENT] = {"invalid_client", 401, "RFC 6749 5.2"},
    [INVALID_GRANT] = {"invalid_grant", 400, "RFC 6749 5.2"},
    [UNAUTHORIZED_CLIENT] = {"unauthorized_client", 400, "RFC 6749 5.2"},
    [UNSUPPORTED_GRANT_TYPE] = {"unsupported_grant_type", 400, "RFC 6749 5.2"},
    [UNSUPPORTED_RESPONSE_TYPE] = {"unsupported_response_type", 400, "RFC 6749 3.1.1"},
    [UNSUPPORTED_TOKEN_TYPE] = {"unsupported_token_type", 400, "RFC 7009 2.2.1"},
    [INVALID_SCOPE] = {"invalid_scope", 400, "RFC 6749 3.3"},
    [INVALID_TARGET] = {"invalid_target", 400, "RFC 8707 2"},
    [INVALID_TOKEN] = {"invalid_token", 401, "RFC 6750 3.1"},
    [INSUFFICIENT_SCOPE] = {"insufficient_scope", 403, "RFC 6750 3.1"},
    [ACCESS_DENIED] = {"access_denied", 400, "RFC 6749 4.1.2.1"},
    [LOGIN_REQUIRED] = {"login_required", 400, "OIDC Core 3.1.2.6"},
    [CONSENT_REQUIRED] = {"consent_required", 400, "OIDC Core 3.1.2.6"},
    [INTERACTION_REQUIRED] = {"interaction_required", 400, "OIDC Core 3.1.2.6"},
    [REQUEST_URI_NOT_SUPPORTED] = {"request_uri_not_supported", 400, "OIDC Core 3.1.2.6"},
    [ACCOUNT_SELECTION_REQUIRED] = {"account_selection_required", 400,
	"OIDC Core 3.1.2.6"},
    [UNMET_AUTHENTICATION_REQUIREMENTS] = {"unmet_authentication_requirements", 400,
	"RFC 9470 5"},
    [INVALID_REQUEST_OBJECT] = {"invalid_request_object", 400, "RFC 9101 7"},
    [INVALID_REQUEST_URI] = {"invalid_request_uri", 400, "RFC 9101 7"},
    [INVALID_DPOP_PROOF] = {"invalid_dpop_proof", 400, "RFC 9449 5"},
    [USE_DPOP_NONCE] = {"use_dpop_nonce", 400, "RFC 9449 8"},
    [INSUFFICIENT_USER_AUTHENTICATION] = {"insufficient_user_authentication", 401,
	"RFC 9470 3"},
    [INVALID_AUTHORIZATION_DETAILS] = {"invalid_authorization_details", 400,
	"RFC 9396 5"},
    [AUTHORIZATION_PENDING] = {"authorization_pending", 400, "RFC 8628 3.5"},
    [SLOW_DOWN] = {"slow_down", 400, "RFC 8628 3.5"},
    [EXPIRED_TOKEN] = {"expired_token", 400, "RFC 8628 3.5"},
    [UNKNOWN_USER_ID] = {"unknown_user_id", 400, "CIBA Core 13"},
    [INVALID_BINDING_MESSAGE] = {"invalid_binding_message", 400, "CIBA Core 13"},
    [INVALID_REDIRECT_URI] = {"invalid_redirect_uri", 400, "RFC 7591 3.2.2"},
    [INVALID_CLIENT_METADATA] = {"invalid_client_metadata", 400, "RFC 7591 3.2.2"},
    [INVALID_SOFTWARE_STATEMENT] = {"invalid_software_statement", 400, "RFC 7591 3.2.2"},
    [UNAPPROVED_SOFTWARE_STATEMENT] = {"unapproved_software_statement", 400,
	"RFC 7591 3.2.2"},
    [SERVER_ERROR] = {"server_error", 500, "RFC 6749 4.1.2.1"},
    [TEMPORARILY_UNAVAILABLE] = {"temporarily_unavailable", 503, "RFC 6749 4.1.2.1"},
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

struct response *
oauth_error(struct request *rq, enum oauth_error_code code, const char *sentence)
{
	return oauth_error_as(rq, code, oauth_errors[code].status, sentence);
}

struct response *
oauth_error_as(
    struct request *rq, enum oauth_error_code code, int status, const char *sentence)
{
	assert(is_description(sentence));
	const char *name = oauth_errors[code].code;
	struct text uri = app_error_note(rq, code, sentence);
	if (rq->route && rq->route->errors == ERRORS_PROBLEM)
		return respond_problem(rq, status, name, text_of(sentence), NULL);
	struct builder b = builder_new(rq->arena, 512);
	build_printf(
	    &b, "{\"error\":\"%s\",\"error_description\":\"%s\"", name, sentence);
	if (uri.n)
		build_json_member(&b, TEXT("error_uri"), uri);
	build_char(&b, '}');
	struct response *rs = respond_json(rq, status, builder_text(&b));
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
