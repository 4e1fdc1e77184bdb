/*
 * Where a developer registers and runs apps. All routes: no_store, [read_form,]
 * load_session, require_session, [check_csrf,] and those of one app load_own_app,
 * [require_owner,] before their own step.
 */
#ifndef AUTHZ_PORTAL_ENDPOINTS_H
#define AUTHZ_PORTAL_ENDPOINTS_H

#include "portal/own.h"

const struct response *list_apps(struct request *rq);	 /* GET /developer */
const struct response *show_new_app(struct request *rq); /* GET /developer/apps/new */
const struct response *register_app(struct request *rq); /* POST /developer/apps/new */
const struct response *show_app(struct request *rq);	 /* GET /developer/apps/{} */
const struct response *change_app(struct request *rq);	 /* POST /developer/apps/{} */
const struct response *add_redirect_uri(struct request *rq); /* POST …/redirect-uris */
const struct response *remove_redirect_uri(
    struct request *rq); /* POST …/redirect-uris/remove */
const struct response *choose_scopes(struct request *rq); /* POST …/scopes */
const struct response *add_secret(struct request *rq);	  /* POST …/secrets */
const struct response *remove_secret(struct request *rq); /* POST …/secrets/{}/remove */
const struct response *delete_app(struct request *rq);	  /* POST …/delete */

const struct response *show_usage(struct request *rq);	 /* GET …/usage */
const struct response *export_usage(struct request *rq); /* GET …/usage.csv */

#endif
