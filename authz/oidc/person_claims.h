/* Claims about a person (OIDC Core 5.1), from what is known of them. */
#ifndef AUTHZ_OIDC_PERSON_CLAIMS_H
#define AUTHZ_OIDC_PERSON_CLAIMS_H

#include "store/users.h"

/* Sets those that one of `scopes` covers (5.4) or that `named` names, of which there is
 * something to tell. */
void person_claims_put(
    json_t *out, const struct user *user, struct texts scopes, struct texts named);

#endif
