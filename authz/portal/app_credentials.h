#ifndef AUTHZ_PORTAL_APP_CREDENTIALS_H
#define AUTHZ_PORTAL_APP_CREDENTIALS_H

#include "http/request.h"
#include "portal/app_document.h"
#include "portal/secret_form.h"

/* What a form on the page was sent with and why it was refused; all may be empty. */
struct credentials_page {
	const char *fault; /* a phrase, of the page as a whole */
	const char *redirect_uri_fault;
	struct text redirect_uri;
	bool sent; /* the form of the authentication */
	struct document_fault auth_fault;
	struct secret_form secret;
	struct text new_secret; /* shown this once: no link leads away from it */
	int status;		/* 0: 200 */
};

/* An app's client_id, secrets, keys and redirect URIs. */
const struct response *credentials_page(
    struct request *rq, const struct client *app, const struct credentials_page *p);

#endif
