/* Scopes as a set (RFC 6749 3.3): order and duplicates don't matter. */
#ifndef AUTHZ_OAUTH_SCOPE_H
#define AUTHZ_OAUTH_SCOPE_H

#include "store/resources.h"

/* Splits at spaces, drops duplicates; false when a character isn't allowed. */
bool scope_parse(struct arena *a, struct text scope, struct texts *out);
bool scope_within(struct texts part, struct texts whole);
/* One of authz's own, which are about a person, not about an API. */
bool scope_is_about_person(struct text scope);
struct texts scope_intersect(struct arena *a, struct texts one, struct texts other);
/* Space-separated. */
struct text scope_text(struct arena *a, struct texts scopes);

/*
 * Which of the client's approved scopes a request gets, and for which resource.
 * `asked` empty: all approved API scopes of `resource_uri` (or of the only resource that
 * they belong to). Unknown or not approved: invalid_scope. Scopes of several resources
 * without `resource_uri`, or an unknown resource: invalid_target. With OIDC scopes only,
 * *resource is NULL: the token's audience is the issuer.
 * Returns STORE_OK and *error NULL, or STORE_OK and *error a sentence with *code set.
 */
struct scope_request {
	struct texts asked;
	struct text resource_uri;
	struct texts more_resource_uris; /* RFC 8707 2: several may be asked for */
	struct texts approved;		 /* what the client may have */
	bool no_default;		 /* nothing asked is nothing granted */
};
struct scope_answer {
	struct texts scopes;
	const struct resource *resource;
	struct texts more_resources; /* URIs */
	bool mixed_formats;	     /* no one token can be for all of them */
	const char *error;
	int code; /* enum oauth_error_code, when error is set */
};
/* The URIs of all resources that an answer is for. */
struct texts scope_answer_uris(struct arena *a, const struct scope_answer *answer);
/* Sets what the `resource` parameters name. */
void scope_request_resources(struct scope_request *q, struct texts uris);
enum store_status scope_resolve(struct db *db, struct arena *a,
    const struct scope_request *q, struct scope_answer *out);

#endif
