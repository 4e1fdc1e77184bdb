/* RFC 6749 2.1, public clients: client_id alone says who it is, and proves nothing. */
#include "oauth/client_auth/method.h"

static bool
take(struct request *rq, struct credentials *out)
{
	out->client_id = form_get(rq->form, TEXT("client_id"));
	return out->client_id.n && !form_get(rq->form, TEXT("client_secret")).n &&
	       !request_header(rq, TEXT("Authorization")).n;
}

static bool
check(const struct client *client, const struct credentials *c)
{
	(void)c;
	return client != NULL;
}

const struct client_auth_method client_auth_none = {TEXT_INIT("none"), take, check};
