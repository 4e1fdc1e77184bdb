#ifndef AUTHZ_STORE_CONSENTS_H
#define AUTHZ_STORE_CONSENTS_H

#include "store/db.h"

struct consent {
	struct uuid user_id, client_id;
	struct texts scopes;
	bool by_policy;
	int64_t created_at, updated_at; /* seconds */
	struct text client_name;	/* filled by consents_of_user */
	bool client_reviewed;
	struct text client_homepage, client_owner, client_logo;
};

enum store_status consent_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, struct consent *out);
/*
 * Of the scopes that were `shown`, `allowed` are now allowed and the rest is not; scopes
 * that were not shown stay as they were. Makes the row when there is none.
 */
enum store_status consent_give(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, struct texts shown, struct texts allowed, bool by_policy);
enum store_status consents_of_user(
    struct db *db, struct arena *a, struct uuid user_id, struct consent **out, size_t *n);
/* Keeps none but these of its scopes; token families with more die, at once. */
enum store_status consent_narrow(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, struct texts keep);
/* When the app last got tokens by it, as far as a token family tells; 0: none does. */
enum store_status consent_used(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, int64_t *at);
/* Its token families die with it, at once. */
enum store_status consent_withdraw(
    struct db *db, struct arena *a, struct uuid user_id, struct uuid client_id);

#endif
