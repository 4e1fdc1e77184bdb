/*
 * What most apps leave unsaid: client metadata (RFC 7591 2 and the registries that grew
 * from it), by their registered names. One column of apps, one table here; registration,
 * the command line and the portal read and write it by that table.
 */
#ifndef AUTHZ_STORE_CLIENT_METADATA_H
#define AUTHZ_STORE_CLIENT_METADATA_H

#include "base/members.h"

struct client_metadata {
	/* Who it is, beside what every app says. */
	struct text logo_uri, software_id, software_version, application_type;
	struct text software_statement; /* a JWT (RFC 7591 2.3) */
	struct text initiate_login_uri;
	struct texts contacts;
	/* Its keys (RFC 7517) and how it proves itself with them (RFC 7523, RFC 8705 2).
	 */
	struct text jwks, jwks_uri; /* jwks: JSON */
	struct text token_endpoint_auth_signing_alg;
	struct text tls_client_auth_subject_dn, tls_client_auth_san_dns,
	    tls_client_auth_san_uri, tls_client_auth_san_ip, tls_client_auth_san_email;
	/* What its tokens are bound to (RFC 8705 3.4, RFC 9449 5.2). */
	bool tls_client_certificate_bound_access_tokens, dpop_bound_access_tokens;
	/* How its requests are protected (RFC 9126 6, RFC 9101 10.5, JARM 3). */
	bool require_pushed_authorization_requests, require_signed_request_object;
	struct text request_object_signing_alg, authorization_signed_response_alg;
	struct texts request_uris;
	bool fapi2; /* ours: FAPI 2.0 Security Profile holds for it */
	/* OpenID Connect Registration 2. */
	struct text id_token_signed_response_alg, userinfo_signed_response_alg;
	struct text subject_type, sector_identifier_uri;
	struct optional_number default_max_age; /* seconds */
	bool require_auth_time;
	struct texts default_acr_values;
	/* OpenID Connect logout. */
	struct texts post_logout_redirect_uris;
	struct text backchannel_logout_uri;
	bool backchannel_logout_session_required;
	/* RFC 9701 6, RFC 9396 10, CIBA 4. */
	struct text introspection_signed_response_alg;
	struct texts authorization_details_types;
	struct text backchannel_token_delivery_mode;
	/* Ours, of token exchange (RFC 8693): the resources that it may exchange tokens
	 * for; whether the new tokens keep silent about it; the one app that may exchange
	 * the tokens that it gets itself. */
	struct texts token_exchange_resources;
	bool token_exchange_impersonation;
	/* Ours: may it leave out code_challenge (RFC 9700 2.1.1, confidential apps only)?
	 */
	bool pkce_optional;
	struct text may_act;
	/* Ours: seconds that its access tokens are good at most, and that it may refresh
	 * after a login at most; what the server and the API allow stays the bound. */
	struct optional_number access_token_lifetime, refresh_token_lifetime;
};

extern const struct members client_metadata_members;

#endif
