/* `sid`: which of a person's sessions an app was signed in by (Front-Channel Logout 3,
 * Back-Channel Logout 2.1). */
#ifndef AUTHZ_OIDC_SESSION_ID_H
#define AUTHZ_OIDC_SESSION_ID_H

#include "base/uuid.h"

/* The same for one session and app, always; another for each app, so that two can't tell
 * that they share a session. Says nothing of the session's cookie. */
struct text session_id_for(struct arena *a, struct uuid session, struct uuid client);

#endif
