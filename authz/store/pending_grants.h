/* What waits for a person's yes or no, outside of any redirect: of a device (RFC 8628),
 * or of a server that named the person (CIBA). */
#ifndef AUTHZ_STORE_PENDING_GRANTS_H
#define AUTHZ_STORE_PENDING_GRANTS_H

#include "store/db.h"
#include "store/grant_extras.h"

enum pending_state { PENDING_WAITS, PENDING_ALLOWED, PENDING_DENIED };

struct pending_grant {
	struct uuid id;			    /* the family's too, once it is allowed */
	struct uuid client_id, resource_id; /* resource_id nil: none */
	struct text user_code; /* the keyed hash of it, 32 bytes; empty: none */
	struct uuid user_id;   /* who alone is asked; nil: whoever has the user code */
	struct texts scopes;
	struct grant_extras extras;
	struct text binding_message;
	enum pending_state state;
	/* Of who decided, when it is not PENDING_WAITS. */
	struct uuid session_id;
	int64_t auth_time;
	struct texts amr;
	int64_t interval, created_at, expires_at; /* seconds */
};

/* STORE_CONFLICT: the user code is taken (or the app or the person has gone). */
enum store_status pending_grant_add(
    struct db *db, struct arena *a, const struct pending_grant *g);
/* By the user code's hash, or by id; decided or not. STORE_NONE when expired. */
enum store_status pending_grant_by_user_code(
    struct db *db, struct arena *a, struct text user_code, struct pending_grant *out);
enum store_status pending_grant_by_id(
    struct db *db, struct arena *a, struct uuid id, struct pending_grant *out);
/* Those without a user code that name this person and wait, the oldest first. */
enum store_status pending_grants_of_user(struct db *db, struct arena *a,
    struct uuid user_id, struct pending_grant **out, size_t *n);
/* Sets state, scopes, user_id, session_id, auth_time and amr, once. STORE_NONE when it
 * was decided before, has expired, or is for another person. */
enum store_status pending_grant_decide(
    struct db *db, struct arena *a, const struct pending_grant *g);
/*
 * The app asks what came of it: one statement by primary key. *hasty: it waits, and was
 * asked for within its interval, which has grown by five seconds for good (RFC 8628 3.5).
 */
enum store_status pending_grant_poll(struct db *db, struct arena *a, struct uuid id,
    struct uuid client_id, struct pending_grant *out, bool *hasty);

#endif
