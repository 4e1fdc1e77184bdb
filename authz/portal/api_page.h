/* What the pages about APIs share. */
#ifndef AUTHZ_PORTAL_API_PAGE_H
#define AUTHZ_PORTAL_API_PAGE_H

#include "portal/api_change.h"
#include "portal/developer_page.h"
#include "portal/secret_form.h"

/* How a form on the API's page ended, and what it was sent with. */
struct api_page {
	struct outcome o;
	struct text value;	      /* of the field at fault */
	const struct resource *typed; /* of the form of settings; may be NULL */
	struct text lifetime;	      /* as it was typed there */
	struct secret_form secret;
	struct uuid server;	/* that it is for; nil: none yet */
	struct text new_secret; /* shown this once */
	int status;		/* 0: 200, or 422 with a fault */
};
const struct response *api_page(struct request *rq, const struct api_page *p);

struct text api_path(struct request *rq, const struct resource *api);
struct text scope_path(struct request *rq, const struct resource *api, struct text name);
/* {"value": …, "error": …} of a field, with the error if the outcome is about it. */
json_t *api_field(
    struct request *rq, const char *name, struct text value, struct outcome o);
/* Puts the fields of the form of settings (partials/api_settings.html). */
void put_api_settings(struct request *rq, json_t *data, const struct resource *r,
    struct text lifetime, struct outcome o);
/* Reads them into `r`. */
struct outcome read_api_settings(
    struct request *rq, struct resource *r, struct text *lifetime);

#endif
