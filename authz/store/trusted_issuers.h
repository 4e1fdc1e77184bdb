/* Whose assertions about people are believed (RFC 7523 2.1). */
#ifndef AUTHZ_STORE_TRUSTED_ISSUERS_H
#define AUTHZ_STORE_TRUSTED_ISSUERS_H

#include "store/db.h"

struct trusted_issuer {
	struct uuid id;
	struct text issuer;
	struct text jwks, jwks_uri; /* one of them */
	bool by_email;	      /* people are found by a verified address, else by a link */
	struct texts clients; /* the client_ids of apps that may bring its assertions */
	bool software_statements; /* is it believed what software an app is (RFC 7591 2.3)
				   */
	int64_t created_at;
};

/* STORE_CONFLICT: it is trusted already. */
enum store_status trusted_issuer_add(
    struct db *db, struct arena *a, const struct trusted_issuer *i);
enum store_status trusted_issuer_find(
    struct db *db, struct arena *a, struct text issuer, struct trusted_issuer *out);
enum store_status trusted_issuers_list(
    struct db *db, struct arena *a, struct trusted_issuer **out, size_t *n);
enum store_status trusted_issuer_remove(struct db *db, struct arena *a, struct uuid id);

/* That its `subject` is this person; in place of whom it was before. */
enum store_status issuer_link_set(struct db *db, struct arena *a, struct uuid issuer_id,
    struct text subject, struct uuid user_id);
enum store_status issuer_link_remove(
    struct db *db, struct arena *a, struct uuid issuer_id, struct text subject);
enum store_status issuer_link_find(struct db *db, struct arena *a, struct uuid issuer_id,
    struct text subject, struct uuid *user_id);

#endif
