/*
 * What reviewers and operators decide over an app, for the pages and for the JSON API:
 * each decision is kept with its audit event, or nothing is. They work on
 * admin_of(rq)->app. For this room only.
 */
#ifndef AUTHZ_ADMIN_DECISION_H
#define AUTHZ_ADMIN_DECISION_H

#include "http/request.h"
#include "store/reviews.h"

/* *fault gets NULL, or the phrase that says why this person may not decide over this app
 * ("admin.own_app") or not say this to its developer ("admin.message_fault"). */
enum store_status decision_fault(
    struct request *rq, struct text message, const char **fault);
/* STORE_NONE: the scope is not in the state `was` (any more). */
enum store_status decision_over_scope(struct request *rq, struct text scope,
    enum scope_state was, bool approve, struct text message);
enum store_status decision_over_app(
    struct request *rq, enum decision decision, struct text message);

#endif
