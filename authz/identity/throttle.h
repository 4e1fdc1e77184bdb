/*
 * Wrong passwords slow down the account and the address that they came for and from. Kept
 * in the database, so that a restart forgives nothing; by keyed hash, so that the table
 * names nobody; the same for accounts that don't exist.
 */
#ifndef AUTHZ_IDENTITY_THROTTLE_H
#define AUTHZ_IDENTITY_THROTTLE_H

#include "http/request.h"
#include "store/sessions.h"

/* Seconds until another attempt is heard; 0: now. */
enum store_status throttle_wait(
    struct request *rq, struct text account, int64_t *seconds);
enum store_status throttle_failed(struct request *rq, struct text account);
/* A success forgives the account, not the address. */
enum store_status throttle_forgive(struct request *rq, struct text account);

#endif
