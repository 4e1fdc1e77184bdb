/* Token families: one login of one app, from the redeemed code to the last refresh. */
#ifndef AUTHZ_STORE_FAMILIES_H
#define AUTHZ_STORE_FAMILIES_H

#include "store/db.h"
#include "store/grant_extras.h"

struct family {
	struct uuid user_id, id, client_id, session_id,
	    resource_id; /* the last two may be nil: no session's end is its end */
	struct texts scopes, amr;
	struct text nonce;
	int64_t auth_time, access_until, expires_at; /* seconds */
	int64_t generation;
	struct grant_extras extras;
};

enum redeem_outcome { REDEEM_DEAD, REDEEMED, REDEEM_REPLAYED };
struct redemption {
	struct family family;
	enum store_status status;
	enum redeem_outcome outcome; /* when status is STORE_OK */
};
/*
 * Redeems codes: inserts their families. REDEEM_REPLAYED: the family exists; it has been
 * revoked now, with an audit event (RFC 6749 4.1.2). REDEEM_DEAD: the consent is gone or
 * narrower, the session has ended (but for offline_access), the family was revoked, or
 * the user is disabled. One round trip and one commit for all when it goes well; none
 * fails for another's fault.
 */
void families_redeem(struct db *db, struct redemption *const all[], size_t n);

enum rotate_outcome { ROTATE_DEAD, ROTATED, ROTATE_REPEATED, ROTATE_REUSED };
struct rotation {
	struct uuid user_id, id, client_id;
	struct texts resources;	     /* URIs that the family must be for; none: any */
	struct texts asked, allowed; /* scopes that it must have; of which one at least */
	int64_t generation;
	bool keeps; /* the token stays good and is not succeeded (FAPI 2.0) */
	/* What the sender has proven to hold, to be compared with the family's cnf; and
	 * what the family is bound to from now on (cnf members only; none: as before). */
	struct text jkt, x5t;
	struct grant_extras bind;
	/* Seconds, the settings': within which a retry is one, that an access token lives
	 * unless its resource says another, that a family may rest; and, the app's, that
	 * it may live. */
	int64_t grace, access_lifetime, idle, absolute;
	struct arena *arena; /* where the family's texts go */
	struct family family;
	enum store_status status;
	enum rotate_outcome outcome; /* when status is STORE_OK */
};
/*
 * Rotates from `generation`. ROTATED: `family` has generation + 1, or with `keeps` the
 * same. ROTATE_REPEATED: a
 * retry of the last generation within `grace`; `family` has the same successor as before.
 * A generation one ahead of the row is accepted (the database lost its last commits).
 * ROTATE_REUSED: an old one; the family has been revoked, with an audit event.
 * ROTATE_DEAD: no such family of this client, expired, its user is disabled, bound to
 * something else, or it does not fit what is asked for; nothing has been changed. One
 * round trip and one commit for all when it goes well; none fails for another's fault.
 * access_until and expires_at move forward, expires_at never past created_at +
 * `absolute`.
 */
void families_rotate(struct db *db, struct rotation *const all[], size_t n);
/* Reads without changing anything; STORE_NONE when dead or expired. */
enum store_status family_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, struct family *out);
/* Deletes it; a trigger leaves the mark. STORE_NONE when it was gone already. */
enum store_status family_revoke(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, struct uuid client_id);

#endif
