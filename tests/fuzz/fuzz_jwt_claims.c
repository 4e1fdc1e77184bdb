/* The claims of JWTs that others sign: client assertions, request objects and the like.
 */
#include "fuzz.h"
#include "jose/jws.h"
#include "oauth/jwt_claims.h"

static const struct text audience = TEXT_INIT("https://as.example");
static const struct jwt_rules strict = {.iss = TEXT_INIT("app"),
    .sub = TEXT_INIT("app"),
    .aud = {&audience, 1},
    .sole_aud = true,
    .needs_exp = true,
    .needs_jti = true,
    .longest = 600};

/* Whoever keeps the strict rules keeps the mild ones. */
static void
rules_agree(const json_t *claims)
{
	static const struct jwt_rules mild = {.may_be_expired = true};
	struct jwt_rules list = strict;
	list.sole_aud = false;
	if (jwt_claims_fault(claims, &strict))
		return;
	HOLDS(!jwt_claims_fault(claims, &mild));
	HOLDS(!jwt_claims_fault(claims, &list));
	HOLDS(jwt_claims_aud_has(claims, audience));
	HOLDS(jwt_claim(claims, "jti").n);
	HOLDS(text_eq(jwt_claim(claims, "iss"), jwt_claim(claims, "sub")));
}

void
fuzz(struct arena *a, struct text input)
{
	struct jws jws, other;
	int64_t time;
	json_t *claims = jwt_claims_read(input);
	/* A MAC is no signature, and the other way round. */
	if (jws_parse_mac(a, input, &jws)) {
		HOLDS(!jws_parse(a, input, &other));
		HOLDS(!jws_verify_mac(TEXT("nobody knows this"), &jws));
	}
	if (!claims)
		return;
	rules_agree(claims);
	if (jwt_claim_time(claims, "exp", &time))
		HOLDS(time >= 0);
	json_decref(claims);
}
