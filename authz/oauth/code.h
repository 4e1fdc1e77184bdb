/*
 * Authorization codes: the whole authorization, sealed. /oauth2/authorize writes nothing
 * but the consent; redemption inserts the family, whose primary key makes the code single
 * use across all nodes.
 */
#ifndef AUTHZ_OAUTH_CODE_H
#define AUTHZ_OAUTH_CODE_H

#include "base/uuid.h"
#include "store/grant_extras.h"

struct code {
	struct uuid client_id, user_id, session_id;
	struct uuid family_id;	  /* fresh; made by code_make */
	struct uuid resource_id;  /* nil: none */
	struct text redirect_uri; /* as sent; empty when it was left out */
	struct text code_challenge, nonce;
	struct texts scopes, amr;
	int64_t auth_time, expires_at; /* seconds; expires_at is set by code_make */
	struct grant_extras extras;
};

/* Seals it; sets family_id and expires_at (settings' code_lifetime). */
struct text code_make(struct arena *a, struct code *c);
/* False for anything that isn't a code of ours, or an expired one: that has expires_at
 * set. */
bool code_read(struct arena *a, struct text code, struct code *out);

#endif
