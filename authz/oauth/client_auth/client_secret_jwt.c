/* RFC 7523 2.2, OIDC Core 9: a JWT with a MAC under the app's secret. */
#include "live/secret_uses.h"
#include "oauth/client_auth/assertion.h"
#include "oauth/client_secret.h"

static bool
take(struct request *rq, struct credentials *out)
{
	return assertion_take(rq, true, out);
}

static bool
is_alg(struct text registered)
{
	return !registered.n || text_eq(registered, TEXT("HS256"));
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *c)
{
	if (!request_may_block(rq))
		return STORE_DEFER;
	const struct client_secret *signer =
	    client_secret_signer(rq->arena, client, &c->assertion->jws);
	if (!signer || !is_alg(client->metadata.token_endpoint_auth_signing_alg))
		return STORE_NONE;
	enum store_status status = assertion_use(rq, client, c->assertion);
	if (status == STORE_OK)
		live_secret_used(signer->id);
	return status;
}

static const char *
fault(const struct client *client)
{
	return is_alg(client->metadata.token_endpoint_auth_signing_alg) ? NULL
									: "app.auth_alg";
}

const struct client_auth_method client_secret_jwt = {
    .name = TEXT_INIT("client_secret_jwt"),
    .take = take,
    .check = check,
    .fault = fault,
    .has_secret = true};
