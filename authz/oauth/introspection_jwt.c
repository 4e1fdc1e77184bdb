#include "oauth/introspection_jwt.h"

#include "base/clock.h"
#include "jose/jws.h"
#include "live/keys.h"
#include "oauth/errors.h"
#include "oauth/metadata.h"
#include "settings/settings.h"
#include "store/clients.h"

static const struct text media_type = TEXT_INIT("application/token-introspection+jwt");

void
put_introspection_jwt(struct arena *a, json_t *m)
{
	(void)a;
	metadata_list(
	    m, "introspection_signing_alg_values_supported", "ES256 RS256 PS256 EdDSA");
}

bool
introspection_jwt_wanted(const struct request *rq)
{
	struct text accept = request_header(rq, TEXT("Accept")), range;
	if (accept.n < media_type.n)
		return false;
	while (text_next(&accept, ',', &range)) {
		struct text type = text_part(range, 0, text_index(range, ';'));
		if (text_eq_nocase(text_trim(type), media_type))
			return true;
	}
	return false;
}

/* RFC 9701 5: who is told, by whom, when; no exp and no sub of its own, so that nobody
 * takes it for a token. */
static struct text
claims(struct request *rq, struct text json)
{
	struct builder b = builder_new(rq->arena, json.n + 512);
	build_text(&b, TEXT("{\"iss\":"));
	build_json_string(&b, settings()->server.issuer);
	build_json_member(&b, TEXT("aud"), rq->client->client_id);
	build_json_number(&b, TEXT("iat"), clock_now());
	build_text(&b, TEXT(",\"token_introspection\":"));
	build_text(&b, json);
	build_char(&b, '}');
	return builder_text(&b);
}

const struct response *
introspection_jwt(struct request *rq, struct text json)
{
	const struct jws_key *key;
	struct text alg = rq->client->metadata.introspection_signed_response_alg;
	enum store_status status =
	    live_signing_key_for(rq->db, alg.n ? alg : TEXT("RS256"), &key);
	if (status != STORE_OK)
		return oauth_store_error(rq, status);
	struct text jwt =
	    jws_sign(rq->arena, key, TEXT("token-introspection+jwt"), claims(rq, json));
	if (!jwt.n)
		return oauth_error(
		    rq, SERVER_ERROR, "the introspection answer could not be signed");
	return respond(rq, 200, media_type, jwt);
}
