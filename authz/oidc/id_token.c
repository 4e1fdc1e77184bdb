/* OIDC Core 2, 3.1.3.6. */
#include "base/builder.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/json.h"
#include "jose/digest.h"
#include "live/keys.h"
#include "oauth/claims_request.h"
#include "oauth/errors.h"
#include "oauth/fapi.h"
#include "oauth/issued.h"
#include "oauth/subject.h"
#include "oidc/endpoints.h"
#include "oidc/person_claims.h"
#include "oidc/session_id.h"
#include "settings/settings.h"
#include "store/clients.h"

/* The left half of the access token's hash, by the hash that the algorithm signs; Ed25519
 * goes with SHA-512. */
static struct text
at_hash(struct arena *a, enum jws_alg alg, struct text access_token)
{
	unsigned char hash[SHA512_SIZE];
	if (alg == ALG_EDDSA) {
		sha512(access_token, hash);
		return base64url_encode(a, hash, SHA512_SIZE / 2);
	}
	sha256(access_token, hash);
	return base64url_encode(a, hash, SHA256_SIZE / 2);
}

static void
build_if_any(struct builder *b, struct text name, struct text value)
{
	if (value.n)
		build_json_member(b, name, value);
}

/* What the app named for its ID token (5.5); the rest is userinfo's to tell (5.4). */
static enum store_status
build_named(struct request *rq, struct builder *b, const struct family *f)
{
	struct claims_request named;
	struct user user;
	const char *name;
	json_t *value;
	claims_request_kept(rq->arena, f->extras.claims, &named);
	if (!named.id_token.n)
		return STORE_OK;
	if (!request_may_block(rq))
		return STORE_DEFER;
	enum store_status status = user_by_id(rq->db, rq->arena, f->user_id, &user);
	if (status != STORE_OK)
		return status;
	CLEANUP(json) json_t *claims = json_object();
	person_claims_put(claims, &user, (struct texts){NULL, 0}, named.id_token);
	json_object_foreach(claims, name, value)
	{
		build_printf(b, ",\"%s\":", name);
		build_text(b, json_compact(rq->arena, value));
	}
	return STORE_OK;
}

static enum store_status
make_claims(
    struct request *rq, const struct issued *i, enum jws_alg alg, struct text *out)
{
	const struct family *f = &i->family;
	int64_t now = clock_now();
	struct builder b = builder_new(rq->arena, 512);
	build_text(&b, TEXT("{\"iss\":"));
	build_json_string(&b, settings()->server.issuer);
	build_json_member(&b, TEXT("sub"), family_subject(rq->arena, f));
	build_json_member(&b, TEXT("aud"), rq->client->client_id);
	build_json_number(&b, TEXT("iat"), now);
	build_json_number(&b, TEXT("exp"), now + settings()->tokens.id_lifetime);
	build_json_number(&b, TEXT("auth_time"), f->auth_time);
	/* It answers one request, so a refreshed ID token has none (12.2). */
	if (f->generation == 0)
		build_if_any(&b, TEXT("nonce"), f->nonce);
	build_json_member(&b, TEXT("at_hash"), at_hash(rq->arena, alg, i->access_token));
	build_if_any(&b, TEXT("acr"), issued_acr(f));
	if (f->amr.n)
		build_json_strings(&b, TEXT("amr"), f->amr);
	build_json_member(
	    &b, TEXT("sid"), session_id_for(rq->arena, f->session_id, rq->client->id));
	enum store_status status = build_named(rq, &b, f);
	build_char(&b, '}');
	*out = builder_text(&b);
	return status;
}

const struct response *
add_id_token(struct request *rq)
{
	struct issued *i = rq->own;
	const struct jws_key *key;
	struct text claims = NO_TEXT;
	if (!i->by_person || !texts_have(i->scopes, TEXT("openid")))
		return NULL;
	enum store_status status = live_signing_key_for(rq->db,
	    signing_alg(rq->client, rq->client->metadata.id_token_signed_response_alg,
		settings()->tokens.id_alg),
	    &key);
	if (status == STORE_OK)
		status = make_claims(rq, i, jws_key_alg(key), &claims);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	i->id_token = jws_sign(rq->arena, key, TEXT("JWT"), claims);
	return i->id_token.n
		   ? NULL
		   : oauth_error(rq, SERVER_ERROR, "the ID token could not be signed");
}
