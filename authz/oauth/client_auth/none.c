/* RFC 6749 2.1, public clients: client_id alone says who it is, and proves nothing. */
#include "oauth/client_auth/method.h"

static bool
take(struct request *rq, struct credentials *out)
{
	out->client_id = form_get(rq->form, TEXT("client_id"));
	return out->client_id.n && !form_get(rq->form, TEXT("client_secret")).n &&
	       !form_get(rq->form, TEXT("client_assertion")).n &&
	       !request_header(rq, TEXT("Authorization")).n;
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *c)
{
	(void)rq;
	(void)c;
	return client ? STORE_OK : STORE_NONE;
}

const struct client_auth_method client_auth_none = {
    .name = TEXT_INIT("none"), .take = take, .check = check};
