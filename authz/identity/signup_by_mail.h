/* For this room only. */
#ifndef AUTHZ_IDENTITY_SIGNUP_BY_MAIL_H
#define AUTHZ_IDENTITY_SIGNUP_BY_MAIL_H

#include "http/request.h"

/* Answers the form, checked and throttled, with the page that says that a mail came. */
const struct response *sign_up_by_mail(
    struct request *rq, struct text email, struct text name, struct text password_hash);

#endif
