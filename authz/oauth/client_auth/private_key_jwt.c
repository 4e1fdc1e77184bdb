/* RFC 7523 2.2, OIDC Core 9: a JWT signed by one of the app's own keys. */
#include "oauth/client_auth/assertion.h"
#include "oauth/client_keys.h"

/* Whoever is unknown is verified by these, so that it takes as long; only the fetch of a
 * jwks_uri, once a minute at the most, tells that an app is there. */
static const struct client nobody = {
    .metadata.jwks =
	TEXT_INIT("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
		  "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
		  "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
		  "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
		  "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
		  "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":"
		  "\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"
		  "Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b3"
		  "2690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQ"
		  "OS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7a"
		  "GhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp"
		  "oQ\"}]}")};

static bool
take(struct request *rq, struct credentials *out)
{
	return assertion_take(rq, false, out);
}

static enum store_status
check(struct request *rq, const struct client *client, const struct credentials *c)
{
	if (!request_may_block(rq))
		return STORE_DEFER;
	const struct client *signer = client ? client : &nobody;
	enum client_keys_answer answer = client_keys_verify(rq->arena, signer,
	    signer->metadata.token_endpoint_auth_signing_alg, &c->assertion->jws);
	if (!client || answer != CLIENT_KEYS_GOOD)
		return STORE_NONE;
	return assertion_use(rq, client, c->assertion);
}

static const char *
fault(const struct client *client)
{
	const struct client_metadata *m = &client->metadata;
	struct text alg = m->token_endpoint_auth_signing_alg;
	if (!m->jwks.n && !m->jwks_uri.n)
		return "app.keys_missing";
	return alg.n && jws_alg_said(alg) == ALG_NONE ? "app.auth_alg" : NULL;
}

const struct client_auth_method private_key_jwt = {.name = TEXT_INIT("private_key_jwt"),
    .take = take,
    .check = check,
    .fault = fault,
    .fapi2 = true};
