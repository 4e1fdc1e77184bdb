/* An app as the JSON API has it: the names of RFC 7591 2 where it has one. */
#ifndef AUTHZ_PORTAL_APP_DOCUMENT_H
#define AUTHZ_PORTAL_APP_DOCUMENT_H

#include "html/page.h"
#include "store/clients.h"

#include <jansson.h>

/* Everything but secrets. New reference. */
json_t *app_document(struct arena *a, const struct client *app);
/* The names that a document may have, those that are only read among them; ends with
 * NULL. */
const char *const *app_document_members(struct arena *a);
/* What is wrong with a document, and where: "/redirect_uris/0" (RFC 6901). */
struct document_fault {
	struct text pointer, detail;
};
/*
 * Sets what a developer may say of the app: what the document leaves out gets its
 * default, or goes; what only an operator may say stays, and what is only read is passed
 * over. False: it can't be so, and *fault tells why, in that language where there are
 * phrases for it. May fetch the app's sector_identifier_uri.
 */
bool app_document_read(struct arena *a, enum language language, const json_t *document,
    struct client *app, struct document_fault *fault);

#endif
