/* What the developers' pages share. */
#ifndef AUTHZ_PORTAL_DEVELOPER_PAGE_H
#define AUTHZ_PORTAL_DEVELOPER_PAGE_H

#include "identity/signin.h"
#include "portal/outcome.h"

/* respond_page(), wide, with the navigation of the developers' pages and whether a change
 * was just saved; `title` is a phrase or NULL (data has a title). Takes over `data`. */
struct response *developer_page(
    struct request *rq, int status, const char *name, const char *title, json_t *data);
/* A phrase in the language of the request. New reference. */
json_t *portal_phrase(struct request *rq, const char *name);
/* {"name": …, "value": …, "error": …} of a form's field; `fault`, a phrase, may be NULL.
 * New reference. */
json_t *field_json(
    struct request *rq, const char *name, struct text value, const char *fault);
/* "PREFIX.WORD" */
json_t *portal_word(struct request *rq, const char *prefix, struct text word);
/* Back to a page by a GET, so that a reload sends nothing again. */
const struct response *back_saved(struct request *rq, struct text path);
/* "/developer/KIND/ID" */
struct text developer_path(struct request *rq, const char *kind, struct uuid id);

#endif
