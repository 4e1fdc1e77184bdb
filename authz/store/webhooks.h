/* Endpoints that apps are told things at, and what was sent there. */
#ifndef AUTHZ_STORE_WEBHOOKS_H
#define AUTHZ_STORE_WEBHOOKS_H

#include "store/db.h"

enum { WEBHOOKS_MOST = 5 }; /* of an app */

struct webhook {
	struct uuid id, client_id;
	struct text url, description;
	struct texts events;
	struct text secret, old_secret; /* sealed; old_secret empty: it has ended */
	struct text secret_hint;
	int64_t secret_made_at, old_secret_until, created_at; /* seconds */
	bool enabled;
	struct text off_because; /* "failing", "gone"; empty: somebody switched it */
	int64_t failing_since;	 /* 0: it is not */
};

/* Those of an app, the oldest first. */
enum store_status webhooks_list(struct db *db, struct arena *a, struct uuid client_id,
    struct webhook **out, size_t *n);
enum store_status webhook_find(struct db *db, struct arena *a, struct uuid client_id,
    struct uuid id, struct webhook *out);
/* STORE_CONFLICT when the app has WEBHOOKS_MOST. Within a transaction. */
enum store_status webhook_add(struct db *db, struct arena *a, const struct webhook *w);
/* url, description, events and enabled. Switched off, what waits for it is given up;
 * switched on, it begins anew. Within a transaction. */
enum store_status webhook_set(struct db *db, struct arena *a, const struct webhook *w);
/* The secret until now stays good for `seconds` beside the new one. */
enum store_status webhook_roll(
    struct db *db, struct arena *a, const struct webhook *w, int64_t seconds);
enum store_status webhook_remove(
    struct db *db, struct arena *a, struct uuid client_id, struct uuid id);

struct webhook_message {
	struct uuid id;
	struct text type, body, state; /* waiting, delivered, failed */
	int64_t attempts, created_at, attempted_at, next_at, status, took_ms;
	struct text answer, error;
};
/* The newest first. */
enum store_status webhook_messages(struct db *db, struct arena *a, struct uuid webhook_id,
    int limit, struct webhook_message **out, size_t *n);
/* Once more, at once; STORE_NONE when it is not there, or the endpoint is off. */
enum store_status webhook_message_again(
    struct db *db, struct arena *a, struct uuid webhook_id, struct uuid id);

#endif
