/* Apps that are yet to be told that a session has ended. A trigger on sessions makes the
 * rows, so that nobody who ends one can forget it (db/migrations/0011). */
#ifndef AUTHZ_STORE_LOGOUT_NOTICES_H
#define AUTHZ_STORE_LOGOUT_NOTICES_H

#include "store/db.h"

struct logout_notice {
	struct uuid id, client_id, session_id;
	struct text subject; /* `sub` as the app knows it */
	int64_t attempts;    /* this one included */
	bool last;	     /* there is no attempt after this one */
};

/* Takes the one that is due longest, so that no other node does while an attempt takes
 * `busy` seconds at the most; after that it is due again in 5 s, 10 s, 20 s … an hour.
 * STORE_NONE: none is due. */
enum store_status logout_notice_claim(
    struct db *db, struct arena *a, int64_t busy, struct logout_notice *out);
/* The app knows, or is gone. */
enum store_status logout_notice_done(struct db *db, struct arena *a, struct uuid id);

#endif
