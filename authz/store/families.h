/* Token families: one login of one app, from the redeemed code to the last refresh. */
#ifndef AUTHZ_STORE_FAMILIES_H
#define AUTHZ_STORE_FAMILIES_H

#include "store/db.h"

struct family {
	struct uuid user_id, id, client_id, session_id,
	    resource_id; /* resource_id may be nil */
	struct texts scopes, amr;
	struct text nonce;
	int64_t auth_time, access_until, expires_at; /* seconds */
	int64_t generation;
};

enum redeem_outcome { REDEEMED, REDEEM_REPLAYED, REDEEM_DEAD };
/*
 * Redeems a code: inserts the family. REDEEM_REPLAYED: the family exists; it has been
 * revoked now, with an audit event (RFC 6749 4.1.2). REDEEM_DEAD: the consent is gone or
 * narrower, the session has ended (but for offline_access), the family was revoked, or
 * the user is disabled. One round trip, one commit when it goes well.
 */
enum store_status family_redeem(
    struct db *db, struct arena *a, const struct family *f, enum redeem_outcome *outcome);

enum rotate_outcome { ROTATED, ROTATE_REPEATED, ROTATE_REUSED, ROTATE_DEAD };
/*
 * Rotates from `generation`. ROTATED: `out` has generation + 1. ROTATE_REPEATED: a retry
 * of the last generation within `grace` seconds; `out` has the same successor as before.
 * A generation one ahead of the row is accepted (the database lost its last commits).
 * ROTATE_REUSED: an old one; the family has been revoked, with an audit event.
 * ROTATE_DEAD: no such family of this client, expired, or its user is disabled.
 * `access_until` and `idle_until` (seconds) move forward; idle_until never past the
 * family's absolute end, which is created_at + `absolute` seconds.
 */
struct rotation {
	struct uuid user_id, id, client_id;
	int64_t generation, grace;
	int64_t access_lifetime; /* seconds from now; the longest that this resource may
				    have */
	int64_t idle, absolute;	 /* seconds */
};
enum store_status family_rotate(struct db *db, struct arena *a, const struct rotation *r,
    struct family *out, enum rotate_outcome *outcome);
/* Reads without changing anything; STORE_NONE when dead or expired. */
enum store_status family_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, struct family *out);
/* Deletes it; a trigger leaves the mark. STORE_NONE when it was gone already. */
enum store_status family_revoke(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, struct uuid client_id);

#endif
