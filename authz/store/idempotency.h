/* What POSTs with an Idempotency-Key were answered with, so that it can be given again.
 */
#ifndef AUTHZ_STORE_IDEMPOTENCY_H
#define AUTHZ_STORE_IDEMPOTENCY_H

#include "store/db.h"

struct kept_answer {
	struct text fingerprint; /* of the request: 32 bytes */
	int status;
	struct text sealed; /* the answer's body */
	struct text location, etag;
};

/*
 * In a transaction: claims the key for this caller. STORE_NONE: it was used before, and
 * *before is what it was answered with. STORE_CONFLICT: a request with it is running.
 */
enum store_status idempotency_claim(struct db *db, struct arena *a, struct uuid caller,
    struct text key, struct text fingerprint, struct kept_answer *before);
/* In the same transaction; all of `answer` but its fingerprint. */
enum store_status idempotency_keep(struct db *db, struct arena *a, struct uuid caller,
    struct text key, const struct kept_answer *answer);

#endif
