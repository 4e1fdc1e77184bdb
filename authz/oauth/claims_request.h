/* The `claims` parameter (OIDC Core 5.5): single claims about the person, asked by name.
 */
#ifndef AUTHZ_OAUTH_CLAIMS_REQUEST_H
#define AUTHZ_OAUTH_CLAIMS_REQUEST_H

#include "base/arena.h"

struct claims_request {
	struct texts id_token, userinfo; /* of those in the table, each once */
	struct text subject;		 /* the sub that is meant; empty: anybody */
	struct texts acr_values;	 /* of the ID token's acr; one of them */
	bool acr_essential;
};

/* Reads the parameter; what is not known is passed over. NULL, or a sentence for
 * invalid_request. */
const char *claims_request_read(
    struct arena *a, struct text json, struct claims_request *out);

/* The two lists as an authorization carries them (grant_extras.claims); empty for none.
 */
struct text claims_request_keep(struct arena *a, const struct claims_request *r);
/* The lists back; none for the empty text. */
void claims_request_kept(struct arena *a, struct text kept, struct claims_request *out);
/* Only those that `scopes` cover stay. */
void claims_request_narrow(
    struct arena *a, struct claims_request *r, struct texts scopes);
/* `scopes`, and those that cover what is kept. A person allows claims by scope. */
struct texts claims_request_scopes(
    struct arena *a, struct text kept, struct texts scopes);

/* The claims about a person that there are, and by which scope they come (5.4). */
struct claim {
	struct text name, scope;
};
extern const struct claim claims_known[];
extern const size_t claims_known_count;

#endif
