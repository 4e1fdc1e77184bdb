/*
 * What only some authorizations carry, from the request through code and family to the
 * tokens. Most have none, and then it costs nothing.
 */
#ifndef AUTHZ_STORE_GRANT_EXTRAS_H
#define AUTHZ_STORE_GRANT_EXTRAS_H

#include "base/members.h"

struct grant_extras {
	/* What tokens are bound to: a DPoP key's thumbprint (RFC 9449 6) or a
	 * certificate's SHA-256 (RFC 8705 3.1), both base64url. In a code: what its
	 * redemption must show (RFC 9449 10). */
	struct text cnf_jkt, cnf_x5t;
	struct text client_url; /* the app's client_id, where that isn't its UUID */
	struct text acr;	/* how the person signed in (OIDC Core 2) */
	struct text subject;	/* sub, when it is pairwise (OIDC Core 8) */
	struct text claims;	/* JSON (OIDC Core 5.5) */
	struct text authorization_details; /* JSON (RFC 9396) */
	struct text act;     /* JSON: who acts for the subject (RFC 8693 4.1) */
	struct text may_act; /* JSON: who may come to (RFC 8693 4.4) */
	struct optional_number status_index; /* in the status lists (status_list.h) */
	struct texts resources; /* URIs beside the family's own resource (RFC 8707) */
};

extern const struct members grant_extras_members;

#endif
