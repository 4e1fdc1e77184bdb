#include "oauth/software_statement.h"

#include "base/json.h"
#include "jose/jws.h"
#include "oauth/client_keys.h"
#include "oauth/errors.h"
#include "oauth/jwt_claims.h"
#include "settings/settings.h"
#include "store/trusted_issuers.h"

static const struct response *
invalid(struct request *rq, const char *sentence)
{
	return oauth_error(rq, INVALID_SOFTWARE_STATEMENT, sentence);
}

static const struct response *
find_issuer(struct request *rq, const json_t *claims, struct trusted_issuer *out)
{
	enum store_status status =
	    trusted_issuer_find(rq->db, rq->arena, jwt_claim(claims, "iss"), out);
	if (status != STORE_OK && status != STORE_NONE)
		return oauth_store_error(rq, status);
	if (status == STORE_NONE || !out->software_statements)
		return oauth_error(rq, UNAPPROVED_SOFTWARE_STATEMENT,
		    "software_statement: its iss is not trusted here to say what "
		    "software "
		    "an app is");
	return NULL;
}

static const struct response *
verify(struct request *rq, const struct trusted_issuer *issuer, const struct jws *jws)
{
	const struct client keys = {.id = issuer->id,
	    .metadata = {.jwks = issuer->jwks, .jwks_uri = issuer->jwks_uri}};
	switch (client_keys_verify(rq->arena, &keys, NO_TEXT, jws)) {
	case CLIENT_KEYS_GOOD:
		return NULL;
	case CLIENT_KEYS_AWAY:
		return oauth_error(rq, TEMPORARILY_UNAVAILABLE,
		    "the keys of the software_statement's issuer could not be fetched");
	case CLIENT_KEYS_BAD:
		break;
	}
	return invalid(rq, "software_statement: none of its issuer's keys has signed it");
}

const struct response *
apply_software_statement(struct request *rq, json_t *metadata)
{
	struct jws jws;
	struct trusted_issuer issuer;
	const json_t *sent = json_object_get(metadata, "software_statement");
	if (!sent)
		return NULL;
	struct text token = json_string_text(rq->arena, sent);
	/* Whoever signs tokens for other ends must not be taken for this one. */
	if (!token.n || !jws_parse(rq->arena, token, &jws) ||
	    (jws.typ.n && !text_eq_nocase(jws.typ, TEXT("JWT"))))
		return invalid(rq, "software_statement is not a signed JWT");
	CLEANUP(json) json_t *claims = jwt_claims_read(jws.payload);
	if (!claims)
		return invalid(rq, "software_statement: its payload is no JSON object");
	const struct response *refused = find_issuer(rq, claims, &issuer);
	if (!refused)
		refused = verify(rq, &issuer, &jws);
	if (refused)
		return refused;
	struct text us = settings()->server.issuer;
	const char *fault = jwt_claims_fault(claims, &(struct jwt_rules){0});
	if (!fault && json_object_get(claims, "aud") && !jwt_claims_aud_has(claims, us))
		fault = "its claim aud names somebody else";
	if (fault)
		return invalid(
		    rq, arena_printf(rq->arena, "software_statement: %s", fault).at);
	json_object_update(metadata, claims);
	return NULL;
}
