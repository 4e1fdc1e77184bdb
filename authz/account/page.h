/* What the pages of the account share. For this room only. */
#ifndef AUTHZ_ACCOUNT_PAGE_H
#define AUTHZ_ACCOUNT_PAGE_H

#include "identity/signin.h"
#include "store/audit.h"

/* respond_page() with the account's navigation; `title` is a phrase, its slots filled
 * from `data`, which is taken over. */
struct response *account_page(
    struct request *rq, int status, const char *name, const char *title, json_t *data);
/* The phrase in the person's language, or null when `given` is false. */
json_t *phrase_if(struct request *rq, bool given, const char *name);
/*
 * Ends the transaction of a change that the person made to their account, which went as
 * `status` says, and writes it into their history in it. `client_id` nil: no app;
 * `details` as of audit_changes(), or empty.
 */
enum store_status change_end(struct request *rq, const char *event, struct uuid client_id,
    struct text details, enum store_status status);

#endif
