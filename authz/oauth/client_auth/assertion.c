#include "oauth/client_auth/assertion.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "oauth/explain.h"
#include "oauth/jwt_claims.h"
#include "settings/settings.h"
#include "store/replay_guards.h"

enum { LONGEST = 3600 }; /* seconds: what common libraries make by default */

static const char type_bearer[] =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/* Another typ says that it was made for something else (RFC 8725 3.11). */
static bool
is_typ(struct text typ)
{
	return !typ.n || text_eq_nocase(typ, TEXT("JWT")) ||
	       text_eq(typ, TEXT("client-authentication+jwt"));
}

static void
explain_time(struct request *rq, const json_t *claims, const char *name, const char *what)
{
	int64_t at;
	if (jwt_claim_time(claims, name, &at))
		explain_seconds(rq, what, at - clock_now());
}

/* Its times as seconds from now tell of a clock that is wrong. */
static void
explain_claims(struct request *rq, const json_t *claims, struct texts audiences)
{
	bool for_us = false;
	for (size_t i = 0; i < audiences.n; i++)
		for_us |= jwt_claims_aud_has(claims, audiences.at[i]);
	if (!for_us)
		explain_fact(rq, "aud", arena_text(rq->arena, jwt_claim(claims, "aud")),
		    arena_texts(rq->arena, audiences));
	explain_time(rq, claims, "exp", "exp_in");
	explain_time(rq, claims, "nbf", "nbf_in");
	explain_time(rq, claims, "iat", "iat_in");
}

static const char *
read_claims(struct request *rq, struct assertion *assertion, struct credentials *out)
{
	struct text issuer = settings()->server.issuer;
	struct text alias = settings()->tls.issuer;
	const struct text here[] = {issuer,
	    arena_printf(rq->arena, "%.*s/oauth2/token", TEXT_ARG(issuer)),
	    arena_printf(rq->arena, "%.*s%.*s", TEXT_ARG(issuer), TEXT_ARG(rq->path)),
	    arena_printf(rq->arena, "%.*s%.*s", TEXT_ARG(alias), TEXT_ARG(rq->path))};
	CLEANUP(json) json_t *claims = jwt_claims_read(assertion->jws.payload);
	if (!claims)
		return "client_assertion: its payload is not a plain JSON object";
	out->client_id = arena_text(rq->arena, jwt_claim(claims, "sub"));
	if (!out->client_id.n || !text_eq(out->client_id, jwt_claim(claims, "iss")))
		return "client_assertion: its claims iss and sub are not both the "
		       "client_id";
	const struct jwt_rules rules = {.aud = {here, COUNT_OF(here) - !alias.n},
	    .needs_exp = true,
	    .needs_jti = true,
	    .longest = LONGEST};
	const char *fault = jwt_claims_fault(claims, &rules);
	if (fault)
		explain_claims(because(rq, WHY_AUTH_ASSERTION), claims, rules.aud);
	if (fault)
		return arena_printf(rq->arena, "client_assertion: %s", fault).at;
	assertion->jti = arena_text(rq->arena, jwt_claim(claims, "jti"));
	jwt_claim_time(claims, "exp", &assertion->expires_at);
	assertion->for_issuer_alone = text_eq(jwt_claim(claims, "aud"), issuer);
	return NULL;
}

bool
assertion_take(struct request *rq, bool by_mac, struct credentials *out)
{
	struct text token = form_get(rq->form, TEXT("client_assertion"));
	if (!token.n)
		return false;
	struct assertion *assertion = ARENA_NEW(rq->arena, struct assertion);
	bool is_mac = jws_parse_mac(rq->arena, token, &assertion->jws);
	if (is_mac != by_mac)
		return false;
	out->assertion = assertion;
	out->told = true;
	if (!text_eq(
		form_get(rq->form, TEXT("client_assertion_type")), text_of(type_bearer)))
		out->fault = "client_assertion_type must be "
			     "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
	else if ((!is_mac && !jws_parse(rq->arena, token, &assertion->jws)) ||
		 !is_typ(assertion->jws.typ))
		out->fault = "client_assertion is not a JWT signed by one of the "
			     "algorithms in the metadata";
	else
		out->fault = read_claims(rq, assertion, out);
	return true;
}

enum store_status
assertion_use(
    struct request *rq, const struct client *client, const struct assertion *assertion)
{
	if (client->metadata.fapi2 && !assertion->for_issuer_alone)
		return STORE_NONE;
	/* As long as it is accepted, and once more the skew for the database's clock. */
	enum store_status status =
	    replay_guard_take(rq->db, rq->arena, "client_assertion", client->client_id,
		assertion->jti, assertion->expires_at + 2 * (int64_t)JWT_SKEW);
	return status == STORE_CONFLICT ? STORE_NONE : status;
}
