/* RFC 8705 2.2: a certificate that anybody may have made, with a key that the app has
 * registered. */
#include "base/cleanup.h"
#include "jose/certificate.h"
#include "oauth/client_auth/method.h"
#include "oauth/client_keys.h"
#include "oauth/mtls.h"

DEFINE_CLEANUP(certificate, struct certificate *, certificate_free);

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *cr)
{
	(void)cr;
	if (!client || !rq->client_certificate.n)
		return STORE_NONE;
	if (!request_may_block(rq))
		return STORE_DEFER;
	CLEANUP(certificate)
	struct certificate *c = certificate_read(rq->client_certificate);
	return c && client_keys_have(rq->arena, client, c) ? STORE_OK : STORE_NONE;
}

static const char *
fault(const struct client *client)
{
	const struct client_metadata *m = &client->metadata;
	return m->jwks.n || m->jwks_uri.n ? NULL : "app.keys_missing";
}

const struct client_auth_method self_signed_tls_client_auth = {
    .name = TEXT_INIT("self_signed_tls_client_auth"),
    .check = check,
    .fault = fault,
    .available = mtls_available,
    .fapi2 = true};
