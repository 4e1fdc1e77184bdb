/* What an e-mail address and a name of a person may be; asked by the sign-up page and the
 * command line alike. */
#ifndef AUTHZ_IDENTITY_PERSON_RULES_H
#define AUTHZ_IDENTITY_PERSON_RULES_H

#include "store/user_claims.h"

/* NULL when it may be so, or the name of the phrase that says why not ("signup.…"). */
const char *person_email_fault(struct text email);
const char *person_name_fault(struct text name);
/* NULL when these may be a person's claims, or a sentence of ASCII that says why not, in
 * `a`. */
const char *person_claims_fault(struct arena *a, const struct user_claims *claims);

#endif
