#ifndef AUTHZ_PORTAL_APP_SETTINGS_H
#define AUTHZ_PORTAL_APP_SETTINGS_H

#include "portal/app_document.h"
#include "portal/app_form.h"

/* Which form of the page was sent and what was wrong with it; faults are phrases. */
struct settings_page {
	const struct form_field *sent;
	struct document_fault fault;
	struct text confirmation;
	const char *confirmation_fault, *logo_fault;
};

/* Of the app in rq->own; 422 when there is a fault. */
const struct response *settings_page(struct request *rq, const struct settings_page *p);

#endif
