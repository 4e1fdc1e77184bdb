/* RFC 6749 2.3.1: client_id and client_secret in the body. */
#include "oauth/client_auth/method.h"
#include "oauth/client_secret.h"

static bool
take(struct request *rq, struct credentials *out)
{
	out->secret = form_get(rq->form, TEXT("client_secret"));
	out->client_id = form_get(rq->form, TEXT("client_id"));
	if (out->secret.n && !out->client_id.n)
		out->fault = "client_secret is sent without client_id";
	return out->secret.n != 0;
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *c)
{
	(void)rq;
	return client_secret_check(client, c->secret);
}

const struct client_auth_method client_secret_post = {
    .name = TEXT_INIT("client_secret_post"),
    .take = take,
    .check = check,
    .has_secret = true};
