#ifndef AUTHZ_STORE_SESSIONS_H
#define AUTHZ_STORE_SESSIONS_H

#include "store/users.h"

struct session {
	struct uuid user_id, id;
	int64_t auth_time, created_at, seen_at, expires_at; /* seconds */
	struct texts amr;				    /* RFC 8176 */
	struct text user_agent, address;
	bool operates; /* session_find(): the person has a role at /admin */
};

enum store_status session_add(struct db *db, struct arena *a, const struct session *s);
/* The live session and its user; STORE_NONE when expired (also idle for more than
 * `idle` seconds), ended, or the user is disabled. Notes at most once a minute that it
 * was seen. */
enum store_status session_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid id, int64_t idle, struct session *session, struct user *user);
/* Ends it, and its token families that have no offline_access (OIDC Core 11). */
enum store_status session_end(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid id);
/* Those of a person that are live, who was seen last first; without amr. */
enum store_status sessions_of_user(struct db *db, struct arena *a, struct uuid user_id,
    int64_t idle, struct session **out, size_t *n);
/* As session_end(), all of the person but one (nil: all); *ended: how many. */
enum store_status sessions_end_others(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid but, int64_t *ended);
/* Ends it, and its token families end with `by`: the same person signed in anew in the
 * same browser, and the apps go on. */
enum store_status session_replace(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid id, struct uuid by);

/*
 * Attempts to sign in; `key` is a keyed hash of the account or the address (32 bytes).
 * Counts one more, in one statement, so that many at once can't outrun the count. From
 * `allowed` on each must come later than the one before: 2, 4, 8 … seconds, 300 at the
 * most; one that comes too early is not counted, and *wait gets the seconds left (0: it
 * may go on). The count begins anew when the last is older than `window` seconds.
 */
enum store_status login_attempt(struct db *db, struct arena *a, struct text key,
    int64_t allowed, int64_t window, int64_t *wait);
/* Takes one attempt back. */
enum store_status login_attempt_undo(struct db *db, struct arena *a, struct text key);
enum store_status login_attempts_forget(struct db *db, struct arena *a, struct text key);

#endif
