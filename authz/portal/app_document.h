/* An app as the JSON API has it: the names of RFC 7591 2 where it has one. */
#ifndef AUTHZ_PORTAL_APP_DOCUMENT_H
#define AUTHZ_PORTAL_APP_DOCUMENT_H

#include "http/request.h"
#include "store/clients.h"

#include <jansson.h>

/* Everything but secrets. New reference. */
json_t *app_document(struct arena *a, const struct client *app);
/* The names that a document may have, those that are only read among them; ends with
 * NULL. */
const char *const *app_document_members(struct arena *a);
/*
 * Sets what a developer may say of the app: what the document leaves out gets its
 * default, or goes; what only an operator may say stays, and what is only read is passed
 * over. NULL, or the answer that names the member at fault.
 */
const struct response *app_document_read(
    struct request *rq, const json_t *document, struct client *app);

#endif
