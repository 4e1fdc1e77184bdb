/* The page of one app, which every form on it comes back to. */
#ifndef AUTHZ_PORTAL_APP_PAGE_H
#define AUTHZ_PORTAL_APP_PAGE_H

#include "identity/signin.h"
#include "store/clients.h"

/* What a form on the page was sent with and why it was refused; all may be empty. */
struct app_page {
	const char *field; /* which field is at fault: "name", "redirect_uri", … */
	const char *fault; /* phrase name */
	struct text value; /* what stood in it */
	const struct client
	    *typed;		/* what the form of details was sent with; may be NULL */
	struct text new_secret; /* shown this once: no link leads away from it */
	int status;		/* 0: 200 */
};

struct response *app_page(
    struct request *rq, const struct client *app, const struct app_page *p);

/* `{"value": …, "error": …}` for templates/partials/field.html; `fault` NULL: no error.
 */
json_t *field_json(
    struct request *rq, const char *name, struct text value, const char *fault);
/* "3 scopes" and the like: the catalogue of scopes, those that the app has marked. */
enum store_status scope_choices(
    struct request *rq, const struct client *app, json_t **out);

struct text app_path(struct arena *a, const struct client *app);
#endif
