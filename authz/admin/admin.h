/* For this room only: who is at work, and what all its pages share. */
#ifndef AUTHZ_ADMIN_ADMIN_H
#define AUTHZ_ADMIN_ADMIN_H

#include "identity/signin.h"
#include "store/clients.h"
#include "store/operators.h"
#include "store/resources.h"
#include "store/users.h"

enum { ROWS_SHOWN = 50 }; /* on one page of a list */

/* rq->own on every route here. */
struct admin {
	enum operator_role role;
	struct client app;   /* load_any_app */
	struct user person;  /* load_person */
	struct resource api; /* load_any_api */
};
struct admin *admin_of(const struct request *rq);

/* What every page has: its title (a phrase), the menu with `here` marked ("reviews"),
 * what the person may do, and whether a change was just made or came too late. */
json_t *admin_data(struct request *rq, const char *title, const char *here);
/* A phrase in the language of the request. New reference. */
json_t *admin_phrase(struct request *rq, const char *name);
/* "admin.PREFIX.WORD" */
json_t *admin_word(struct request *rq, const char *prefix, struct text word);
/* "2026-11-24 13:05:59", in UTC; empty for 0. New reference. */
json_t *admin_time(struct request *rq, int64_t seconds);
/* Where the next page of a list is. New reference. */
json_t *admin_next(
    struct request *rq, const char *path, struct text q, struct uuid after);

/*
 * The audit event of a change by the person who is signed in or whose token it is, or by
 * the app that acts for itself. `user_id` is whom it was done to; nil: nobody, and the
 * event is the operator's own. Takes over `change`, such as
 * {"before": …, "after": …}: no secrets.
 */
enum store_status admin_audit(struct request *rq, const char *event, struct uuid user_id,
    struct uuid client_id, json_t *change);
/* Back to the page by a GET: done, or (STORE_NONE, STORE_CONFLICT) no longer as it was
 * seen. */
const struct response *admin_back(
    struct request *rq, enum store_status status, struct text path);

/* The page of the app, with a fault to tell (a phrase) unless NULL. */
const struct response *admin_app_page(struct request *rq, const char *fault, int status);
struct text admin_app_path(struct request *rq, struct uuid id);

#endif
