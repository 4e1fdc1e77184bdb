/* What is on its way to somebody else: mails, and requests to URLs that apps gave. */
#ifndef AUTHZ_STORE_DELIVERIES_H
#define AUTHZ_STORE_DELIVERIES_H

#include "store/db.h"

struct delivery {
	struct uuid id;
	/* "mail": `body` is the whole message, `target` the address. "post": to the URL
	 * `target`. "nothing": what is done for those who don't exist. */
	struct text kind, target, content_type, body;
	int64_t attempts;   /* this one included */
	int64_t expires_at; /* seconds; what is not there by then is given up */
	bool last;	    /* there is no attempt after this one */
};

/* Leaves it for whichever node is first, at once. The body is sealed here. */
enum store_status delivery_add(struct db *db, struct arena *a, const struct delivery *d);
/* Takes the one that is due longest, so that no other node does: the next attempt is put
 * off by 30 s, 1 min, 2 min … an hour. STORE_NONE: none is due. */
enum store_status delivery_claim(struct db *db, struct arena *a, struct delivery *out);
/* It has arrived: the row goes. */
enum store_status delivery_done(struct db *db, struct arena *a, struct uuid id);
/* It has not; `why` is for the operator. */
enum store_status delivery_failed(
    struct db *db, struct arena *a, struct uuid id, const char *why);

#endif
