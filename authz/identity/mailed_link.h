/*
 * What a link in a mail stands for. It is sealed into the link, nothing of it is stored:
 * a link is good for one purpose, for one address, for a time, and as long as what it
 * would change is as it was.
 */
#ifndef AUTHZ_IDENTITY_MAILED_LINK_H
#define AUTHZ_IDENTITY_MAILED_LINK_H

#include "http/request.h"
#include "store/users.h"

enum { SIGNUP_LINK_LIFETIME = 86400, RESET_LINK_LIFETIME = 3600 }; /* seconds */

/* Somebody who signed up; there is no account before the link is followed. */
struct signup_link {
	struct text email, name, password_hash, locale, return_to;
	struct text browser; /* csrf_browser() of where it began */
	int64_t made_at;
};
struct text signup_link_make(struct request *rq, const struct signup_link *l);
/* False for anything that is not a sign-up link of ours, or an old one. */
bool signup_link_open(struct request *rq, struct text ticket, struct signup_link *out);

/* Somebody who forgot their password. */
struct reset_link {
	struct uuid user_id;
	struct text email, return_to;
	struct text password_then; /* a digest of the hash: with a new one, it is over */
	int64_t made_at;
};
struct text reset_link_make(
    struct request *rq, const struct user *user, struct text return_to);
bool reset_link_open(struct request *rq, struct text ticket, struct reset_link *out);
/* The account is as it was when the link was made. */
bool reset_link_fits(
    struct request *rq, const struct reset_link *l, const struct user *user);

#endif
