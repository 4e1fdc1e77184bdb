#include "store/client_metadata.h"

#include "base/cleanup.h"

#include <stddef.h>

#define ROW(member, kind)                                                                \
	{                                                                                \
#member, kind, offsetof(struct client_metadata, member)                  \
	}

static const struct member rows[] = {
    ROW(logo_uri, MEMBER_TEXT),
    ROW(software_id, MEMBER_TEXT),
    ROW(software_version, MEMBER_TEXT),
    ROW(software_statement, MEMBER_TEXT),
    ROW(application_type, MEMBER_TEXT),
    ROW(initiate_login_uri, MEMBER_TEXT),
    ROW(contacts, MEMBER_TEXTS),
    ROW(jwks, MEMBER_JSON),
    ROW(jwks_uri, MEMBER_TEXT),
    ROW(token_endpoint_auth_signing_alg, MEMBER_TEXT),
    ROW(tls_client_auth_subject_dn, MEMBER_TEXT),
    ROW(tls_client_auth_san_dns, MEMBER_TEXT),
    ROW(tls_client_auth_san_uri, MEMBER_TEXT),
    ROW(tls_client_auth_san_ip, MEMBER_TEXT),
    ROW(tls_client_auth_san_email, MEMBER_TEXT),
    ROW(tls_client_certificate_bound_access_tokens, MEMBER_FLAG),
    ROW(dpop_bound_access_tokens, MEMBER_FLAG),
    ROW(require_pushed_authorization_requests, MEMBER_FLAG),
    ROW(require_signed_request_object, MEMBER_FLAG),
    ROW(request_object_signing_alg, MEMBER_TEXT),
    ROW(authorization_signed_response_alg, MEMBER_TEXT),
    ROW(request_uris, MEMBER_TEXTS),
    ROW(fapi2, MEMBER_FLAG),
    ROW(id_token_signed_response_alg, MEMBER_TEXT),
    ROW(userinfo_signed_response_alg, MEMBER_TEXT),
    ROW(subject_type, MEMBER_TEXT),
    ROW(sector_identifier_uri, MEMBER_TEXT),
    ROW(default_max_age, MEMBER_NUMBER),
    ROW(require_auth_time, MEMBER_FLAG),
    ROW(default_acr_values, MEMBER_TEXTS),
    ROW(post_logout_redirect_uris, MEMBER_TEXTS),
    ROW(backchannel_logout_uri, MEMBER_TEXT),
    ROW(backchannel_logout_session_required, MEMBER_FLAG),
    ROW(introspection_signed_response_alg, MEMBER_TEXT),
    ROW(authorization_details_types, MEMBER_TEXTS),
    ROW(backchannel_token_delivery_mode, MEMBER_TEXT),
    ROW(token_exchange_resources, MEMBER_TEXTS),
    ROW(token_exchange_impersonation, MEMBER_FLAG),
    ROW(pkce_optional, MEMBER_FLAG),
    ROW(may_act, MEMBER_TEXT),
    ROW(access_token_lifetime, MEMBER_NUMBER),
    ROW(refresh_token_lifetime, MEMBER_NUMBER),
};
const struct members client_metadata_members = {rows, COUNT_OF(rows)};
