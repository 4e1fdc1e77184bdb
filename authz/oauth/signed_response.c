#include "oauth/signed_response.h"

#include "base/clock.h"
#include "jose/jws.h"
#include "live/keys.h"
#include "oauth/fapi.h"
#include "store/clients.h"

enum { LIFETIME = 600 }; /* JARM 2.1 advises at most ten minutes */

static struct text
claims(struct arena *a, const struct client *client, const struct field *fields, size_t n)
{
	struct builder b = builder_new(a, 1024);
	build_text(&b, TEXT("{\"aud\":"));
	build_json_string(&b, client->client_id);
	build_json_number(&b, TEXT("exp"), clock_now() + LIFETIME);
	/* iss is among the parameters (RFC 9207). */
	for (size_t i = 0; i < n; i++)
		if (fields[i].value.n)
			build_json_member(&b, fields[i].name, fields[i].value);
	build_char(&b, '}');
	return builder_text(&b);
}

enum store_status
signed_response(struct request *rq, struct uuid client_id, const struct field *fields,
    size_t n, struct text *out)
{
	struct client client;
	const struct jws_key *key;
	enum store_status status = client_by_id(rq->db, rq->arena, client_id, &client);
	if (status == STORE_OK)
		status = live_signing_key_for(rq->db,
		    signing_alg(&client,
			client.metadata.authorization_signed_response_alg, TEXT("RS256")),
		    &key);
	if (status != STORE_OK)
		return status;
	*out =
	    jws_sign(rq->arena, key, TEXT("JWT"), claims(rq->arena, &client, fields, n));
	return out->n ? STORE_OK : STORE_FAILED;
}
