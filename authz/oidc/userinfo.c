/* OIDC Core 5.3. */
#include "base/json.h"
#include "live/clients.h"
#include "live/keys.h"
#include "oauth/access_token.h"
#include "oauth/bearer.h"
#include "oauth/claims_request.h"
#include "oauth/errors.h"
#include "oauth/scope.h"
#include "oidc/endpoints.h"
#include "oidc/person_claims.h"
#include "settings/settings.h"
#include "store/families.h"

/* The token may stand in a form (RFC 6750 2.2); a POST with the header needs no body. */
const struct response *
read_userinfo_form(struct request *rq)
{
	return rq->body.n ? read_form(rq) : NULL;
}

static json_t *
text_json(struct text t)
{
	return json_stringn(t.at, t.n);
}

/* The claims that the app named in its request are with the family (5.5). */
static enum store_status
claims_named(struct request *rq, const struct access_token *t, struct texts *out)
{
	struct family family;
	struct claims_request named = {0};
	enum store_status status =
	    family_find(rq->db, rq->arena, t->user_id, t->family, &family);
	if (status == STORE_OK)
		claims_request_kept(rq->arena, family.extras.claims, &named);
	*out = named.userinfo;
	return status == STORE_NONE ? STORE_OK : status;
}

static enum store_status
find_app(struct request *rq, struct uuid id, struct client *out)
{
	if (live_client_find(rq->arena, id, out))
		return STORE_OK;
	return live_client_read(rq->db, rq->arena, id, out);
}

/* 5.3.2: the same, signed, with who says it to whom. */
static const struct response *
respond_signed(struct request *rq, const struct client *app, json_t *claims)
{
	const struct jws_key *key;
	enum store_status status = live_signing_key_for(
	    rq->db, app->metadata.userinfo_signed_response_alg, &key);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	json_object_set_new(claims, "iss", text_json(settings()->server.issuer));
	json_object_set_new(claims, "aud", text_json(app->client_id));
	struct text token =
	    jws_sign(rq->arena, key, TEXT("JWT"), json_compact(rq->arena, claims));
	if (!token.n)
		return oauth_error(rq, SERVER_ERROR, "the answer could not be signed");
	return respond(rq, 200, TEXT("application/jwt"), token);
}

const struct response *
answer_userinfo(struct request *rq)
{
	const struct access_token *t = rq->own;
	struct texts scopes, named;
	struct user user;
	struct client app;
	if (!scope_parse(rq->arena, t->scope, &scopes) ||
	    !texts_have(scopes, TEXT("openid")) || uuid_is_nil(t->user_id))
		return refuse_bearer(rq, INSUFFICIENT_SCOPE,
		    "userinfo needs a token with the scope openid", TEXT("openid"));
	enum store_status status = user_by_id(rq->db, rq->arena, t->user_id, &user);
	if (status == STORE_OK)
		status = find_app(rq, t->client_id, &app);
	if (status == STORE_NONE)
		return refuse_bearer(
		    rq, INVALID_TOKEN, "the person or the app is gone", NO_TEXT);
	if (status == STORE_OK)
		status = claims_named(rq, t, &named);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	CLEANUP(json) json_t *claims = json_pack("{so}", "sub", text_json(t->subject));
	person_claims_put(claims, &user, scopes, named);
	if (app.metadata.userinfo_signed_response_alg.n)
		return respond_signed(rq, &app, claims);
	return respond_json(rq, 200, json_compact(rq->arena, claims));
}
