#ifndef AUTHZ_STORE_USERS_H
#define AUTHZ_STORE_USERS_H

#include "store/db.h"
#include "store/user_claims.h"

struct user {
	struct uuid id;
	struct text email, name, password_hash, locale;
	/* Seconds; disabled_at 0: not disabled; email_verified_at 0: nobody has proven
	 * that the address is theirs. */
	int64_t created_at, disabled_at, email_verified_at;
	int64_t updated_at; /* when something that they are asked for changed last */
	struct user_claims claims;
};

/* STORE_CONFLICT: the address is taken (ASCII letters count alike). */
enum store_status user_add(struct db *db, struct arena *a, const struct user *u);
enum store_status user_by_id(
    struct db *db, struct arena *a, struct uuid id, struct user *out);
enum store_status user_by_email(
    struct db *db, struct arena *a, struct text email, struct user *out);
/* In order of creation, `limit` after `after` (nil: from the start). */
enum store_status users_list(struct db *db, struct arena *a, struct uuid after, int limit,
    struct user **out, size_t *n);
/* Ends their sessions, and what apps got in them, in the same commit. */
enum store_status user_set_password(
    struct db *db, struct arena *a, struct uuid id, struct text hash);
/* By a link that was mailed: only if the hash is still `old`, else STORE_NONE. Ends their
 * sessions and all that apps got, offline_access too; the address is verified by it. */
enum store_status user_reset_password(
    struct db *db, struct arena *a, struct uuid id, struct text old, struct text hash);
enum store_status user_set_verified(struct db *db, struct arena *a, struct uuid id);
enum store_status user_set_name(
    struct db *db, struct arena *a, struct uuid id, struct text name);
enum store_status user_set_claims(
    struct db *db, struct arena *a, struct uuid id, const struct user_claims *claims);
/* Sets name, locale and claims, at once. */
enum store_status user_set_profile(struct db *db, struct arena *a, const struct user *u);
/* Disabling ends the user's sessions and token families at once. */
/* What of a person is kept in the audit log, for audit_changes(). New reference. */
json_t *user_audited(const struct user *u);
/* That a profile was changed stays in the audit log; what it said goes. */
enum store_status user_forget_profile(struct db *db, struct arena *a, struct uuid id);
enum store_status user_disable(struct db *db, struct arena *a, struct uuid id);
enum store_status user_enable(struct db *db, struct arena *a, struct uuid id);
enum store_status user_remove(struct db *db, struct arena *a, struct uuid id);

#endif
