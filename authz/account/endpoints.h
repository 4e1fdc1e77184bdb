/* Where an end user sees and ends what they allowed. */
#ifndef AUTHZ_ACCOUNT_ENDPOINTS_H
#define AUTHZ_ACCOUNT_ENDPOINTS_H

#include "http/request.h"

/* GET /account: no_store, load_session, require_session, show_account. */
const struct response *show_account(struct request *rq);
/* POST /account/apps/{}/end: no_store, read_form, load_session, require_session,
 * check_csrf, end_app. */
const struct response *end_app(struct request *rq);

/* GET /account/apps/{}; POST /account/apps/{}/scopes. */
const struct response *show_allowed_app(struct request *rq);
const struct response *narrow_app(struct request *rq);

/* GET /account/history; `before` is where the page before it ended. */
const struct response *show_history(struct request *rq);

/* GET and POST /account/profile. */
const struct response *show_profile(struct request *rq);
const struct response *change_profile(struct request *rq);

/* GET /account/data, /account/data/export; POST /account/data/delete. */
const struct response *show_data(struct request *rq);
const struct response *export_data(struct request *rq);
const struct response *delete_account(struct request *rq);

/* GET and POST /account/password. */
const struct response *show_password(struct request *rq);
const struct response *change_password(struct request *rq);

/* GET /account/sessions; POST /account/sessions/{}/end and /account/sessions/end-others.
 */
const struct response *show_sessions(struct request *rq);
const struct response *end_one_session(struct request *rq);
const struct response *end_other_sessions(struct request *rq);

/* POST /account/requests/{}: no_store, read_form, load_session, require_session,
 * check_csrf, answer_request. */
const struct response *answer_request(struct request *rq);

#endif
