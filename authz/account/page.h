/* What the pages of the account share. For this room only. */
#ifndef AUTHZ_ACCOUNT_PAGE_H
#define AUTHZ_ACCOUNT_PAGE_H

#include "identity/signin.h"
#include "store/db.h"

/* respond_page() with the account's navigation; `title` is a phrase, its slots filled
 * from `data`, which is taken over. */
struct response *account_page(
    struct request *rq, int status, const char *name, const char *title, json_t *data);
/* The phrase in the person's language, or null when `given` is false. */
json_t *phrase_if(struct request *rq, bool given, const char *name);
/* What the person did to their account goes into its history; nil: no app. */
enum store_status note_change(
    struct request *rq, const char *event, struct uuid client_id);

#endif
