/* Who is asked to join a team, by mail. */
#ifndef AUTHZ_STORE_TEAM_INVITATIONS_H
#define AUTHZ_STORE_TEAM_INVITATIONS_H

#include "store/teams.h"

struct team_invitation {
	struct uuid id, team_id;
	struct text email, hash; /* of the mailed ticket: SHA-256, 32 bytes */
	enum team_role role;
	struct uuid invited_by;
	struct text inviter; /* their name or address; empty: their account is gone */
	int64_t created_at, expires_at;
};

/* One an address: the one before ends. STORE_CONFLICT: as many wait as may. */
enum store_status team_invitation_add(
    struct db *db, struct arena *a, const struct team_invitation *i);
/* Those that are still good, the newest first. */
enum store_status team_invitations_list(struct db *db, struct arena *a,
    struct uuid team_id, struct team_invitation **out, size_t *n);
/* By the hash of its ticket, while it is good; else STORE_NONE. */
enum store_status team_invitation_find(
    struct db *db, struct arena *a, struct text hash, struct team_invitation *out);
/* The row goes; STORE_NONE when it was gone or has expired: an invitation is good once.
 */
enum store_status team_invitation_take(
    struct db *db, struct arena *a, struct uuid team_id, struct uuid id);
/* *out gets whom it was for. */
enum store_status team_invitation_remove(struct db *db, struct arena *a,
    struct uuid team_id, struct uuid id, struct text *email);
/* What somebody who is no owner any more has asked. */
enum store_status team_invitations_remove_of(
    struct db *db, struct arena *a, struct uuid team_id, struct uuid invited_by);

enum { TEAM_INVITATIONS_MOST = 50 };

#endif
