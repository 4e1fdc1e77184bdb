/* OIDC Core 2, 3.1.3.6. */
#include "base/builder.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "jose/digest.h"
#include "live/keys.h"
#include "oauth/errors.h"
#include "oauth/issued.h"
#include "oidc/endpoints.h"
#include "settings/settings.h"
#include "store/clients.h"

/* The left half of the access token's hash; every algorithm of ours goes with SHA-256,
 * but Ed25519, where SHA-512 is meant. */
static struct text
at_hash(struct arena *a, struct text access_token)
{
	unsigned char hash[SHA256_SIZE];
	sha256(access_token, hash);
	return base64url_encode(a, hash, sizeof(hash) / 2);
}

static struct text
claims(struct request *rq, const struct issued *i, bool with_hash)
{
	const struct family *f = &i->family;
	int64_t now = clock_now();
	struct builder b = builder_new(rq->arena, 512);
	build_text(&b, TEXT("{\"iss\":"));
	build_json_string(&b, settings()->server.issuer);
	build_json_member(&b, TEXT("sub"), uuid_text(rq->arena, f->user_id));
	build_json_member(&b, TEXT("aud"), rq->client->client_id);
	build_printf(&b, ",\"iat\":%lld,\"exp\":%lld,\"auth_time\":%lld", (long long)now,
	    (long long)(now + settings()->tokens.id_lifetime), (long long)f->auth_time);
	if (f->nonce.n)
		build_json_member(&b, TEXT("nonce"), f->nonce);
	if (with_hash)
		build_json_member(
		    &b, TEXT("at_hash"), at_hash(rq->arena, i->access_token));
	build_text(&b, TEXT(",\"amr\":["));
	for (size_t k = 0; k < f->amr.n; k++) {
		if (k)
			build_char(&b, ',');
		build_json_string(&b, f->amr.at[k]);
	}
	build_text(&b, TEXT("]}"));
	return builder_text(&b);
}

const struct response *
add_id_token(struct request *rq)
{
	struct issued *i = rq->own;
	if (!i->by_person || !texts_have(i->scopes, TEXT("openid")))
		return NULL;
	const struct jws_key *key =
	    live_signing_key(jws_alg_of(settings()->tokens.id_alg));
	if (key)
		i->id_token = jws_sign(rq->arena, key, TEXT("JWT"),
		    claims(rq, i, jws_key_alg(key) != ALG_EDDSA));
	return i->id_token.n
		   ? NULL
		   : oauth_error(rq, SERVER_ERROR, "the ID token could not be signed");
}
