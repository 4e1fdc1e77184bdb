#include "oauth/request_object.h"

#include "base/json.h"
#include "jose/jws.h"
#include "oauth/authorization_request.h"
#include "oauth/client_keys.h"
#include "oauth/explain.h"
#include "oauth/jwt_claims.h"
#include "settings/settings.h"

#include <stdlib.h>

enum { FAPI_OLDEST = 3600 }; /* FAPI 2.0 Message Signing 5.3.1 */

/* Another typ says that it was made for something else (RFC 8725 3.11). */
static bool
is_typ(struct text typ)
{
	return !typ.n || text_eq_nocase(typ, TEXT("JWT")) ||
	       text_eq(typ, TEXT("oauth-authz-req+jwt"));
}

/* RFC 9101 6.3; 4: it holds no other; 10.8: a client assertion is none. */
static const char *
claims_fault(const struct client *client, const json_t *claims)
{
	const struct text issuer = settings()->server.issuer;
	const struct jwt_rules rules = {.iss = client->client_id,
	    .aud = {&issuer, 1},
	    .needs_exp = client->metadata.fapi2,
	    .longest = client->metadata.fapi2 ? FAPI_OLDEST : 0};
	int64_t nbf = 0, exp = 0;
	const char *fault = jwt_claims_fault(claims, &rules);
	if (fault)
		return fault;
	if (!text_eq(jwt_claim(claims, "client_id"), client->client_id))
		return "its claim client_id is not the client_id of the request";
	if (text_eq(jwt_claim(claims, "sub"), client->client_id))
		return "its claim sub may not be the client_id, as a client assertion's";
	if (json_object_get(claims, "request") || json_object_get(claims, "request_uri"))
		return "it may hold neither request nor request_uri";
	if (!client->metadata.fapi2)
		return NULL;
	jwt_claim_time(claims, "exp", &exp);
	if (!jwt_claim_time(claims, "nbf", &nbf) || nbf + FAPI_OLDEST < exp)
		return "its claim nbf is missing, or more than an hour before exp";
	return NULL;
}

static struct text
value_of(struct arena *a, const json_t *value)
{
	if (json_is_string(value))
		return arena_text(a,
		    (struct text){json_string_value(value), json_string_length(value)});
	char *line = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	struct text t = arena_text(a, text_of(line));
	free(line);
	return t;
}

/* What a parameter that may repeat says several times, an array says at once (RFC 8707
 * 2.1). */
static bool
repeats(const char *name, const json_t *value)
{
	return json_is_array(value) && text_eq(text_of(name), TEXT("resource"));
}

static struct form
form_of_claims(struct arena *a, json_t *claims)
{
	const char *name;
	json_t *value;
	size_t n = 0;
	json_object_foreach(claims, name, value) n +=
	    repeats(name, value) ? json_array_size(value) : 1;
	struct field *fields = ARENA_ARRAY(a, n, struct field), *next = fields;
	json_object_foreach(claims, name, value)
	{
		size_t times = repeats(name, value) ? json_array_size(value) : 1;
		for (size_t i = 0; i < times; i++, next++)
			*next = (struct field){arena_text(a, text_of(name)),
			    value_of(a,
				repeats(name, value) ? json_array_get(value, i) : value)};
	}
	return (struct form){fields, n};
}

static const char *
read_object(struct request *rq, const struct client *client, struct text object,
    enum oauth_error_code *code)
{
	struct jws jws;
	if (!jws_parse(rq->arena, object, &jws) || !is_typ(jws.typ))
		return "request is not a JWT of the typ oauth-authz-req+jwt, signed by "
		       "one of request_object_signing_alg_values_supported";
	switch (client_keys_verify(
	    rq->arena, client, client->metadata.request_object_signing_alg, &jws)) {
	case CLIENT_KEYS_GOOD:
		break;
	case CLIENT_KEYS_AWAY:
		*code = TEMPORARILY_UNAVAILABLE;
		return "the jwks_uri of this app gave no keys to verify request with";
	case CLIENT_KEYS_BAD:
		return "request is not signed with a key of this app, by the algorithm "
		       "that it registered";
	}
	CLEANUP(json) json_t *claims = jwt_claims_read(jws.payload);
	if (!claims)
		return "the payload of request is not a plain JSON object";
	const char *fault = claims_fault(client, claims);
	if (fault)
		return arena_printf(rq->arena, "request: %s", fault).at;
	rq->parameters = form_of_claims(rq->arena, claims);
	because(rq, WHY_UNSAID);
	return NULL;
}

const char *
request_object_open(struct request *rq, const struct client *client, bool *found,
    enum oauth_error_code *code)
{
	struct text object = authorization_parameter(rq, "request");
	*code = INVALID_REQUEST;
	*found = object.n != 0;
	if (*found || client->metadata.require_signed_request_object)
		because(rq, WHY_REQUEST_OBJECT);
	if (!*found && client->metadata.require_signed_request_object)
		return "this app must sign its authorization requests (RFC 9101)";
	if (!*found)
		return NULL;
	if (form_count(rq->parameters, TEXT("request")) > 1)
		return "the parameter request is sent twice";
	if (authorization_parameter(rq, "request_uri").n)
		return "request and request_uri are both sent";
	*code = INVALID_REQUEST_OBJECT;
	return read_object(rq, client, object, code);
}
