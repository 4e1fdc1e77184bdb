#include "oauth/fapi.h"

#include "base/cleanup.h"

bool
fapi2_allows(struct text alg)
{
	return text_eq(alg, TEXT("PS256")) || text_eq(alg, TEXT("ES256")) ||
	       text_eq(alg, TEXT("EdDSA")) || text_eq(alg, TEXT("Ed25519"));
}

struct text
signing_alg(const struct client *client, struct text registered, struct text otherwise)
{
	struct text alg = registered.n ? registered : otherwise;
	return client->metadata.fapi2 && !fapi2_allows(alg) ? TEXT("PS256") : alg;
}

/* 5.3.2.2: an app's own scheme may be claimed by any app on the device. */
static bool
goes_by_http(struct text uri)
{
	return text_starts(uri, TEXT("https://")) || text_starts(uri, TEXT("http://"));
}

const char *
fapi2_fault(const struct client *app)
{
	const struct client_metadata *m = &app->metadata;
	const struct text algs[] = {m->token_endpoint_auth_signing_alg,
	    m->request_object_signing_alg, m->authorization_signed_response_alg,
	    m->id_token_signed_response_alg, m->userinfo_signed_response_alg,
	    m->introspection_signed_response_alg};
	for (size_t i = 0; i < COUNT_OF(algs); i++)
		if (algs[i].n && !fapi2_allows(algs[i]))
			return "fapi2: an app of this profile signs, and is signed for, "
			       "with PS256, ES256 or EdDSA only";
	for (size_t i = 0; i < app->redirect_uris.n; i++)
		if (!goes_by_http(app->redirect_uris.at[i]))
			return "fapi2: the redirect URIs of an app of this profile are "
			       "https, or http on a loopback address";
	return NULL;
}
