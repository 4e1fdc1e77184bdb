/* The protocol's errors: a table of code, status and meaning, and one sentence of advice.
 */
#ifndef AUTHZ_OAUTH_ERRORS_H
#define AUTHZ_OAUTH_ERRORS_H

#include "http/request.h"
#include "store/db.h"

enum oauth_error_code {
	INVALID_REQUEST,
	INVALID_CLIENT,
	INVALID_GRANT,
	UNAUTHORIZED_CLIENT,
	UNSUPPORTED_GRANT_TYPE,
	UNSUPPORTED_RESPONSE_TYPE,
	UNSUPPORTED_TOKEN_TYPE,
	INVALID_SCOPE,
	INVALID_TARGET,
	INVALID_TOKEN,	    /* RFC 6750 3.1 */
	INSUFFICIENT_SCOPE, /* RFC 6750 3.1 */
	ACCESS_DENIED,
	LOGIN_REQUIRED,
	CONSENT_REQUIRED,
	INTERACTION_REQUIRED,
	REQUEST_URI_NOT_SUPPORTED, /* OIDC Core 6 */
	ACCOUNT_SELECTION_REQUIRED,
	UNMET_AUTHENTICATION_REQUIREMENTS, /* OIDC Unmet Authentication Requirements 1.0
					    */
	INVALID_REQUEST_OBJECT,		   /* OIDC Core 3.1.2.6, RFC 9101 7 */
	INVALID_REQUEST_URI,
	INVALID_DPOP_PROOF, /* RFC 9449 5, 7.1 */
	USE_DPOP_NONCE,
	INSUFFICIENT_USER_AUTHENTICATION, /* RFC 9470 3 */
	INVALID_AUTHORIZATION_DETAILS,	  /* RFC 9396 5 */
	AUTHORIZATION_PENDING,		  /* RFC 8628 3.5 */
	SLOW_DOWN,
	EXPIRED_TOKEN,
	UNKNOWN_USER_ID, /* CIBA 13 */
	INVALID_BINDING_MESSAGE,
	INVALID_REDIRECT_URI, /* RFC 7591 3.2.2 */
	INVALID_CLIENT_METADATA,
	INVALID_SOFTWARE_STATEMENT,
	UNAPPROVED_SOFTWARE_STATEMENT,
	SERVER_ERROR,
	TEMPORARILY_UNAVAILABLE,
	OAUTH_ERRORS
};

struct oauth_error_row {
	const char *code;
	int status;	  /* where the answer is direct, not by redirect */
	const char *rule; /* where the code is defined: "RFC 6749 5.2" */
};
extern const struct oauth_error_row oauth_errors[OAUTH_ERRORS];

/*
 * A direct answer (RFC 6749 5.2): JSON with error, error_description and, where the app
 * is known, error_uri; `sentence` tells the app's developer what to do, in ASCII without
 * quotes and backslashes. Noted for the app (app_error_note).
 */
struct response *oauth_error(
    struct request *rq, enum oauth_error_code code, const char *sentence);
/* The same with a status that is not the code's own. */
struct response *oauth_error_as(
    struct request *rq, enum oauth_error_code code, int status, const char *sentence);
/* 503 with Retry-After for STORE_AWAY, 500 for the rest. */
const struct response *oauth_store_error(struct request *rq, enum store_status status);

#endif
