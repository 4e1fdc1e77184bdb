/* The protocol's endpoints as steps; routes.c puts the lists together. */
#ifndef AUTHZ_OAUTH_ENDPOINTS_H
#define AUTHZ_OAUTH_ENDPOINTS_H

#include "http/request.h"
#include "store/resources.h"

#include <jansson.h>

/* GET, POST /oauth2/authorize: no_store, read_authorization_request, load_session,
 * answer_authorize (RFC 6749 4.1.1). */
const struct response *read_authorization_request(struct request *rq);
const struct response *answer_authorize(struct request *rq);
/* A step after authenticate_client, where rows are made: 429 for a network that asks for
 * public apps more often than people could. */
const struct response *pace_public_client(struct request *rq);

/* POST /oauth2/par: no_store, read_form, authenticate_client, pace_public_client,
 * prove_sender, answer_push
 * (RFC 9126 2). */
const struct response *answer_push(struct request *rq);
/* GET /consent: no_store, read_query, load_session, continue_authorize. */
const struct response *continue_authorize(struct request *rq);
/* POST /consent: no_store, read_query, read_form, load_session, check_csrf,
 * decide_consent. */
const struct response *decide_consent(struct request *rq);
/* POST /select-account: no_store, read_form, load_session, check_csrf, choose_account. */
const struct response *choose_account(struct request *rq);
/* A step before show_login and the like: which app's request brought the person there. */
const struct response *describe_asking_app(struct request *rq);

/* POST /oauth2/token: no_store, read_form, authenticate_client, prove_sender,
 * require_bound, run_grant, [add_id_token of oidc,] answer_token (RFC 6749 3.2). rq->own
 * is a struct issued between the last three. */
const struct response *run_grant(struct request *rq);
const struct response *answer_token(struct request *rq);

/* POST /oauth2/introspect: no_store, read_form, authenticate_client,
 * require_resource_server, answer_introspection (RFC 7662). */
const struct response *require_resource_server(struct request *rq);
const struct response *answer_introspection(struct request *rq);

/* POST /oauth2/revoke: no_store, read_form, authenticate_client, answer_revocation
 * (RFC 7009). */
const struct response *answer_revocation(struct request *rq);

/* GET /oauth2/check: no_store, read_query, require_bearer_of_gateway, answer_check. */
const struct response *answer_check(struct request *rq);

/* POST /oauth2/register: no_store, register_client (RFC 7591 3). */
const struct response *register_client(struct request *rq);
/* GET, PUT, DELETE /oauth2/register/{}: no_store, require_registration, and one of
 * (RFC 7592 2). */
const struct response *require_registration(struct request *rq);
const struct response *show_registration(struct request *rq);
const struct response *replace_registration(struct request *rq);
const struct response *remove_registration(struct request *rq);

/* GET /.well-known/oauth-protected-resource and below it: read_query,
 * answer_protected_resource (RFC 9728 3). */
const struct response *answer_protected_resource(struct request *rq);
/* The document itself. New reference. */
json_t *protected_resource_json(
    const struct resource *resource, const struct scope *scopes, size_t n);
/* POST /oauth2/device_authorization: no_store, read_form, authenticate_client,
 * pace_public_client, answer_device_authorization (RFC 8628 3.1). */
const struct response *answer_device_authorization(struct request *rq);
/* GET /oauth2/device_qr: no_store, read_query, answer_device_qr. */
const struct response *answer_device_qr(struct request *rq);
/* GET /logos/{}: answer_logo. */
const struct response *answer_logo(struct request *rq);
/* GET /device: no_store, read_query, load_session, show_device; POST: no_store,
 * read_form, load_session, check_csrf, enter_user_code. */
const struct response *show_device(struct request *rq);
const struct response *enter_user_code(struct request *rq);
/* GET /device/request: no_store, read_query, load_session, require_session,
 * show_device_request; POST: no_store, read_form, load_session, require_session,
 * check_csrf, decide_device. */
const struct response *show_device_request(struct request *rq);
const struct response *decide_device(struct request *rq);
/* GET /device/done: no_store, read_query, load_session, show_device_done. */
const struct response *show_device_done(struct request *rq);

/* POST /oauth2/bc-authorize: no_store, read_form, authenticate_client,
 * require_confidential, answer_backchannel_authentication (CIBA 7). */
const struct response *answer_backchannel_authentication(struct request *rq);

/* GET /oauth2/status/{}: answer_status_list (Token Status List 8.1). */
const struct response *answer_status_list(struct request *rq);

/* GET /oauth2/jwks: answer_jwks (RFC 7517 5). */
const struct response *answer_jwks(struct request *rq);
/* JSON that may be kept for five minutes, with its entity tag (RFC 9110 8.8.3). */
const struct response *respond_cached(
    struct request *rq, struct text json, struct text tag);
/* The tag of what has this version. */
struct text entity_tag(struct arena *a, struct text version);

#endif
