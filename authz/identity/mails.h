/* What people are told by mail. */
#ifndef AUTHZ_IDENTITY_MAILS_H
#define AUTHZ_IDENTITY_MAILS_H

#include "html/page.h"
#include "http/request.h"
#include "store/db.h"

#include <jansson.h>

/*
 * Leaves a mail to be sent; no request waits for a mail server. "mail.NAME.subject" and
 * "mail.NAME.text" are its phrases, in the language of the request, with slots from
 * `data` (taken over) and {site}. `lifetime`: seconds in which it makes sense. With
 * `really` false it costs the same and reaches nobody.
 */
enum store_status mail_person(struct request *rq, struct text to, const char *name,
    json_t *data, int64_t lifetime, bool really);
/* The same where no request asks for it. */
enum store_status mail_leave(struct db *db, struct arena *a, enum language language,
    struct text to, const char *name, json_t *data, int64_t lifetime, bool really);

/* The password was changed: who did not do that should know. Nothing where no mail
 * arrives. */
enum store_status mail_password_changed(struct request *rq, struct text to);

/* Whether a new account waits for its mail to be answered. */
bool signup_is_by_mail(void);

#endif
