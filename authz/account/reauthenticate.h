#ifndef AUTHZ_ACCOUNT_REAUTHENTICATE_H
#define AUTHZ_ACCOUNT_REAUTHENTICATE_H

#include "http/request.h"
#include "store/users.h"

/* Whether rq->user knows their password, counted as an attempt to sign in is: NULL and
 * *right, and *user as the database has them; or the answer to who must wait. */
const struct response *reauthenticate(
    struct request *rq, struct text password, struct user *user, bool *right);

#endif
