/*
 * Whose an app is: who is in the team that owns it may see and change it, and for anybody
 * else it does not exist. What only an owner of the team may do begins with
 * require_owner.
 */
#ifndef AUTHZ_PORTAL_OWN_H
#define AUTHZ_PORTAL_OWN_H

#include "http/request.h"
#include "store/clients.h"
#include "store/teams.h"

/* What load_own_app leaves in rq->own; a struct client * to it is good as well. */
struct own_app {
	struct client app;
	enum team_role role;
};

/* STORE_NONE when the person is in no team that owns it, or it was deleted. */
enum store_status own_app_find(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid client_id, struct own_app *out);

/* The same of one that was deleted and may be restored. */
enum store_status own_deleted_app_find(struct db *db, struct arena *a,
    struct uuid user_id, struct uuid client_id, struct own_app *out);

/* A step: the app in the path, or 404; of one that was deleted, the page to restore it.
 */
const struct response *load_own_app(struct request *rq);
/* A step: an app in the path that was deleted, or 404. */
const struct response *load_deleted_app(struct request *rq);
/* After it: what the person may do in the app's team. */
enum team_role own_role(const struct request *rq);
/* A step after it: 403 for who is a member only. */
const struct response *require_owner(struct request *rq);

/*
 * The team that something new is to belong to: `wanted`, if the person is in it, else
 * STORE_NONE; without one (nil) their own, which is made when missing, or the only one
 * that they are in.
 */
enum store_status team_for_new(struct db *db, struct arena *a, struct uuid user_id,
    struct uuid wanted, struct uuid *out);

#endif
