/* OpenID Connect's part, as steps; routes.c puts the lists together. */
#ifndef AUTHZ_OIDC_ENDPOINTS_H
#define AUTHZ_OIDC_ENDPOINTS_H

#include "http/request.h"

/* In POST /oauth2/token, between run_grant and answer_token (OIDC Core 3.1.3.3). */
const struct response *add_id_token(struct request *rq);

/* GET /oauth2/userinfo: no_store, require_bearer, answer_userinfo; POST with
 * read_userinfo_form before require_bearer (OIDC Core 5.3). */
const struct response *read_userinfo_form(struct request *rq);
const struct response *answer_userinfo(struct request *rq);

/* GET, POST /oauth2/logout: no_store, read_logout_request, answer_logout_request (OIDC
 * RP-Initiated Logout 1.0). */
const struct response *read_logout_request(struct request *rq);
const struct response *answer_logout_request(struct request *rq);
/* GET /logout: no_store, read_query, load_session, show_logout; POST with decide_logout
 * between check_csrf and identity's sign_out. */
const struct response *show_logout(struct request *rq);
const struct response *decide_logout(struct request *rq);

/* GET /.well-known/openid-configuration and /.well-known/oauth-authorization-server: one
 * document for both (OIDC Discovery 4, RFC 8414 3). */
const struct response *answer_metadata(struct request *rq);

#endif
