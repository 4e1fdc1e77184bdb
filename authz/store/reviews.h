/* Reviews: which apps wait for one, what was decided, and what the developer is told. */
#ifndef AUTHZ_STORE_REVIEWS_H
#define AUTHZ_STORE_REVIEWS_H

#include "store/clients.h"

/* A scope of an app as a reviewer sees it. */
struct scope_review {
	struct text scope, title, description; /* by language, as in the catalogue */
	struct text resource_name;
	enum sensitivity sensitivity;
	enum scope_state state;
	struct text reason; /* why the developer asks for it */
	int64_t changed_at;
};

enum decision {
	DECISION_APPROVED,
	DECISION_REFUSED,
	DECISION_SUSPENDED,
	DECISION_RESUMED
};

struct review {
	struct uuid client_id;
	struct text scope; /* empty: the app itself */
	enum decision decision;
	struct text message;	/* to the developer */
	struct uuid decided_by; /* nil: somebody who is gone */
	struct text decided_by_email;
	int64_t decided_at;
};

enum queue { QUEUE_SCOPES, QUEUE_APPS };
/* Apps with scopes that were asked for, or apps that nobody has looked at; the oldest
 * first, `limit` after `after` (nil: from the start). */
enum store_status reviews_waiting(struct db *db, struct arena *a, enum queue queue,
    struct uuid after, int limit, struct uuid **out, size_t *n);

/* All scopes of an app, those asked for first. */
enum store_status reviews_scopes(struct db *db, struct arena *a, struct uuid client_id,
    struct scope_review **out, size_t *n);
/* The newest `limit` decisions. */
enum store_status reviews_list(struct db *db, struct arena *a, struct uuid client_id,
    int limit, struct review **out, size_t *n);

/* Asks for a scope, with the developer's reason. */
enum store_status review_ask(struct db *db, struct arena *a, struct uuid client_id,
    struct text scope, struct text reason);
/* Approves or refuses a scope that is still in the state `was`, else STORE_NONE. */
enum store_status review_decide_scope(struct db *db, struct arena *a,
    struct uuid client_id, struct text scope, enum scope_state was, enum scope_state now);
/* The app leaves the queue without the mark of a review. */
enum store_status review_refuse_app(
    struct db *db, struct arena *a, struct uuid client_id);
/* Whether it was, and nobody has looked at it since. */
enum store_status review_was_refused(
    struct db *db, struct arena *a, struct uuid client_id, bool *refused);
/* It comes back to the queue. STORE_NONE: it was not refused. */
enum store_status review_ask_again(struct db *db, struct arena *a, struct uuid client_id);
/* Keeps the decision. */
enum store_status review_note(struct db *db, struct arena *a, const struct review *v);

struct text decision_name(enum decision d);

#endif
