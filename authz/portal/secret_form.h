/* The secrets of an app or an API on its page, and the form that makes one more. */
#ifndef AUTHZ_PORTAL_SECRET_FORM_H
#define AUTHZ_PORTAL_SECRET_FORM_H

#include "http/request.h"
#include "oauth/secret_wish.h"
#include "portal/outcome.h"

/* As it was sent; all empty: not yet. */
struct secret_form {
	struct text label;
	struct text lifetime; /* "never", days, or "date" */
	struct text date;
	struct outcome o; /* with a fault: which of these it is about */
};

/* Reads it; *wish when there is no fault (f->o). */
void secret_form_read(
    struct request *rq, struct secret_form *f, struct secret_wish *wish);
/* What partials/secret_fields.html shows. */
void put_secret_fields(struct request *rq, json_t *data, const struct secret_form *f);
/* What partials/secrets.html shows. */
void put_secrets(struct request *rq, json_t *data, const struct client *c,
    const struct secret_form *f);

#endif
