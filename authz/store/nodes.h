/* Which nodes run, as each says of itself every few seconds. */
#ifndef AUTHZ_STORE_NODES_H
#define AUTHZ_STORE_NODES_H

#include "store/db.h"

struct node {
	struct uuid id; /* of the process */
	struct text host, address, version;
	bool coherent;
	int64_t marks;			 /* revocation marks in its memory */
	int64_t token_bytes, token_room; /* memory for verified tokens: used, of */

	/* nodes_list() only. */
	int64_t started_at, beat_at;
	bool gone; /* no beat for NODE_GONE seconds */
};

enum { NODE_BEATS_EVERY = 5, NODE_GONE = 20, NODE_FORGOTTEN = 86400 /* seconds */ };

/* Says that the node is there, and how it is. */
enum store_status node_beat(struct db *db, struct arena *a, const struct node *n);
/* It stops in good order, and is not missed. */
enum store_status node_leave(struct db *db, struct arena *a, struct uuid id);
/* Those that are there first; those that vanished are told of for NODE_FORGOTTEN seconds,
 * then housekeeping takes them. */
enum store_status nodes_list(
    struct db *db, struct arena *a, struct node **out, size_t *n);

#endif
