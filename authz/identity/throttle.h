/*
 * Wrong passwords slow down the account and the address that they came for and from. Kept
 * in the database, so that a restart forgives nothing; by keyed hash, so that the table
 * names nobody; the same for accounts that don't exist.
 */
#ifndef AUTHZ_IDENTITY_THROTTLE_H
#define AUTHZ_IDENTITY_THROTTLE_H

#include "http/request.h"
#include "store/sessions.h"

/* Counts an attempt before the password is looked at. *seconds: 0, or how long to wait
 * until one is heard. */
enum store_status throttle_attempt(
    struct request *rq, struct text account, int64_t *seconds);
/* The attempt was right: the account is forgiven, the address gets this one back. */
enum store_status throttle_forgive(struct request *rq, struct text account);

/* Counts an attempt of `kind` from the request's network: `allowed` of them, then each
 * must wait, until none came for `window` seconds. *seconds as above. */
enum store_status throttle_network(struct request *rq, const char *kind, int64_t allowed,
    int64_t window, int64_t *seconds);
/*
 * The same for short codes that could be guessed (of a `kind`, "user_code"), by the
 * person who is signed in, the address, and everybody together.
 */
enum store_status throttle_guess(struct request *rq, const char *kind, int64_t *seconds);
enum store_status throttle_guess_right(struct request *rq, const char *kind);
/* Counts a mail that is about to be sent to `address` because of this request, apart from
 * passwords: a few at once, then later and later. *seconds as above. */
enum store_status throttle_mail(
    struct request *rq, struct text address, int64_t *seconds);
/* The answer to what must wait: 429 with Retry-After, as a page. */
const struct response *refuse_for(struct request *rq, int64_t seconds);
/* And for what an app guesses, by the app. */
enum store_status throttle_client(struct request *rq, const char *kind, int64_t *seconds);
enum store_status throttle_client_right(struct request *rq, const char *kind);

#endif
