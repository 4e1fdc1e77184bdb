/* Revocation marks: what is dead before its time. */
#ifndef AUTHZ_STORE_MARKS_H
#define AUTHZ_STORE_MARKS_H

#include "store/db.h"

/* Marks one access token (its jti) dead until `expires_at`. */
enum store_status token_revoke(
    struct db *db, struct arena *a, struct text jti, int64_t expires_at);

/* What a mark may say of an access token. family and user_id are nil where no person was
 * there (client_credentials). */
struct token_facts {
	struct uuid family, user_id, client_id;
	struct text jti;
	int64_t issued_at;
};
/* Marks of clients and users cover what was issued up to that much after them, in
 * seconds: clocks differ. */
enum { MARK_SKEW = 5 };
/* Is a token with these facts alive? No mark on its family, its jti, its client or its
 * person; suspending and disabling leave marks. */
enum store_status token_alive(
    struct db *db, struct arena *a, const struct token_facts *f, bool *alive);

/* A mark as every node holds it in memory. */
enum mark_kind { MARK_FAMILY = 1, MARK_TOKEN, MARK_CLIENT, MARK_USER };
struct mark {
	enum mark_kind kind;
	struct text subject;
	int64_t before; /* seconds; of clients and users */
};
bool mark_kind_parse(struct text name, enum mark_kind *out);
/* All that may still matter; one call of `each` for each. */
enum store_status marks_list(struct db *db, struct arena *a,
    void (*each)(void *context, const struct mark *mark), void *context);

#endif
