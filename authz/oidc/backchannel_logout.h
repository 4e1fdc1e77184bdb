/* OIDC Back-Channel Logout 1.0: apps are told that the session has ended in which they
 * signed somebody in. */
#ifndef AUTHZ_OIDC_BACKCHANNEL_LOGOUT_H
#define AUTHZ_OIDC_BACKCHANNEL_LOGOUT_H

#include "store/db.h"

/* Tells one app that is due; blocks as long as a request may take. False when there is
 * none for now. */
bool backchannel_logout_send(struct db *db);

#endif
