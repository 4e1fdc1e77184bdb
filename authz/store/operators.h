/* Who may use the pages at /admin. */
#ifndef AUTHZ_STORE_OPERATORS_H
#define AUTHZ_STORE_OPERATORS_H

#include "store/db.h"

/* In the order of what they may do: each may do what the ones before may. */
enum operator_role { ROLE_NONE, ROLE_AUDITOR, ROLE_REVIEWER, ROLE_OPERATOR };

struct operator_row {
	struct uuid user_id;
	struct text email, name;
	enum operator_role role;
	int64_t created_at;
};

/* ROLE_NONE for who is none. */
enum store_status operator_role_of(
    struct db *db, struct arena *a, struct uuid user_id, enum operator_role *out);
/* Inside of a transaction, in which nobody else changes a role after it: whether that
 * person is the only operator who may sign in. */
enum store_status operator_is_last(
    struct db *db, struct arena *a, struct uuid user_id, bool *last);
/* Makes the person one, or changes the role; *before gets what it was. */
enum store_status operator_set(struct db *db, struct arena *a, struct uuid user_id,
    enum operator_role role, enum operator_role *before);
enum store_status operator_remove(struct db *db, struct arena *a, struct uuid user_id);
enum store_status operators_list(
    struct db *db, struct arena *a, struct operator_row **out, size_t *n);

struct text operator_role_name(enum operator_role role);
bool operator_role_parse(struct text t, enum operator_role *out);

#endif
